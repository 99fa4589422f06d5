package dev.larder.agent.client.companion;

import dev.larder.agent.client.BackgroundThreads;
import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.SplicedBody;
import dev.larder.agent.client.TeeStream;
import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientCall;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.TlsDetails;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.engine.write.PartialMerge;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client whose caller waits for the response: answers it from the cache, or lets
 * the client send it, and does with the response what the cache says. All in the caller's thread.
 */
final class FollowedCall {

  /**
   * Clients take a challenge for one of their connection (RFC 9110 §11), and a misdirected request,
   * too (§15.5.20).
   */
  private static final Set<Integer> NEVER_SERVED = Set.of(401, 407, 421);

  private static final Exchange.Options WITH_BACKGROUND = options(false, false);
  private static final Exchange.Options WITHOUT_BACKGROUND = options(false, true);

  /** A redirect of a request that was made in the background. */
  private static final Exchange.Options IN_BACKGROUND = options(true, true);

  /** How often a request that waits for another one looks whether it was cancelled. */
  private static final long LOOK_MILLIS = 50;

  /**
   * How clients take part whose companions follow their requests.
   *
   * @param apart whether the request neither waits nor is waited for
   * @param alone whether nothing can follow in the background
   */
  static Exchange.Options options(boolean apart, boolean alone) {
    return new Exchange.Options(
        true, apart, alone, false, head -> !NEVER_SERVED.contains(head.status()), null);
  }

  private final ClientCall call;
  private final TlsTrust trust;
  private final BackgroundThreads backgrounds;
  private @Nullable ClientExchange exchange;

  FollowedCall(ClientCall call, TlsTrust trust, BackgroundThreads backgrounds) {
    this.call = call;
    this.trust = trust;
    this.backgrounds = backgrounds;
  }

  /**
   * Follows the request to its end.
   *
   * @return the client's response, or the {@code Throwable} that the caller gets, or null if the
   *     client is to send the request without us
   */
  @Nullable Object answer() {
    try {
      CallRequest request = call.request();
      if (request == null) {
        return null;
      }
      RequestHead head = CallTranslation.request(request);
      TlsTrust.Verdict trusts = CallTranslation.trust(request, trust);
      String partition = CallTranslation.partition(request, trusts);
      Reason obstacle = CallTranslation.obstacle(request, trusts);
      if (obstacle != null) {
        return pass(request.client, head, partition, obstacle);
      }
      exchange = exchange(request, head, partition);
      if (exchange == null) {
        return null;
      }
      RequestDecision decision = settled(exchange);
      if (decision instanceof RequestDecision.Serve serve) {
        Object response = served(serve.served());
        if (serve.background() != null) {
          backgrounds.send(call::sendInBackground, serve.background());
        }
        return response;
      }
    } catch (Throwable failure) {
      return withoutUs("answering a request", failure);
    }
    return send(exchange);
  }

  /** Gives the exchange up before anything was sent. */
  private @Nullable Object withoutUs(String what, Throwable failure) {
    LarderRuntime.failed(what, failure);
    if (exchange != null) {
      exchange.bypass();
    }
    return null;
  }

  /** Leaves a request alone, but for what its response may invalidate. */
  private @Nullable Object pass(String client, RequestHead head, String partition, Reason obstacle)
      throws Exception {
    HttpCache cache = LarderRuntime.get().cache();
    cache.passed(client, head, obstacle);
    if (!cache.isUnsafe(head)) {
      return null;
    }
    Object response;
    Object prepared = call.prepare(List.of());
    try {
      response = call.send(prepared);
    } catch (Throwable thrownByClient) {
      return thrownByClient;
    }
    try {
      cache.passed(
          ClientRequest.in(partition, client, head),
          CallTranslation.response(call.reply(response)));
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response", failure);
    }
    return response;
  }

  /** The exchange of a request, or null if it was made for the cache and is another one now. */
  private @Nullable ClientExchange exchange(
      CallRequest request, RequestHead head, String partition) {
    HttpCache cache = LarderRuntime.get().cache();
    ClientExchange.Request looked =
        new ClientExchange.Request(
            new ClientRequest(
                request.client,
                head,
                partition,
                CallTranslation.patience(request),
                CallTranslation.body(request, cache.asksForBody(head))),
            backgrounds.isOne()
                ? IN_BACKGROUND
                : request.background ? WITH_BACKGROUND : WITHOUT_BACKGROUND,
            true);
    Exchange known = backgrounds.take();
    if (known == null) {
      return new ClientExchange(looked);
    }
    if (!known.isOf(head)) {
      known.abandoned();
      return null;
    }
    return new ClientExchange(looked, known);
  }

  /** What to do with the request, after having waited for another one if need be. */
  private RequestDecision settled(ClientExchange of) {
    RequestDecision decision = of.begin();
    if (decision instanceof Wait wait) {
      await(wait);
      return of.resume(wait);
    }
    return decision;
  }

  private void await(Wait wait) {
    while (!call.isCancelled()) {
      try {
        wait.released().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException goOn) {
        // Nobody has cancelled it yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private Object served(Served stored) throws Exception {
    Object response = call.served(CallTranslation.served(stored));
    ClientExchange.delivered(stored);
    return response;
  }

  /** Lets the client send the request. From here on its caller gets what comes of that. */
  private @Nullable Object send(ClientExchange of) {
    Object prepared;
    try {
      prepared = call.prepare(CallTranslation.list(of.addedFields()));
    } catch (Throwable failure) {
      return withoutUs("sending a request", failure);
    }
    Object response;
    try {
      response = call.send(prepared);
    } catch (Throwable thrownByClient) {
      return failed(of, thrownByClient);
    }
    return received(of, response);
  }

  /** What the caller gets where the network has given no response. */
  private Object failed(ClientExchange of, Throwable thrown) {
    try {
      Throwable failure = call.failure(thrown);
      if (call.isCancelled() || failure instanceof RuntimeException || failure instanceof Error) {
        of.abandon();
        return thrown;
      }
      Served stored = of.failed(failure);
      return stored == null || !call.givesUp(thrown) ? thrown : served(stored);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request that has failed", failure);
      of.bypass();
      return thrown;
    }
  }

  private @Nullable Object received(ClientExchange of, Object response) {
    NetworkReply reply = null;
    try {
      reply = call.reply(response);
      ResponseHead head = CallTranslation.response(reply);
      TlsDetails tls = reply.tls();
      ResponseDecision decision =
          of.received(
              CallTranslation.sent(reply, of.request().made().head()),
              head,
              CallTranslation.facts(tls),
              tls != null && tls.clientCertificate ? Reason.CLIENT_CERTIFICATE : null);
      if (decision instanceof ResponseDecision.Relay relay) {
        return relayed(reply, head, relay);
      }
      if (decision instanceof ResponseDecision.Serve serve) {
        Object stored = served(serve.served());
        call.drop(response);
        return stored;
      }
      call.drop(response);
      return send(of);
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response", failure);
      of.bypass();
      boolean ours =
          reply == null ? !of.addedFields().isEmpty() : of.answersAddedFields(reply.status());
      return ours ? again(response) : response;
    }
  }

  /** Drops a response that answers the fields that the cache added, and asks without them. */
  private @Nullable Object again(Object response) {
    try {
      call.drop(response);
      Object prepared = call.prepare(List.of());
      try {
        return call.send(prepared);
      } catch (Throwable thrownByClient) {
        return thrownByClient;
      }
    } catch (Throwable failure) {
      return withoutUs("repeating a request", failure);
    }
  }

  /** The caller gets the network's response, and the cache a copy of its body. */
  private static Object relayed(NetworkReply reply, ResponseHead head, ResponseDecision.Relay relay)
      throws Exception {
    BodyTee tee = new BodyTee(relay.recorder());
    boolean handedOut = false;
    try {
      ReplyBody body = null;
      if (reply.hasBody()) {
        body = new CopiedBody(tee, relay.merge(), reply.drainsAtClose());
      } else {
        tee.complete();
      }
      Object response =
          reply.with(
              relay.head().equals(head) ? null : CallTranslation.headOnly(relay.head()), body);
      handedOut = true;
      ClientExchange.delivered(relay);
      return response;
    } finally {
      if (!handedOut) {
        tee.abort();
      }
    }
  }

  /** A body on its way to the caller. */
  private record CopiedBody(BodyTee tee, @Nullable PartialMerge merge, boolean drains)
      implements ReplyBody {

    @Override
    public InputStream over(InputStream network) {
      TeeStream copied = new TeeStream(network, tee, drains);
      return merge == null ? copied : new SplicedBody(copied, merge);
    }

    @Override
    public void abandoned() {
      tee.abort();
    }
  }
}
