package dev.larder.policy;

import dev.larder.http.ByteRange;
import dev.larder.http.ContentRange;
import dev.larder.http.EntityTag;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stored parts of a body: what they answer, what completes them and how they combine (RFC 9111 §3.3
 * and §3.4). A part is one run of bytes; offsets and lengths in bytes of the whole body.
 */
public final class Partials {

  private Partials() {}

  /**
   * The answer to a Range request out of a stored 206, offsets counted from the start of the stored
   * part; null if the part doesn't hold all of the one range asked for, or If-Range fails.
   */
  public static @Nullable Ranges answer(RequestHead request, StoredResponse part, Instant now) {
    ContentRange held = range(part.head());
    List<String> lines = request.headers().all("Range");
    if (held == null
        || lines.size() != 1
        || !request.method().equals("GET")
        || !Ranges.ifRangeHolds(request.headers(), part)) {
      return null;
    }
    List<ByteRange> ranges = ByteRange.parse(lines.get(0));
    if (ranges == null || ranges.size() != 1) {
      return null;
    }
    ByteRange.Span span = span(ranges.get(0), held.complete());
    if (span == null || span.offset() < held.first() || span.last() > held.last()) {
      return null;
    }
    ResponseHead head = Ranges.partial(part.served(now), span, held.complete());
    return new Ranges(Ranges.Kind.PART, head, span.offset() - held.first(), span.length());
  }

  /** The span that a range means; without a known length only one with both ends is certain. */
  private static ByteRange.@Nullable Span span(ByteRange range, long complete) {
    if (complete >= 0) {
      return range.within(complete);
    }
    return range.isSuffix() || range.last() < 0
        ? null
        : new ByteRange.Span(range.first(), range.last() - range.first() + 1);
  }

  /**
   * The one range whose bytes make a stored part whole, or null if that takes two, or the part
   * can't be combined with anything.
   */
  public static @Nullable ByteRange missing(StoredResponse part) {
    ContentRange held = range(part.head());
    if (held == null || strongTag(part.head()) == null) {
      return null;
    }
    boolean fromStart = held.first() == 0;
    boolean toEnd = held.complete() >= 0 && held.last() == held.complete() - 1;
    if (fromStart == toEnd) {
      return null;
    }
    return fromStart ? ByteRange.from(held.last() + 1) : new ByteRange(0, held.first() - 1);
  }

  /**
   * Range and If-Range to fetch what is missing: a 206 combines, a 200 replaces the part (RFC 9110
   * §13.1.5). Empty if {@link #missing} is null.
   */
  public static Headers completion(StoredResponse part) {
    ByteRange missing = missing(part);
    EntityTag tag = strongTag(part.head());
    return missing == null || tag == null
        ? Headers.empty()
        : Headers.of("Range", missing.toField(), "If-Range", tag.toString());
  }

  /**
   * The head of a stored part and an arrived one put together, or null if they must not be: another
   * or no strong tag, a gap between them, or lengths that contradict each other (RFC 9111 §3.4). It
   * is a 200 once nothing is missing. Fields of the arrived one replace those stored.
   */
  public static @Nullable ResponseHead combined(
      StoredResponse part, ResponseHead arrived, PolicySettings settings) {
    ContentRange held = range(part.head());
    ContentRange added = range(arrived);
    EntityTag tag = strongTag(part.head());
    EntityTag addedTag = strongTag(arrived);
    if (held == null || added == null || tag == null || !tag.equals(addedTag)) {
      return null;
    }
    ContentRange union = union(held, added);
    if (union == null) {
      return null;
    }
    Headers merged =
        part.head()
            .headers()
            .without(name -> name.equalsIgnoreCase("Age") || name.equalsIgnoreCase("Date"))
            .with(StorableHeaders.forStoring(arrived, settings).headers())
            .without(name -> name.equalsIgnoreCase("Content-Range"))
            .with("Content-Length", String.valueOf(union.length()));
    return union.isWhole()
        ? new ResponseHead(200, arrived.version(), merged)
        : new ResponseHead(206, arrived.version(), merged.with("Content-Range", union.toField()));
  }

  /** Both as one run of bytes, or null if there is a gap or they differ in the whole length. */
  public static @Nullable ContentRange union(ContentRange one, ContentRange other) {
    if (!one.isSatisfied()
        || !other.isSatisfied()
        || one.first() > other.last() + 1
        || other.first() > one.last() + 1
        || (one.complete() >= 0 && other.complete() >= 0 && one.complete() != other.complete())) {
      return null;
    }
    long complete = Math.max(one.complete(), other.complete());
    long last = Math.max(one.last(), other.last());
    return complete >= 0 && last >= complete
        ? null
        : new ContentRange(Math.min(one.first(), other.first()), last, complete);
  }

  /** The range of a 206; null for another response, or without a valid Content-Range. */
  private static @Nullable ContentRange range(ResponseHead head) {
    ContentRange range = head.status() == 206 ? ContentRange.of(head.headers()) : null;
    return range != null && range.isSatisfied() ? range : null;
  }

  private static @Nullable EntityTag strongTag(ResponseHead head) {
    EntityTag tag = EntityTag.of(head.headers());
    return tag == null || tag.weak() ? null : tag;
  }
}
