package dev.larder.policy;

import dev.larder.http.ByteRange;
import dev.larder.http.ContentRange;
import dev.larder.http.EntityTag;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How a Range is answered from a whole stored response (RFC 9110 §14.2). All lengths and offsets in
 * bytes of the body as stored, content coding included.
 *
 * @param kind what the answer is
 * @param head its head, with Age
 * @param offset of its first byte in the stored body
 * @param length of its body
 */
public record Ranges(Kind kind, ResponseHead head, long offset, long length) {

  private static final Set<String> REPLACED =
      Set.of("content-length", "content-range", "content-type", "content-encoding");

  /** What the answer is. */
  public enum Kind {
    /** The stored response as it is: the Range is not for it, or its condition fails. */
    WHOLE,
    /** A 206 with one part of it. */
    PART,
    /** A 416 without a body. */
    UNSATISFIABLE
  }

  /**
   * The answer to a request for a response that may be reused; conditions of the caller's own have
   * been evaluated before (RFC 9110 §13.2.2). Several ranges get the whole, as §14.2 allows, unless
   * none of them can be satisfied.
   *
   * @param bodyLength of the stored body
   */
  public static Ranges answer(
      RequestHead request, StoredResponse stored, long bodyLength, Instant now) {
    ResponseHead whole = stored.served(now);
    List<String> lines = request.headers().all("Range");
    if (!request.method().equals("GET")
        || stored.head().status() != 200
        || lines.size() != 1
        || !ifRangeHolds(request.headers(), stored)) {
      return new Ranges(Kind.WHOLE, whole, 0, bodyLength);
    }
    List<ByteRange> ranges = ByteRange.parse(lines.get(0));
    if (ranges == null) {
      return new Ranges(Kind.WHOLE, whole, 0, bodyLength);
    }
    boolean emptySuffix = bodyLength == 0 && ranges.stream().anyMatch(Ranges::takesEmpty);
    if (!emptySuffix && ranges.stream().allMatch(range -> range.within(bodyLength) == null)) {
      return new Ranges(Kind.UNSATISFIABLE, unsatisfiable(whole, bodyLength), 0, 0);
    }
    ByteRange.Span span = ranges.size() == 1 ? ranges.get(0).within(bodyLength) : null;
    return span == null
        ? new Ranges(Kind.WHOLE, whole, 0, bodyLength)
        : new Ranges(Kind.PART, partial(whole, span, bodyLength), span.offset(), span.length());
  }

  /** RFC 9110 §14.1.2: a suffix that isn't 0 is satisfied by a body of any length, even 0. */
  private static boolean takesEmpty(ByteRange range) {
    return range.isSuffix() && range.last() > 0;
  }

  /**
   * Whether If-Range lets a Range apply (RFC 9110 §13.1.5): absent, the stored tag by strong
   * comparison, or exactly the stored Last-Modified where that is a strong validator.
   */
  public static boolean ifRangeHolds(Headers asked, StoredResponse stored) {
    List<String> lines = asked.all("If-Range");
    if (lines.isEmpty()) {
      return true;
    }
    if (lines.size() > 1) {
      return false;
    }
    Headers held = stored.head().headers();
    EntityTag wanted = EntityTag.parse(lines.get(0));
    if (wanted != null) {
      EntityTag tag = EntityTag.of(held);
      return tag != null && tag.matchesStrongly(wanted);
    }
    Instant reference = stored.responseTime();
    Instant date = HttpDate.parse(lines.get(0), reference);
    Instant modified = HttpDate.of(held, "Last-Modified", reference);
    return modified != null && modified.equals(date) && isStrong(modified, held, reference);
  }

  /** Whether a second change within the same second can be ruled out (RFC 9110 §8.8.2.2). */
  private static boolean isStrong(Instant modified, Headers held, Instant reference) {
    Instant date = HttpDate.of(held, "Date", reference);
    return date != null && !modified.plusSeconds(1).isAfter(date);
  }

  static ResponseHead partial(ResponseHead whole, ByteRange.Span span, long bodyLength) {
    ContentRange range = new ContentRange(span.offset(), span.last(), bodyLength);
    return new ResponseHead(
        206,
        whole.version(),
        whole
            .headers()
            .with("Content-Range", range.toField())
            .with("Content-Length", String.valueOf(span.length())));
  }

  static ResponseHead unsatisfiable(ResponseHead whole, long bodyLength) {
    return new ResponseHead(
        416,
        whole.version(),
        whole
            .headers()
            .without(name -> REPLACED.contains(FieldSyntax.lower(name)))
            .with("Content-Range", ContentRange.unsatisfied(bodyLength).toField())
            .with("Content-Length", "0"));
  }
}
