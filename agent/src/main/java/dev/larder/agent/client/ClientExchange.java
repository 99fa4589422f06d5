package dev.larder.agent.client;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.store.TlsFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and its response, as every integration follows them: it begins with what
 * the client is about to send, sends it with {@link #addedFields} where the cache says so, reports
 * what came of that, and does as it is told. Used by one thread at a time; only {@link #abandon}
 * may come from another one.
 *
 * <p>The integration calls {@link #delivered} with what has reached the caller, so that it is
 * counted.
 *
 * <p>What fails in {@link #begin}, {@link #resume} and {@link #received} is thrown: the integration
 * then gives its caller what it would get without the cache, and calls {@link #bypass}. The other
 * methods do not throw.
 */
public final class ClientExchange {

  /**
   * What an integration knows of a request.
   *
   * @param made the request
   * @param options how the client takes part
   * @param ranges whether the client can complete a stored part of a body
   */
  public record Request(ClientRequest made, Exchange.Options options, boolean ranges) {

    /** A request of a client that gets bodies as a whole. */
    public static Request ofWholes(ClientRequest made, Exchange.Options options) {
      return new Request(made, options, false);
    }
  }

  private final Request request;

  /** Another one than at first if the client has sent something else than was looked up. */
  private volatile Exchange exchange;

  /** What hears of the network's response, once the request goes there. */
  private volatile @Nullable Forward forward;

  private volatile Headers added = Headers.empty();

  /** The exchange of a request that the program makes. */
  public ClientExchange(Request request) {
    this(request, cache().exchange(request.made));
  }

  /** The exchange of a request that is made for the cache. */
  public ClientExchange(Request request, Exchange made) {
    this.request = request;
    this.exchange = made;
  }

  private static HttpCache cache() {
    return LarderRuntime.get().cache();
  }

  /** What to do with the request. */
  public RequestDecision begin() {
    return decided(exchange.begin(request.options));
  }

  /** What to do after having waited. */
  public RequestDecision resume(Wait wait) {
    return decided(wait.resume());
  }

  private RequestDecision decided(RequestDecision decision) {
    if (decision instanceof Forward to) {
      Headers fields = to.fields();
      added = request.ranges || !fields.contains("Range") ? fields : Headers.empty();
      forward = to;
    }
    return decision;
  }

  /** The request as it was looked up. */
  public Request request() {
    return request;
  }

  /** What goes with the request to the server: conditions or a range of the cache's own. */
  public Headers addedFields() {
    return added;
  }

  /** Whether a status may be what only the fields that the cache added have brought about. */
  public boolean answersAddedFields(int status) {
    return !added.isEmpty() && (status == 304 || status == 206 || status == 412 || status == 416);
  }

  /** Whether what was sent shows the same credentials as what was looked up. */
  public boolean isOf(RequestHead sent) {
    return exchange.isOf(sent);
  }

  /** Whether what was sent also selects the response that is served for what was looked up. */
  public boolean isOf(RequestHead sent, ResponseHead served) {
    return exchange.isOf(sent, served);
  }

  /**
   * The head of the network's response has come.
   *
   * @param sent what the client has really sent, or null if that was made sure otherwise
   * @param tls facts of the TLS session that it came over, or null
   * @param personal why the response is for its caller alone, or null
   * @return what to do with it; a retry goes without the fields that were added
   */
  public ResponseDecision received(
      @Nullable RequestHead sent,
      ResponseHead head,
      @Nullable TlsFacts tls,
      @Nullable Reason personal) {
    Forward to = Objects.requireNonNull(forward);
    if (sent != null && !exchange.isOf(sent, head)) {
      if (answersAddedFields(head.status())) {
        added = Headers.empty();
        return new ResponseDecision.Retry(to);
      }
      exchange = cache().exchange(request.made.with(sent));
      to = to.sentOtherwise(exchange);
      forward = to;
    }
    ResponseDecision decision = to.received(head, tls, personal);
    if (decision instanceof ResponseDecision.Retry retry) {
      forward = retry.forward();
      added = Headers.empty();
    }
    return decision;
  }

  /**
   * The network has given no response.
   *
   * @return a stored response to serve in its place, or null
   */
  public @Nullable Served failed(Throwable cause) {
    Forward to = forward;
    try {
      return to == null ? null : to.failed(cause);
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving an error", failure);
      bypass();
      return null;
    }
  }

  /**
   * Gives up the exchange after a failure: the caller gets what it would get without the cache,
   * which is counted as a bypass. Never throws.
   */
  public void bypass() {
    try {
      exchange.bypassed();
    } catch (Throwable failure) {
      LarderRuntime.failed("giving up a request", failure);
    }
  }

  /** Tells the cache that nobody waits for the response any more. */
  public void abandon() {
    abandon(exchange);
  }

  /** The caller has got a stored response. Never throws. */
  public static void delivered(Served served) {
    try {
      served.delivered();
    } catch (Throwable failure) {
      LarderRuntime.failed("counting a request", failure);
    }
  }

  /** The caller has got the head of the network's response. Never throws. */
  public static void delivered(ResponseDecision.Relay relay) {
    try {
      relay.delivered();
    } catch (Throwable failure) {
      LarderRuntime.failed("counting a request", failure);
    }
  }

  /** Gives up an exchange that nobody follows. Never throws. */
  public static void abandon(Exchange exchange) {
    try {
      exchange.abandoned();
    } catch (Throwable failure) {
      LarderRuntime.failed("giving up a request", failure);
    }
  }
}
