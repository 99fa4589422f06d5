package dev.larder.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of rules from JSON, one after the other. A wrong value is noted with its line
 * and column, and the reader continues behind it.
 */
final class RuleValues {

  /** Methods whose request body can be part of the key. */
  private static final List<String> BODY_METHODS = List.of("POST", "QUERY");

  /** Methods of RFC 9110 §9, PATCH and QUERY. Any other token is accepted too. */
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY");

  private static final Pattern TOKEN = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w!#$%&'+.^`|~-]+/(\\*|[\\w!#$%&'+.^`|~-]+)");

  /** A value is wrong; the message says why, with line and column. */
  static final class WrongException extends IOException {
    private static final long serialVersionUID = 1;

    WrongException(String message) {
      super(message);
    }
  }

  private final JsonParser parser;
  private final List<String> problems = new ArrayList<>();

  RuleValues(JsonParser parser) {
    this.parser = parser;
  }

  /** The mistakes so far. */
  List<String> problems() {
    return problems;
  }

  /** The object or list around the current value. */
  JsonStreamContext around() {
    JsonStreamContext context = parser.getParsingContext();
    return parser.currentToken().isStructStart() ? context.getParent() : context;
  }

  /** Notes a mistake and skips the rest of the value. */
  void skip(WrongException wrong, JsonStreamContext around) throws IOException {
    problems.add(wrong.getMessage());
    while (parser.getParsingContext() != around && parser.nextToken() != null) {
      // inside of it
    }
  }

  /** Goes to the value of the next member with one of these names; null at the end. */
  @Nullable String memberOf(List<String> names) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (names.contains(name)) {
        parser.nextToken();
        return name;
      }
      String meant = Suggestion.near(name, names);
      String choice =
          meant == null ? "it takes " + String.join(", ", names) : "did you mean " + meant + "?";
      problems.add(wrong("there is no " + name + " here: " + choice).getMessage());
      parser.nextToken();
      parser.skipChildren();
    }
    return null;
  }

  boolean flag(String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_TRUE
        && parser.currentToken() != JsonToken.VALUE_FALSE) {
      throw wrong(name + " takes true or false");
    }
    return parser.getBooleanValue();
  }

  <T> T value(String name, ValueType<T> type) throws IOException {
    String text = text(name);
    T value = type.parse(text);
    if (value == null) {
      String hint = type.hint(text);
      throw wrong(name + " takes " + type.accepted() + (hint == null ? "" : "; " + hint));
    }
    return value;
  }

  String text(String name) throws IOException {
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw wrong(name + " takes one value");
    }
    return parser.getText().strip();
  }

  /** One text, or a list of texts. */
  private Set<String> texts(String name) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      texts.add(text(name));
    } else {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        texts.add(text(name));
      }
    }
    if (texts.isEmpty() || texts.contains("")) {
      throw wrong(name + " takes a text or a list of texts");
    }
    return texts;
  }

  Set<String> methods(String name) throws IOException {
    Set<String> methods = texts(name);
    for (String method : methods) {
      String upper = method.toUpperCase(Locale.ROOT);
      if (!TOKEN.matcher(method).matches()) {
        throw wrong(name + " takes a method, or a list");
      }
      if (!upper.equals(method) && METHODS.contains(upper)) {
        throw wrong(name + " takes methods in their own case; did you mean " + upper + "?");
      }
    }
    return Set.copyOf(methods);
  }

  Set<String> bodyMethods(String name) throws IOException {
    Set<String> methods = new LinkedHashSet<>();
    for (String text : texts(name)) {
      String method = text.toUpperCase(Locale.ROOT);
      if (!BODY_METHODS.contains(method)) {
        String meant = Suggestion.near(method, BODY_METHODS);
        throw wrong(
            name
                + " takes "
                + String.join(" or ", BODY_METHODS)
                + (meant == null ? "" : "; did you mean " + meant + "?"));
      }
      methods.add(method);
    }
    return Set.copyOf(methods);
  }

  /** Media types, and groups of them. */
  Set<String> types(String name) throws IOException {
    Set<String> types = texts(name);
    for (String type : types) {
      if (!MEDIA_TYPE.matcher(type).matches()) {
        int semicolon = type.indexOf(';');
        String meant =
            semicolon > 0 ? type.substring(0, semicolon).strip() : type.replace("/", "") + "/*";
        boolean works = MEDIA_TYPE.matcher(meant).matches();
        throw wrong(
            name
                + " takes types such as text/css or image/*, without parameters, not "
                + type
                + (works ? "; did you mean " + meant + "?" : ""));
      }
    }
    return Set.copyOf(types);
  }

  List<String> fieldNames(String name) throws IOException {
    Set<String> fields = texts(name);
    for (String field : fields) {
      if (!TOKEN.matcher(field).matches() || field.contains("*")) {
        throw wrong(name + " takes names of fields, not " + field);
      }
    }
    return List.copyOf(fields);
  }

  /** Patterns of hosts and paths, or of names. */
  List<Glob> globs(String name, ListType.Globs type) throws IOException {
    List<Glob> globs = new ArrayList<>();
    for (String text : texts(name)) {
      String problem = type.wrong(text);
      Glob glob = problem == null ? type.glob(text) : null;
      if (glob == null) {
        throw wrong(name + ": " + problem);
      }
      globs.add(glob);
    }
    return List.copyOf(globs);
  }

  Pattern expression(String name) throws IOException {
    try {
      return Pattern.compile(text(name));
    } catch (PatternSyntaxException e) {
      throw wrong(name + " is no regular expression (" + e.getDescription() + ")");
    }
  }

  Set<String> statuses(String name) throws IOException {
    Set<String> statuses = new LinkedHashSet<>();
    for (String text : texts(name)) {
      String status = text.toLowerCase(Locale.ROOT);
      boolean sound =
          status.length() == 3
              && status.charAt(0) >= '2'
              && status.charAt(0) <= '5'
              && (status.endsWith("xx") || ValueType.digits(status) == 3);
      if (!sound) {
        throw wrong(name + " takes a status from 200 to 599, or a class of them such as 4xx");
      }
      statuses.add(status);
    }
    return Set.copyOf(statuses);
  }

  void expect(JsonToken token, String what) throws IOException {
    if (parser.currentToken() != token) {
      throw wrong(what);
    }
  }

  WrongException wrong(String what) {
    return wrong(what, parser.currentTokenLocation());
  }

  static WrongException wrong(String what, JsonLocation at) {
    return new WrongException(
        "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + what);
  }
}
