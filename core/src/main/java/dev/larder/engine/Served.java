package dev.larder.engine;

import dev.larder.config.Mode;
import dev.larder.engine.lookup.CacheParts;
import dev.larder.engine.lookup.CachedRepresentation;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.policy.StoredResponse;
import dev.larder.stats.Outcome;
import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import dev.larder.store.TlsFacts;
import dev.larder.version.VersionListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache.
 *
 * @param head what the caller sees; with Age where it was stored (RFC 9111 §5.1)
 * @param body read-only buffers over the whole body, positioned at its start; they belong to the
 *     receiver and stay valid as long as they can be reached
 * @param mapped the entry of whose mapping the buffers are, or null if nobody else can change them;
 *     code in Java may read such buffers, native code must not
 * @param tls facts of the TLS session that the response came over, or null
 * @param receivedMillis when the network's response came, in milliseconds since the epoch
 * @param outcomes counts the request when the response is delivered
 */
public record Served(
    ResponseHead head,
    List<ByteBuffer> body,
    @Nullable Entry mapped,
    @Nullable TlsFacts tls,
    long receivedMillis,
    OutcomeRecorder outcomes) {

  /** The client has handed it out: counts the request. Without effect if called again. */
  public void delivered() {
    outcomes.delivered();
  }

  Served withHead(ResponseHead other) {
    return new Served(other, body, mapped, tls, receivedMillis, outcomes);
  }

  /**
   * A stored response as it goes to the caller.
   *
   * @param why it is used
   * @return what the request gets of it; null if only the origin can tell
   */
  static @Nullable Served of(
      Exchange exchange, EntryMetadata metadata, Entry entry, Outcome outcome, Reason why) {
    CacheParts parts = exchange.view.parts();
    try {
      Instant now = parts.clock().instant();
      boolean replay = exchange.view.mode() == Mode.REPLAY;
      StoredResponse kept = metadata.stored();
      StoredResponse stored = replay ? kept.replayed(now) : kept;
      CachedRepresentation part =
          CachedRepresentation.to(exchange.request, exchange.requestClass, stored, entry, now);
      if (part == null) {
        return null;
      }
      VersionListener versions = parts.versions().get();
      if (versions != VersionListener.NONE
          && exchange.view.mode().stores()
          && metadata.serve(now)) {
        versions.served(metadata);
      }
      return new Served(
          exchange.outcomes.served(
              part.head(), stored, part.length(), entry.isInMemory(), outcome, why),
          part.body(),
          part.mapped(),
          metadata.tls(),
          metadata.responseTime().toEpochMilli(),
          exchange.outcomes);
    } catch (RuntimeException | Error failure) {
      parts.failures().record("reading a response", failure);
      return null;
    }
  }

  /**
   * The answer in place of the network where nothing stored will do (RFC 9111 §5.2.1.7).
   *
   * @param why a sentence for people who wonder where it comes from
   */
  static Served gatewayTimeout(Exchange exchange, String why) {
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    Headers.Builder headers = new Headers.Builder();
    headers.add("Content-Type", "text/plain; charset=utf-8");
    headers.add("Content-Length", String.valueOf(text.length));
    headers.add("Cache-Control", "no-store");
    List<ByteBuffer> body =
        exchange.request.method().equals("HEAD")
            ? List.of()
            : List.of(ByteBuffer.wrap(text).asReadOnlyBuffer());
    ResponseHead head = new ResponseHead(504, "HTTP/1.1", headers.build());
    return new Served(head, body, null, null, 0, exchange.outcomes);
  }
}
