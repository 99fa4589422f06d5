package dev.larder.store;

import dev.larder.http.ResponseHead;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A response that the network gave and that was stored.
 *
 * @param uri normalised, without what it tells of credentials
 * @param validator its ETag, or else its Last-Modified; empty if it has neither
 * @param size of the body in bytes
 * @param time when it arrived
 * @param replaced what it takes the place of at the same URI, if that has another validator
 */
public record Sighting(
    String uri, String validator, long size, Instant time, @Nullable Sighting replaced) {

  /** An entry as it was stored. */
  public static Sighting of(EntryMetadata metadata, long size, @Nullable Entry replaced) {
    Sighting sighting = of(metadata, size);
    Sighting old = replaced == null ? null : of(replaced.metadata(), replaced.length());
    boolean changed =
        old != null && !old.validator.isEmpty() && !old.validator.equals(sighting.validator);
    return new Sighting(
        sighting.uri, sighting.validator, size, sighting.time, changed ? old : null);
  }

  private static Sighting of(EntryMetadata metadata, long size) {
    ResponseHead head = metadata.head();
    String tag = head.headers().first("ETag");
    String modified = tag == null ? head.headers().first("Last-Modified") : tag;
    return new Sighting(
        metadata.uri(), modified == null ? "" : modified, size, metadata.responseTime(), null);
  }
}
