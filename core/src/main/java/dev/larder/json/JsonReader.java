package dev.larder.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON (RFC 8259) in UTF-8, one value after the other, as the caller expects them. {@link
 * #hasNext} is called once before each member of an object or array, and tells whether there is
 * one. Each method throws if something else is there than it reads. Not safe for use by several
 * threads.
 */
public final class JsonReader {

  /** How deep objects and arrays that are skipped may lie in each other. */
  private static final int MOST_DEPTH = 500;

  /** Enough for each number that fits into a long; more could overflow. */
  private static final int MOST_DIGITS = 19;

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Whether no member of the object or array that is open was read yet. */
  private boolean first;

  public JsonReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  public JsonReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Opens an object. */
  public void object() throws IOException {
    expect('{');
    first = true;
  }

  /** Opens an array. */
  public void array() throws IOException {
    expect('[');
    first = true;
  }

  /** Closes the object that is open, all members of which were read. */
  public void endObject() throws IOException {
    expect('}');
    first = false;
  }

  /** Closes the array that is open, all members of which were read. */
  public void endArray() throws IOException {
    expect(']');
    first = false;
  }

  /** Nothing but white space follows. */
  public void end() throws IOException {
    if (peek() >= 0) {
      throw wrong("the end");
    }
  }

  /** Goes to the next member of what is open; false if there is none. */
  public boolean hasNext() throws IOException {
    int c = peek();
    if (c == ']' || c == '}') {
      return false;
    }
    if (!first) {
      expect(',');
      c = peek();
    }
    first = false;
    if (c < 0 || c == ']' || c == '}') {
      throw wrong("a member");
    }
    return true;
  }

  /** Goes to the next member of what is open. */
  public void next() throws IOException {
    if (!hasNext()) {
      throw wrong("a member");
    }
  }

  /** The name of a member of an object. */
  public String name() throws IOException {
    String name = string();
    expect(':');
    return name;
  }

  /** A whole number. */
  public long number() throws IOException {
    int start = peek() == '-' ? position + 1 : position;
    boolean negative = start > position;
    position = start;
    long value = 0; // negative, as there are more of these
    try {
      while (position < end && isDigit(bytes[position])) {
        value = Math.subtractExact(Math.multiplyExact(value, 10), bytes[position++] - '0');
      }
      int digits = position - start;
      boolean whole = digits == 1 || (digits > 1 && digits <= MOST_DIGITS && bytes[start] != '0');
      if (!whole || isInNumber()) {
        throw wrong("a whole number");
      }
      return negative ? value : Math.negateExact(value);
    } catch (ArithmeticException e) {
      throw wrong("a number of this size");
    }
  }

  private boolean isInNumber() {
    return position < end && "+-.eE0123456789".indexOf(bytes[position]) >= 0;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** A text. */
  public String string() throws IOException {
    expect('"');
    int start = position;
    while (position < end) {
      byte b = bytes[position];
      if (b == '"') {
        return new String(bytes, start, position++ - start, StandardCharsets.ISO_8859_1);
      }
      if (b < ' ' || b == '\\') { // bytes that are no ASCII are negative
        return unusual(start);
      }
      position++;
    }
    throw wrong("the end of a text");
  }

  /** The rest of a text that has more than ASCII, or escapes. */
  private String unusual(int start) throws IOException {
    StringBuilder text = new StringBuilder(end - start < 256 ? end - start : 256);
    text.append(new String(bytes, start, position - start, StandardCharsets.ISO_8859_1));
    while (position < end) {
      int b = bytes[position++];
      if (b == '"') {
        return text.toString();
      } else if (b == '\\') {
        text.append(escaped());
      } else if (b < 0) {
        text.appendCodePoint(codePoint(b & 0xFF));
      } else if (b < ' ') {
        throw wrong("no control character");
      } else {
        text.append((char) b);
      }
    }
    throw wrong("the end of a text");
  }

  private char escaped() throws IOException {
    int c = position < end ? bytes[position++] : -1;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'u' -> unicode();
      default -> throw wrong("an escape");
    };
  }

  private char unicode() throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < end ? Character.digit(bytes[position++], 16) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** A character of several bytes. Half a pair of surrogates is taken as it is. */
  private int codePoint(int lead) throws IOException {
    int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    int value = lead & (0x3F >> more);
    boolean valid = lead >= 0xC2 && lead < 0xF5;
    for (int i = 0; i < more; i++) {
      int next = position < end ? bytes[position++] : 0;
      valid &= (next & 0xC0) == 0x80;
      value = value << 6 | (next & 0x3F);
    }
    boolean shortest = value >= (more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80);
    if (!valid || !shortest || value > Character.MAX_CODE_POINT) {
      throw wrong("UTF-8");
    }
    return value;
  }

  /** Passes over a value of any kind. */
  public void skip() throws IOException {
    skip(MOST_DEPTH);
  }

  private void skip(int depth) throws IOException {
    int c = peek();
    if (depth == 0) {
      throw wrong("less depth");
    } else if (c == '"') {
      string();
    } else if (c == '{') {
      object();
      while (hasNext()) {
        name();
        skip(depth - 1);
      }
      endObject();
    } else if (c == '[') {
      array();
      while (hasNext()) {
        skip(depth - 1);
      }
      endArray();
    } else {
      skipWord();
    }
  }

  private void skipWord() throws IOException {
    int c = position < end ? bytes[position] : -1;
    if (c == '-' || isDigit(c)) {
      skipNumber();
      return;
    }
    int start = position;
    while (position < end && bytes[position] >= 'a' && bytes[position] <= 'z') {
      position++;
    }
    String word = new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
    if (!word.equals("true") && !word.equals("false") && !word.equals("null")) {
      throw wrong("a value");
    }
  }

  private void skipNumber() throws IOException {
    passes("-");
    if (!passes("0")) {
      skipDigits();
    }
    if (passes(".")) {
      skipDigits();
    }
    if (passes("eE")) {
      passes("+-");
      skipDigits();
    }
  }

  private void skipDigits() throws IOException {
    int start = position;
    while (position < end && isDigit(bytes[position])) {
      position++;
    }
    if (position == start) {
      throw wrong("a digit");
    }
  }

  /** Passes over one of these characters, if it is there. */
  private boolean passes(String characters) {
    boolean there = position < end && characters.indexOf(bytes[position]) >= 0;
    position += there ? 1 : 0;
    return there;
  }

  /** The next character that is no white space, which is not read by this; -1 at the end. */
  private int peek() {
    while (position < end) {
      byte b = bytes[position];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xFF;
      }
      position++;
    }
    return -1;
  }

  private void expect(char c) throws IOException {
    if (peek() != c) {
      throw wrong(String.valueOf(c));
    }
    position++;
  }

  /** Names no content, which may be secret. */
  private IOException wrong(String expected) {
    return new IOException("Not this JSON: expected " + expected + " before byte " + position);
  }
}
