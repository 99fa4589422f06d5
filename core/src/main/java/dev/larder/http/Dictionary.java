package dev.larder.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Dictionaries of structured fields (RFC 8941 §3.2 and §4.2.2), as far as targeted cache directives
 * need them: integers, booleans, strings, tokens; any other item, inner lists included, is a value
 * without use, and parameters are passed over. The whole field is invalid if any part of it is.
 */
final class Dictionary {

  /** Stands for a value of a type that no directive has. */
  private static final Object OTHER = new Object();

  private final String text;
  private int at;

  private Dictionary(String text) {
    this.text = text;
  }

  /**
   * Keys to {@link Long}, {@link Boolean}, {@link String} (strings only) or an object without
   * meaning; of a repeated key the last value. Null if the field is invalid, empty if it is absent.
   */
  static @Nullable Map<String, Object> parse(List<String> lines) {
    try {
      return new Dictionary(String.join(",", lines)).members();
    } catch (Invalid invalid) {
      return null;
    }
  }

  private Map<String, Object> members() throws Invalid {
    Map<String, Object> members = new HashMap<>();
    skip(" ");
    while (at < text.length()) {
      String key = key();
      Object value = true;
      if (peek() == '=') {
        at++;
        value = peek() == '(' ? innerList() : item();
      }
      parameters();
      members.put(key, value);
      skip(" \t");
      if (at == text.length()) {
        break;
      }
      expect(',');
      skip(" \t");
      check(at < text.length());
    }
    return members;
  }

  private String key() throws Invalid {
    int start = at;
    check(isLower(peek()) || peek() == '*');
    while (isLower(peek()) || isDigit(peek()) || isOneOf(peek(), "_-.*")) {
      at++;
    }
    return text.substring(start, at);
  }

  private Object innerList() throws Invalid {
    expect('(');
    while (true) {
      skip(" ");
      if (peek() == ')') {
        at++;
        return OTHER;
      }
      item();
      parameters();
      check(peek() == ' ' || peek() == ')');
    }
  }

  private void parameters() throws Invalid {
    while (peek() == ';') {
      at++;
      skip(" ");
      key();
      if (peek() == '=') {
        at++;
        item();
      }
    }
  }

  private Object item() throws Invalid {
    char c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    return switch (c) {
      case '"' -> string();
      case '?' -> bool();
      case ':' -> bytes();
      default -> token();
    };
  }

  private Object number() throws Invalid {
    int start = at;
    at += peek() == '-' ? 1 : 0;
    int digits = at;
    while (isDigit(peek())) {
      at++;
    }
    int whole = at - digits;
    if (peek() == '.') {
      at++;
      int point = at;
      while (isDigit(peek())) {
        at++;
      }
      check(whole >= 1 && whole <= 12 && at - point >= 1 && at - point <= 3);
      return OTHER;
    }
    check(whole >= 1 && whole <= 15);
    return Long.valueOf(text.substring(start, at));
  }

  private Object string() throws Invalid {
    StringBuilder content = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return content.toString();
      }
      if (c == '\\') {
        at++;
        c = peek();
        check(c == '"' || c == '\\');
      }
      check(c >= ' ' && c < 0x7f);
      content.append(c);
    }
    throw new Invalid();
  }

  private Object bool() throws Invalid {
    at++;
    char c = peek();
    check(c == '0' || c == '1');
    at++;
    return c == '1';
  }

  private Object bytes() throws Invalid {
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == ':') {
        at++;
        return OTHER;
      }
      check(isLower(c) || (c >= 'A' && c <= 'Z') || isDigit(c) || isOneOf(c, "+/="));
    }
    throw new Invalid();
  }

  private Object token() throws Invalid {
    char c = peek();
    check(isLower(c) || (c >= 'A' && c <= 'Z') || c == '*');
    while (FieldSyntax.isTokenChar(peek()) || isOneOf(peek(), ":/")) {
      at++;
    }
    return OTHER;
  }

  /** The next character, or 0 at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void skip(String spaces) {
    while (at < text.length() && isOneOf(text.charAt(at), spaces)) {
      at++;
    }
  }

  private void expect(char c) throws Invalid {
    check(peek() == c);
    at++;
  }

  private static boolean isOneOf(char c, String chars) {
    return chars.indexOf(c) >= 0;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void check(boolean holds) throws Invalid {
    if (!holds) {
      throw new Invalid();
    }
  }

  /** The field is out of grammar; never leaves this class. */
  private static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid() {
      super(null, null, false, false);
    }
  }
}
