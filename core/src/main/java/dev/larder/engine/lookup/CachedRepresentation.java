package dev.larder.engine.lookup;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.ClientConditions;
import dev.larder.policy.Partials;
import dev.larder.policy.Ranges;
import dev.larder.policy.RequestClass;
import dev.larder.policy.StoredResponse;
import dev.larder.store.Entry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request gets of a stored response that may be reused: all of it, its head alone, a part,
 * or the word that the caller has it already.
 *
 * @param length of the body in bytes
 * @param mapped the entry of whose mapping the body is a part, or null if it is not mapped
 */
public record CachedRepresentation(
    ResponseHead head, List<ByteBuffer> body, long length, @Nullable Entry mapped) {

  private static CachedRepresentation withoutBody(ResponseHead head) {
    return new CachedRepresentation(head, List.of(), 0, null);
  }

  /** The answer to a request, or null if only the origin can give it. */
  public static @Nullable CachedRepresentation to(
      RequestHead request, RequestClass of, StoredResponse stored, Entry entry, Instant now) {
    boolean part = stored.head().status() == 206;
    if (of.kind() == RequestClass.Kind.LOOKUP) {
      return part ? null : whole(request, stored, entry, now);
    }
    boolean conditional =
        request.headers().contains("If-None-Match")
            || request.headers().contains("If-Modified-Since");
    if (conditional) {
      switch (ClientConditions.evaluate(request, stored)) {
        case FORWARD -> {
          return null;
        }
        case NOT_MODIFIED -> {
          return withoutBody(ClientConditions.notModified(stored, now));
        }
        case FULL -> {}
      }
    }
    if (of.kind() != RequestClass.Kind.RANGE) {
      return whole(request, stored, entry, now);
    }
    if (part) {
      Ranges ranges = Partials.answer(request, stored, now);
      return ranges == null ? null : part(ranges, entry);
    }
    Ranges ranges = Ranges.answer(request, stored, entry.length(), now);
    return switch (ranges.kind()) {
      case WHOLE -> whole(request, stored, entry, now);
      case UNSATISFIABLE -> withoutBody(ranges.head());
      case PART -> part(ranges, entry);
    };
  }

  /** All of it; to HEAD the head alone. */
  private static CachedRepresentation whole(
      RequestHead request, StoredResponse stored, Entry entry, Instant now) {
    ResponseHead head = stored.served(now);
    return request.method().equals("HEAD")
        ? withoutBody(head)
        : of(head, entry.body(), entry.length(), entry);
  }

  private static CachedRepresentation part(Ranges ranges, Entry entry) {
    List<ByteBuffer> part = slice(entry.body(), ranges.offset(), ranges.length());
    return of(ranges.head(), part, ranges.length(), entry);
  }

  private static CachedRepresentation of(
      ResponseHead head, List<ByteBuffer> body, long length, Entry entry) {
    return new CachedRepresentation(head, body, length, entry.isMapped() ? entry : null);
  }

  /** Bytes between position and limit of buffers. */
  public static long length(List<ByteBuffer> buffers) {
    long length = 0;
    for (ByteBuffer buffer : buffers) {
      length += buffer.remaining();
    }
    return length;
  }

  /** The bytes from an offset on, without copying. */
  public static List<ByteBuffer> slice(List<ByteBuffer> body, long offset, long length) {
    List<ByteBuffer> part = new ArrayList<>();
    long skip = offset;
    long rest = length;
    for (ByteBuffer buffer : body) {
      int skipped = (int) Math.min(skip, buffer.remaining());
      int taken = (int) Math.min(rest, buffer.remaining() - skipped);
      skip -= skipped;
      rest -= taken;
      if (taken > 0) {
        part.add(buffer.slice(buffer.position() + skipped, taken).asReadOnlyBuffer());
      }
    }
    return part;
  }
}
