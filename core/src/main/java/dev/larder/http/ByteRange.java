package dev.larder.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes as a request asks for it (RFC 9110 §14.1.2).
 *
 * @param first offset of the first byte, or -1 for a suffix
 * @param last offset of the last byte, -1 for an open end; of a suffix its length in bytes
 */
public record ByteRange(long first, long last) {

  /** How many ranges of one request are looked at; more is taken as abuse (RFC 9110 §17.15). */
  private static final int MAX_RANGES = 64;

  private static final Pattern RANGE = Pattern.compile("(\\d*+)-(\\d*+)");

  /** A range within a body: where it starts and how long it is, bytes. */
  public record Span(long offset, long length) {
    /** Offset of the last byte. */
    public long last() {
      return offset + length - 1;
    }
  }

  public static ByteRange suffix(long length) {
    return new ByteRange(-1, length);
  }

  public static ByteRange from(long first) {
    return new ByteRange(first, -1);
  }

  public boolean isSuffix() {
    return first < 0;
  }

  /**
   * The ranges of a Range field, or null if it is to be ignored: another unit than bytes, out of
   * grammar, none, or more than {@value #MAX_RANGES}.
   */
  public static @Nullable List<ByteRange> parse(String value) {
    if (!FieldSyntax.matches(value, 0, "bytes=")) {
      return null;
    }
    List<String> members = FieldSyntax.list(value.substring(6));
    if (members.isEmpty() || members.size() > MAX_RANGES) {
      return null;
    }
    List<ByteRange> ranges = new ArrayList<>(members.size());
    for (String member : members) {
      ByteRange range = one(member);
      if (range == null) {
        return null;
      }
      ranges.add(range);
    }
    return ranges;
  }

  private static @Nullable ByteRange one(String member) {
    Matcher range = RANGE.matcher(member);
    if (!range.matches()) {
      return null;
    }
    long first = offset(range.group(1));
    long last = offset(range.group(2));
    if (first < 0) {
      return last < 0 ? null : suffix(last);
    }
    return last >= 0 && last < first ? null : new ByteRange(first, last);
  }

  /** The span within a body of this length (bytes), or null if no byte of it is meant. */
  public @Nullable Span within(long length) {
    if (isSuffix()) {
      long taken = Math.min(last, length);
      return taken == 0 ? null : new Span(length - taken, taken);
    }
    if (first >= length) {
      return null;
    }
    long end = last < 0 ? length - 1 : Math.min(last, length - 1);
    return new Span(first, end - first + 1);
  }

  /** As it stands in a Range field, with the unit. */
  public String toField() {
    return "bytes=" + (isSuffix() ? "-" + last : first + "-" + (last < 0 ? "" : last));
  }

  /** Digits as a number that stops at the greatest long, or -1 for none. */
  static long offset(String digits) {
    try {
      return digits.isEmpty() ? -1 : Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      return Long.MAX_VALUE;
    }
  }
}
