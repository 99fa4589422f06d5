package dev.larder.engine;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.policy.Suitability;
import dev.larder.store.TlsFacts;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Send the request, and report what comes of it with exactly one of {@link #received}, {@link
 * #failed} and {@link #abandoned}. Used by one thread at a time; only {@link #abandoned} may come
 * from another one.
 */
public final class Forward implements RequestDecision {

  private final Exchange exchange;
  private final OriginRequest sent;

  Forward(Exchange exchange, OriginRequest sent) {
    this.exchange = exchange;
    this.sent = sent;
  }

  /**
   * To be added to what goes to the server, none of a name that the request has itself: conditions
   * or a range of the cache's own; often empty.
   */
  public Headers fields() {
    return sent.plan().fields();
  }

  /** The exchange that the request belongs to. */
  public Exchange exchange() {
    return exchange;
  }

  /** As {@link #received(ResponseHead, TlsFacts, Reason)} for a response that may be stored. */
  public ResponseDecision received(ResponseHead head, @Nullable TlsFacts tls) {
    return received(head, tls, null);
  }

  /**
   * The head of the network's response has come.
   *
   * @param tls facts of the TLS session that it came over, or null
   * @param personal why the response is for this caller alone, where that does not show in the
   *     request, as a client certificate; it is not stored then; else null
   */
  public ResponseDecision received(
      ResponseHead head, @Nullable TlsFacts tls, @Nullable Reason personal) {
    return new ResponseHandler(exchange, sent, personal).receive(head, tls);
  }

  /**
   * The network has given no response.
   *
   * @return a stored response to serve in its place (RFC 9111 §4.2.4, RFC 5861 §4), or null
   */
  public @Nullable Served failed(Throwable cause) {
    abandoned();
    Served stale =
        cause instanceof IOException
            ? new ResponseHandler(exchange, sent, null).standIn(Suitability.NETWORK_FAILURE)
            : null;
    if (stale == null) {
      exchange.outcomes.failed(cause);
    }
    return stale;
  }

  /** Nobody waits for the response any more. */
  public void abandoned() {
    exchange.abandoned();
  }

  /** The same for a request that was sent at another time. */
  Forward at(Instant time) {
    return new Forward(
        exchange, new OriginRequest(sent.plan(), sent.keys(), time, sent.generation()));
  }

  /**
   * The client sent another request in place of this one, with other fields. This one is of no
   * account any more.
   *
   * @param instead the exchange about what was sent, which has not begun
   * @return what to report the response to
   */
  public Forward sentOtherwise(Exchange instead) {
    abandoned();
    return instead.sentOtherwise(sent.time());
  }
}
