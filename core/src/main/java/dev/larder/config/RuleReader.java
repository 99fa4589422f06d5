package dev.larder.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.config.Rule.Validate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code rules} of a file of settings, all of it or nothing. */
final class RuleReader {
  private static final DurationType DURATION = new DurationType(Duration.ofDays(3650));
  private static final ValueTypes.WordType<Validate> VALIDATE =
      new ValueTypes.WordType<>(Validate.values());
  private static final ValueTypes.WordType<IdentityMode> IDENTITY =
      new ValueTypes.WordType<>(IdentityMode.values());
  private static final MemoryStayType STAY = new MemoryStayType(Duration.ofDays(365));

  /** Methods that only ask, with a body that says what for. */
  private static final List<String> BODY_METHODS = List.of("POST", "QUERY");

  private static final ValueTypes.IntType COUNT = new ValueTypes.IntType(0, 64);
  private static final List<String> MATCHERS =
      List.of("host", "path", "url", "method", "content-type", "status");
  private static final List<String> MEMBERS =
      List.of(
          "match",
          "bypass",
          "max-age",
          "min-age",
          "force",
          "validate",
          "stale-if-error",
          "stale-while-revalidate",
          "identity",
          "ignore-query",
          "key-headers",
          "keep-versions",
          "redact-query",
          "memory-ttl",
          "enable-methods",
          "comment");
  private static final int MAX_RULES = 1000;

  private final JsonParser parser;

  private RuleReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The rules of a file, in its order.
   *
   * @throws IOException if something is wrong with one; the message says what and where
   */
  static List<Rule> read(byte[] file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(file)) {
      RuleReader reader = new RuleReader(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return rules; // what reads the settings says so
      }
      for (String name = reader.member(); name != null; name = reader.member()) {
        if (name.equals("rules")) {
          reader.rules(rules);
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new IOException("it is not JSON".concat(where), e);
    }
    return rules;
  }

  /** Steps to the value of the next member of an object and tells its name; null at the end. */
  private @Nullable String member() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  private void rules(List<Rule> rules) throws IOException {
    expect(JsonToken.START_ARRAY, "rules is a list of objects");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(JsonToken.START_OBJECT, "a rule is an object");
      if (rules.size() == MAX_RULES) {
        throw wrong("there are more than " + MAX_RULES + " rules");
      }
      rules.add(rule());
    }
  }

  private Rule rule() throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    RequestMatch request = RequestMatch.ANY;
    Rule.ResponseMatch response = Rule.ResponseMatch.ANY;
    boolean bypass = false;
    boolean force = false;
    Duration maxAge = null;
    Duration minAge = null;
    Duration staleIfError = null;
    Duration staleWhileRevalidate = null;
    Validate validate = null;
    IdentityMode identity = null;
    List<Glob> ignoreQuery = List.of();
    List<String> keyHeaders = List.of();
    Integer keepVersions = null;
    List<Glob> redactQuery = List.of();
    MemoryStay memoryStay = null;
    Set<String> enableMethods = Set.of();
    for (String name = nameFrom(MEMBERS); name != null; name = nameFrom(MEMBERS)) {
      switch (name) {
        case "match" -> {
          Match match = match();
          request = match.request;
          response = match.response;
        }
        case "bypass" -> bypass = flag(name);
        case "force" -> force = flag(name);
        case "max-age" -> maxAge = value(name, DURATION);
        case "min-age" -> minAge = value(name, DURATION);
        case "stale-if-error" -> staleIfError = value(name, DURATION);
        case "stale-while-revalidate" -> staleWhileRevalidate = value(name, DURATION);
        case "validate" -> validate = value(name, VALIDATE);
        case "identity" -> identity = value(name, IDENTITY);
        case "ignore-query" -> ignoreQuery = globs(name, false);
        case "key-headers" -> keyHeaders = List.copyOf(texts(name));
        case "keep-versions" -> keepVersions = value(name, COUNT);
        case "redact-query" -> redactQuery = globs(name, false);
        case "memory-ttl" -> memoryStay = value(name, STAY);
        case "enable-methods" -> enableMethods = methods(name);
        default -> text(name);
      }
    }
    boolean byResponse = !response.isAny();
    boolean byRequest =
        identity != null
            || !ignoreQuery.isEmpty()
            || !keyHeaders.isEmpty()
            || !redactQuery.isEmpty()
            || memoryStay != null
            || !enableMethods.isEmpty();
    if (byResponse && byRequest) {
      throw wrong(
          "a rule that matches by content-type or status can't have identity, ignore-query,"
              + " key-headers, redact-query, memory-ttl or enable-methods, which count before there"
              + " is a response",
          start);
    }
    if (maxAge == null && (validate == Validate.AGE || validate == Validate.AGE_AND_VERSION)) {
      throw wrong("validate " + VALIDATE.show(validate) + " needs max-age", start);
    }
    if (validate == null) {
      validate = maxAge == null ? Validate.STANDARD : Validate.AGE;
    }
    boolean lifetime =
        maxAge != null
            || minAge != null
            || validate == Validate.NEVER
            || validate == Validate.VERSION;
    if (force && !lifetime) {
      throw wrong("force needs max-age, min-age, validate never or validate version", start);
    }
    return new Rule(
        request,
        response,
        new Rule.Actions(
            bypass,
            maxAge,
            minAge,
            force,
            validate,
            staleIfError,
            staleWhileRevalidate,
            identity,
            ignoreQuery,
            keyHeaders,
            keepVersions,
            redactQuery,
            memoryStay,
            enableMethods));
  }

  private record Match(RequestMatch request, Rule.ResponseMatch response) {}

  private Match match() throws IOException {
    expect(JsonToken.START_OBJECT, "match is an object");
    List<Glob> hosts = List.of();
    List<Glob> paths = List.of();
    Pattern url = null;
    Set<String> methods = Set.of();
    Set<String> types = Set.of();
    Set<String> statuses = Set.of();
    for (String name = nameFrom(MATCHERS); name != null; name = nameFrom(MATCHERS)) {
      switch (name) {
        case "host" -> hosts = globs(name, false);
        case "path" -> paths = globs(name, true);
        case "url" -> url = expression(name);
        case "method" -> methods = Set.copyOf(texts(name));
        case "content-type" -> types = Set.copyOf(texts(name));
        default -> statuses = statuses(name);
      }
    }
    return new Match(
        new RequestMatch(hosts, paths, false, url, methods),
        new Rule.ResponseMatch(types, statuses));
  }

  private @Nullable String nameFrom(List<String> names) throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = parser.currentName();
    if (!names.contains(name)) {
      String meant = Suggestion.near(name, names);
      throw wrong(
          "there is no "
              + name
              + " here: "
              + (meant == null
                  ? "it takes " + String.join(", ", names)
                  : "did you mean " + meant + "?"));
    }
    parser.nextToken();
    return name;
  }

  private boolean flag(String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_TRUE
        && parser.currentToken() != JsonToken.VALUE_FALSE) {
      throw wrong(name + " takes true or false");
    }
    return parser.getBooleanValue();
  }

  private <T> T value(String name, ValueType<T> type) throws IOException {
    String text = text(name);
    T value = type.parse(text);
    if (value == null) {
      String meant = Suggestion.near(text, type.words());
      throw wrong(
          name
              + " takes "
              + type.accepted()
              + (meant == null ? "" : "; did you mean " + meant + "?"));
    }
    return value;
  }

  private String text(String name) throws IOException {
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

  private Set<String> methods(String name) throws IOException {
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

  private List<Glob> globs(String name, boolean ofPaths) throws IOException {
    List<Glob> globs = new ArrayList<>();
    for (String text : texts(name)) {
      Glob glob = ofPaths ? Glob.of(text) : Glob.ofName(text.toLowerCase(Locale.ROOT));
      if (glob == null) {
        throw wrong(name + " has a pattern that is too long");
      }
      globs.add(glob);
    }
    return List.copyOf(globs);
  }

  private Pattern expression(String name) throws IOException {
    try {
      return Pattern.compile(text(name));
    } catch (PatternSyntaxException e) {
      throw wrong(name + " is no regular expression (" + e.getDescription() + ")");
    }
  }

  private Set<String> statuses(String name) throws IOException {
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

  private void expect(JsonToken token, String what) throws IOException {
    if (parser.currentToken() != token) {
      throw wrong(what);
    }
  }

  private IOException wrong(String what) {
    return wrong(what, parser.currentTokenLocation());
  }

  private static IOException wrong(String what, JsonLocation at) {
    return new IOException("line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + what);
  }
}
