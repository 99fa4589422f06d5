package dev.larder.engine;

import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.CachePlan.ToOrigin;
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

  /** Why and how it is sent. */
  final ToOrigin<EntryCandidate> plan;

  final @Nullable ExchangeKeys keys;

  /** When it was sent. */
  final Instant time;

  /** Of the resource when it was sent. */
  final long generation;

  /**
   * @param keys of the request, or null if they could not be told
   */
  Forward(
      Exchange exchange,
      ToOrigin<EntryCandidate> plan,
      @Nullable ExchangeKeys keys,
      Instant time,
      long generation) {
    this.exchange = exchange;
    this.plan = plan;
    this.keys = keys;
    this.time = time;
    this.generation = generation;
  }

  /**
   * To be added to what goes to the server, none of a name that the request has itself: conditions
   * or a range of the cache's own; often empty.
   */
  public Headers fields() {
    return plan.fields();
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
    return new ResponseHandler(this, personal).receive(head, tls);
  }

  /**
   * A response of an archive has come in place of one of the network. It is stored if that one
   * would be. What is stored already gives way only to what is known to be later, and stays if this
   * response can't be stored. For a resource that was invalidated it is validated before it is
   * used, as nobody knows whether that was before or after.
   *
   * @param tls facts of the TLS session that it came over, or null
   * @param sent when its request was sent
   * @param received when its head arrived
   */
  public ResponseDecision.Relay imported(
      ResponseHead head, @Nullable TlsFacts tls, Instant sent, Instant received) {
    return new ResponseHandler(at(sent), null, received).imported(head, tls);
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
            ? new ResponseHandler(this, null).standIn(Suitability.NETWORK_FAILURE)
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

  /** A copy for a request that was sent at another time. */
  Forward at(Instant when) {
    return new Forward(exchange, plan, keys, when, generation);
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
    return instead.sentOtherwise(time);
  }
}
