package dev.larder.agent.client.companion;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.BodyCopy;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.EventCall;
import dev.larder.bridge.EventStep;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client that never waits. Its client gets bodies as a whole, and what would be
 * validated in the background is validated by the request itself.
 */
final class FollowedEvents extends EventCall {

  private static final Exchange.Options OPTIONS = FollowedCall.options(false, true);

  private final CallRequest request;
  private final TlsTrust trust;

  /** Null if the request goes on without the cache. */
  private @Nullable ClientExchange exchange;

  /** A request that is left alone, whose response may invalidate. */
  private @Nullable ClientRequest passed;

  private @Nullable Wait waiting;
  private @Nullable Served served;

  FollowedEvents(CallRequest request, TlsTrust trust) {
    this.request = request;
    this.trust = trust;
  }

  private static HttpCache cache() {
    return LarderRuntime.get().cache();
  }

  @Override
  public EventStep begin() {
    try {
      RequestHead head = CallTranslation.request(request);
      TlsTrust.Verdict trusts = CallTranslation.trust(request, trust);
      String partition = CallTranslation.partition(request, trusts);
      Reason obstacle = CallTranslation.obstacle(request, trusts);
      if (obstacle != null) {
        cache().passed(request.client, head, obstacle);
        passed = cache().isUnsafe(head) ? ClientRequest.in(partition, request.client, head) : null;
        return EventStep.send(List.of());
      }
      ClientRequest made =
          new ClientRequest(
              request.client,
              head,
              partition,
              CallTranslation.patience(request),
              CallTranslation.body(request, cache().asksForBody(head)));
      ClientExchange begun = new ClientExchange(ClientExchange.Request.ofWholes(made, OPTIONS));
      exchange = begun;
      return decided(begun, begun.begin());
    } catch (Throwable failure) {
      return withoutUs("answering a request", failure);
    }
  }

  private EventStep decided(ClientExchange of, RequestDecision decision) {
    if (decision instanceof RequestDecision.Serve serve) {
      return serve(serve.served());
    }
    if (decision instanceof Wait wait) {
      waiting = wait;
      return EventStep.await();
    }
    return EventStep.send(CallTranslation.list(of.addedFields()));
  }

  private EventStep serve(Served stored) {
    EventStep step = EventStep.serve(CallTranslation.served(stored));
    served = stored;
    return step;
  }

  /** Gives the exchange up before anything was sent. */
  private EventStep withoutUs(String what, Throwable failure) {
    LarderRuntime.failed(what, failure);
    leave();
    return EventStep.send(List.of());
  }

  private void leave() {
    ClientExchange of = exchange;
    exchange = null;
    if (of != null) {
      of.bypass();
    }
  }

  @Override
  public void whenReleased(Executor loop, Runnable then) {
    try {
      Wait wait = waiting;
      if (wait != null) {
        var unused = wait.released().thenRun(() -> loop.execute(then));
        return;
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("waiting for another request", failure);
      leave();
    }
    loop.execute(then);
  }

  @Override
  public EventStep resume() {
    ClientExchange of = exchange;
    Wait wait = waiting;
    waiting = null;
    if (of == null || wait == null) {
      return EventStep.send(List.of());
    }
    try {
      return decided(of, of.resume(wait));
    } catch (Throwable failure) {
      return withoutUs("answering a request", failure);
    }
  }

  @Override
  public EventStep received(NetworkReply reply) {
    ClientExchange of = exchange;
    try {
      if (of == null) {
        ClientRequest left = passed;
        if (left != null) {
          cache().passed(left, CallTranslation.response(reply));
        }
        return EventStep.relay(null, null);
      }
      ResponseHead head = CallTranslation.response(reply);
      TlsDetails tls = reply.tls();
      ResponseDecision decision =
          of.received(
              null,
              head,
              CallTranslation.facts(tls),
              tls != null && tls.clientCertificate ? Reason.CLIENT_CERTIFICATE : null);
      if (decision instanceof ResponseDecision.Relay relay) {
        return relayed(reply, head, relay);
      }
      return decision instanceof ResponseDecision.Serve serve
          ? serve(serve.served())
          : EventStep.retry();
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response", failure);
      leave();
      return of != null && of.answersAddedFields(reply.status())
          ? EventStep.retry()
          : EventStep.relay(null, null);
    }
  }

  /** The program gets the network's response, and the cache a copy of its body. */
  private static EventStep relayed(
      NetworkReply reply, ResponseHead head, ResponseDecision.Relay relay) {
    BodyTee tee = new BodyTee(relay.recorder());
    boolean handedOut = false;
    try {
      ServedReply shown = relay.head().equals(head) ? null : CallTranslation.headOnly(relay.head());
      EventStep step = EventStep.relay(shown, reply.hasBody() ? new Copy(tee) : null);
      if (step.copy == null) {
        tee.complete();
      }
      handedOut = true;
      ClientExchange.delivered(relay);
      return step;
    } finally {
      if (!handedOut) {
        tee.abort();
      }
    }
  }

  @Override
  public @Nullable ServedReply failed(Throwable cause) {
    ClientExchange of = exchange;
    if (of == null) {
      return null;
    }
    try {
      Served stored = of.failed(cause);
      return stored == null ? null : serve(stored).reply;
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request that has failed", failure);
      leave();
      return null;
    }
  }

  @Override
  public void delivered() {
    if (served != null) {
      ClientExchange.delivered(served);
    }
  }

  @Override
  public void abandoned() {
    if (exchange != null) {
      exchange.abandon();
    }
  }

  /** A body on its way to the program. */
  private static final class Copy extends BodyCopy {

    private final BodyTee tee;

    Copy(BodyTee tee) {
      this.tee = tee;
    }

    @Override
    public void write(ByteBuffer... bytes) {
      tee.write(List.of(bytes));
    }

    @Override
    public Runnable complete() {
      return tee.completeLater(List.of());
    }

    @Override
    public void abort() {
      tee.abort();
    }
  }
}
