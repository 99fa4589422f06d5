package dev.larder.engine.write;

import dev.larder.engine.lookup.CachedRepresentation;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.ContentRange;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Partials;
import dev.larder.policy.PolicySettings;
import dev.larder.store.Entry;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored part and one that arrives, put together (RFC 9111 §3.4). Where both have a byte, the one
 * that arrives counts.
 *
 * @param head of the result: a 200 if nothing is missing any more, else a 206
 * @param before read-only buffers of the stored bytes that come first
 * @param middle how many bytes the network brings; fewer mean a broken body
 * @param after read-only buffers of the stored bytes that follow
 */
public record PartialMerge(
    ResponseHead head, List<ByteBuffer> before, long middle, List<ByteBuffer> after) {

  /** Both put together, or null if they must not be. */
  public static @Nullable PartialMerge of(
      @Nullable EntryCandidate stored, ResponseHead arrived, PolicySettings settings) {
    if (stored == null || stored.stored().head().status() != 206) {
      return null;
    }
    ResponseHead head = Partials.combined(stored.stored(), arrived, settings);
    ContentRange held = ContentRange.of(stored.stored().head().headers());
    ContentRange added = ContentRange.of(arrived.headers());
    Entry entry = stored.entry();
    if (head == null || held == null || added == null || entry.length() != held.length()) {
      return null;
    }
    long before = Math.max(0, Math.min(held.last() + 1, added.first()) - held.first());
    long after = Math.max(0, held.last() - Math.max(held.first() - 1, added.last()));
    return new PartialMerge(
        head,
        CachedRepresentation.slice(entry.body(), 0, before),
        added.length(),
        CachedRepresentation.slice(entry.body(), entry.length() - after, after));
  }

  public boolean isWhole() {
    return head.status() == 200;
  }

  /** The same with buffers of its own, since whoever reads them moves their positions. */
  PartialMerge copy() {
    return new PartialMerge(head, duplicates(before), middle, duplicates(after));
  }

  private static List<ByteBuffer> duplicates(List<ByteBuffer> buffers) {
    return buffers.stream().map(ByteBuffer::duplicate).toList();
  }

  /** Bytes of the whole. */
  long length() {
    return CachedRepresentation.length(before) + middle + CachedRepresentation.length(after);
  }
}
