package dev.larder.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) without spaces. The caller opens and closes objects and arrays in pairs,
 * and names each member of an object. Not safe for use by several threads.
 */
public final class JsonWriter {

  private static final String HEX = "0123456789ABCDEF";

  private final StringBuilder text = new StringBuilder(1024);

  /** Whether the next value is the first one of its object or array, or follows its name. */
  private boolean first = true;

  /** Opens an object. */
  public JsonWriter object() {
    return open('{');
  }

  /** Opens an array. */
  public JsonWriter array() {
    return open('[');
  }

  /** Closes the object that is open. */
  public JsonWriter endObject() {
    return close('}');
  }

  /** Closes the array that is open. */
  public JsonWriter endArray() {
    return close(']');
  }

  private JsonWriter open(char bracket) {
    comma();
    text.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter close(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  private void comma() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  /** The name of the next member. */
  public JsonWriter name(String name) {
    string(name);
    text.append(':');
    first = true;
    return this;
  }

  /** A text; it may have half a pair of surrogates, which UTF-8 has not. */
  public JsonWriter string(String value) {
    comma();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      String escape = escape(c);
      if (escape != null) {
        text.append(escape);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        unicode(c);
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  private static @Nullable String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> null;
    };
  }

  private void unicode(char c) {
    text.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      text.append(HEX.charAt((c >> shift) & 15));
    }
  }

  public JsonWriter number(long value) {
    comma();
    text.append(value);
    return this;
  }

  /** A finite number. */
  public JsonWriter number(double value) {
    comma();
    text.append(value);
    return this;
  }

  /** What was written. */
  @Override
  public String toString() {
    return text.toString();
  }

  /** The same in UTF-8. */
  public byte[] toByteArray() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }
}
