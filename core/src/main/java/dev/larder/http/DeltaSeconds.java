package dev.larder.http;

import java.util.List;

/**
 * Non-negative whole seconds as they stand in fields (RFC 9111 §1.2.2): digits only, with anything
 * beyond 2^31 taken as 2^31.
 */
public final class DeltaSeconds {

  /** The greatest value told apart from others, seconds; about 68 years. */
  public static final long MAX = 1L << 31;

  /** The result of {@link #parse} for a text that is not digits. */
  public static final long INVALID = -1;

  private DeltaSeconds() {}

  /** Seconds in 0 to {@link #MAX}, or {@link #INVALID} for a sign, a fraction, a blank, nothing. */
  public static long parse(String text) {
    if (text.isEmpty()) {
      return INVALID;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return INVALID;
      }
      value = Math.min(MAX, value * 10 + (c - '0'));
    }
    return value;
  }

  /**
   * The Age field in seconds (RFC 9111 §5.1): of several members the first counts; one that is not
   * a non-negative integer is ignored. 0 if there is none.
   */
  public static long age(Headers headers) {
    List<String> members = FieldSyntax.list(headers.all("Age"));
    return members.isEmpty() ? 0 : Math.max(0, parse(members.get(0)));
  }
}
