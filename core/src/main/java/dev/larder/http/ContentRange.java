package dev.larder.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What part of a body a partial response holds (RFC 9110 §14.4), unit bytes.
 *
 * @param first offset of the first byte, -1 if the range was unsatisfiable
 * @param last offset of the last byte, -1 if the range was unsatisfiable
 * @param complete length of the whole body, -1 if unknown
 */
public record ContentRange(long first, long last, long complete) {

  /** The value for a 416: only the whole length is told. */
  public static ContentRange unsatisfied(long complete) {
    return new ContentRange(-1, -1, complete);
  }

  /** The one Content-Range of these fields, or null if absent, repeated or invalid. */
  public static @Nullable ContentRange of(Headers headers) {
    List<String> lines = headers.all("Content-Range");
    return lines.size() == 1 ? parse(lines.get(0)) : null;
  }

  /** The value, or null if it is of another unit, out of grammar or contradicts itself. */
  public static @Nullable ContentRange parse(String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !FieldSyntax.matches(value, 0, "bytes ")) {
      return null;
    }
    String span = value.substring(6, slash);
    String total = value.substring(slash + 1);
    long complete = total.equals("*") ? -1 : ByteRange.offset(total);
    if (complete < 0 && !total.equals("*")) {
      return null;
    }
    if (span.equals("*")) {
      return complete < 0 ? null : unsatisfied(complete);
    }
    int dash = span.indexOf('-');
    if (dash < 0) {
      return null;
    }
    long first = ByteRange.offset(span.substring(0, dash));
    long last = ByteRange.offset(span.substring(dash + 1));
    if (first < 0 || last < first || last == Long.MAX_VALUE) {
      return null;
    }
    return complete >= 0 && last >= complete ? null : new ContentRange(first, last, complete);
  }

  public boolean isSatisfied() {
    return first >= 0;
  }

  /** The number of bytes that the part holds. */
  public long length() {
    return isSatisfied() ? last - first + 1 : 0;
  }

  /** Whether the part is all of the body. */
  public boolean isWhole() {
    return first == 0 && complete >= 0 && last == complete - 1;
  }

  /** As it stands in the field. */
  public String toField() {
    return "bytes "
        + (isSatisfied() ? first + "-" + last : "*")
        + "/"
        + (complete < 0 ? "*" : String.valueOf(complete));
  }
}
