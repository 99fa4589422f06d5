package dev.larder.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What part of a body a partial response holds (RFC 9110 §14.4), unit bytes.
 *
 * @param first offset of the first byte, -1 if the range was unsatisfiable
 * @param last offset of the last byte, -1 if the range was unsatisfiable
 * @param complete length of the whole body, -1 if unknown
 */
public record ContentRange(long first, long last, long complete) {

  private static final Pattern RANGE =
      Pattern.compile("bytes (?:(\\d++)-(\\d++)|\\*)/(\\d++|\\*)", Pattern.CASE_INSENSITIVE);

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
    Matcher range = RANGE.matcher(value);
    if (!range.matches()) {
      return null;
    }
    long complete = range.group(3).equals("*") ? -1 : ByteRange.offset(range.group(3));
    if (range.group(1) == null) {
      return complete < 0 ? null : unsatisfied(complete);
    }
    long first = ByteRange.offset(range.group(1));
    long last = ByteRange.offset(range.group(2));
    boolean sound = last >= first && last < Long.MAX_VALUE && (complete < 0 || last < complete);
    return sound ? new ContentRange(first, last, complete) : null;
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
