package dev.larder.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.config.Rule.Validate;
import dev.larder.config.RuleValues.WrongException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the member {@code rules} of a file of settings, and reports all mistakes in it. */
final class RuleReader {
  private static final ValueTypes.DurationType DURATION =
      new ValueTypes.DurationType(Duration.ofDays(3650));
  private static final ValueTypes.WordType<Validate> VALIDATE =
      new ValueTypes.WordType<>(Validate.values());
  private static final ValueTypes.WordType<IdentityMode> IDENTITY =
      new ValueTypes.WordType<>(IdentityMode.values());
  private static final ValueTypes.MemoryStayType STAY =
      new ValueTypes.MemoryStayType(new ValueTypes.DurationType(Duration.ofDays(365)));

  private static final ListType.Globs PATHS = new ListType.Globs();
  private static final ListType.Globs HOSTS = new ListType.HostGlobs();
  private static final ListType.Globs NAMES = new ListType.NameGlobs();
  private static final ValueTypes.IntType COUNT = new ValueTypes.IntType(0, 64);
  private static final List<String> MATCHERS =
      List.of("host", "path", "url", "method", "content-type", "status");
  private static final List<String> MEMBERS =
      List.of(
          ("match bypass max-age min-age force validate stale-if-error stale-while-revalidate"
                  + " identity ignore-query key-headers keep-versions redact-query memory-ttl"
                  + " enable-methods ignore-headers ignore-cookies remote comment")
              .split(" "));
  private static final int MAX_RULES = 1000;

  /**
   * The rules of a file, in its order.
   *
   * @param problems the mistakes, each with its line and column; then rules are missing
   */
  record Read(List<Rule> rules, List<String> problems) {}

  private final JsonParser parser;
  private final RuleValues values;

  private RuleReader(JsonParser parser) {
    this.parser = parser;
    this.values = new RuleValues(parser);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not JSON; the message says where
   */
  static Read read(byte[] file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(file)) {
      RuleReader reader = new RuleReader(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it does not start with {");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean ours = parser.currentName().equals("rules");
        parser.nextToken();
        if (ours) {
          reader.rules(rules);
        } else {
          parser.skipChildren();
        }
      }
      return new Read(rules, reader.values.problems());
    } catch (JsonProcessingException e) {
      throw ConfigFile.notJson(e);
    }
  }

  private void rules(List<Rule> rules) throws IOException {
    JsonStreamContext around = values.around();
    try {
      values.expect(JsonToken.START_ARRAY, "rules is a list of objects");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (rules.size() == MAX_RULES) {
          throw values.wrong("there are more than " + MAX_RULES + " rules");
        }
        JsonStreamContext list = values.around();
        try {
          values.expect(JsonToken.START_OBJECT, "a rule is an object");
          rules.add(rule());
        } catch (WrongException e) {
          values.skip(e, list);
        }
      }
    } catch (WrongException e) {
      values.skip(e, around);
    }
  }

  private Rule rule() throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    int before = values.problems().size();
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
    List<Glob> ignoreHeaders = List.of();
    List<Glob> ignoreCookies = List.of();
    boolean remote = true;
    for (String name = values.memberOf(MEMBERS); name != null; name = values.memberOf(MEMBERS)) {
      JsonStreamContext around = values.around();
      try {
        switch (name) {
          case "match" -> {
            Match match = match();
            request = match.request;
            response = match.response;
          }
          case "bypass" -> bypass = values.flag(name);
          case "force" -> force = values.flag(name);
          case "max-age" -> maxAge = values.value(name, DURATION);
          case "min-age" -> minAge = values.value(name, DURATION);
          case "stale-if-error" -> staleIfError = values.value(name, DURATION);
          case "stale-while-revalidate" -> staleWhileRevalidate = values.value(name, DURATION);
          case "validate" -> validate = values.value(name, VALIDATE);
          case "identity" -> identity = values.value(name, IDENTITY);
          case "ignore-query" -> ignoreQuery = values.globs(name, NAMES);
          case "key-headers" -> keyHeaders = values.fieldNames(name);
          case "keep-versions" -> keepVersions = values.value(name, COUNT);
          case "redact-query" -> redactQuery = values.globs(name, NAMES);
          case "memory-ttl" -> memoryStay = values.value(name, STAY);
          case "enable-methods" -> enableMethods = values.bodyMethods(name);
          case "ignore-headers" -> ignoreHeaders = values.globs(name, NAMES);
          case "ignore-cookies" -> ignoreCookies = values.globs(name, NAMES);
          case "remote" -> remote = values.flag(name);
          default -> values.text(name);
        }
      } catch (WrongException e) {
        values.skip(e, around);
      }
    }
    if (values.problems().size() > before) {
      return new Rule(request, response, Rule.Actions.NONE);
    }
    boolean byResponse = !response.isAny();
    boolean byRequest =
        identity != null
            || !ignoreQuery.isEmpty()
            || !keyHeaders.isEmpty()
            || !redactQuery.isEmpty()
            || memoryStay != null
            || !enableMethods.isEmpty()
            || !ignoreHeaders.isEmpty()
            || !ignoreCookies.isEmpty()
            || !remote;
    if (byResponse && byRequest) {
      throw RuleValues.wrong(
          "a rule that matches by content-type or status can't have identity, ignore-query,"
              + " key-headers, redact-query, memory-ttl, enable-methods, ignore-headers,"
              + " ignore-cookies or remote, which count before there is a response",
          start);
    }
    if (maxAge == null && (validate == Validate.AGE || validate == Validate.AGE_AND_VERSION)) {
      throw RuleValues.wrong("validate " + VALIDATE.show(validate) + " needs max-age", start);
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
      throw RuleValues.wrong(
          "force needs max-age, min-age, validate never or validate version", start);
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
            enableMethods,
            ignoreHeaders,
            ignoreCookies,
            remote));
  }

  private record Match(RequestMatch request, Rule.ResponseMatch response) {}

  private Match match() throws IOException {
    values.expect(JsonToken.START_OBJECT, "match is an object");
    List<Glob> hosts = List.of();
    List<Glob> paths = List.of();
    Pattern url = null;
    Set<String> methods = Set.of();
    Set<String> types = Set.of();
    Set<String> statuses = Set.of();
    for (String name = values.memberOf(MATCHERS); name != null; name = values.memberOf(MATCHERS)) {
      JsonStreamContext around = values.around();
      try {
        switch (name) {
          case "host" -> hosts = values.globs(name, HOSTS);
          case "path" -> paths = values.globs(name, PATHS);
          case "url" -> url = values.expression(name);
          case "method" -> methods = values.methods(name);
          case "content-type" -> types = values.types(name);
          default -> statuses = values.statuses(name);
        }
      } catch (WrongException e) {
        values.skip(e, around);
      }
    }
    return new Match(
        new RequestMatch(hosts, paths, false, url, methods),
        new Rule.ResponseMatch(types, statuses));
  }
}
