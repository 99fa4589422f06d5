package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

  @TempDir Path folder = Path.of("");

  private Rules.Loaded load(String json, String... properties) throws IOException {
    Path file = Files.writeString(folder.resolve("larder.json"), json);
    Map<String, String> set = new HashMap<>();
    set.put("larder.config", file.toString());
    for (int i = 0; i < properties.length; i += 2) {
      set.put(properties[i], properties[i + 1]);
    }
    Settings.Loaded settings = Settings.load(set, null, Map.of());
    assertEquals(List.of(), settings.problems());
    return Rules.load(settings.settings());
  }

  private Rule rule(String json) throws IOException {
    Rules.Loaded loaded = load("{\"rules\": [" + json + "]}");
    assertEquals(List.of(), loaded.problems());
    return loaded.rules().all().get(0);
  }

  @Test
  void readsEverythingThatARuleMaySay() throws IOException {
    Rule rule =
        rule(
            """
            {"comment": "why", "match": {"host": "*.example.org", "path": ["/a/**", "*.js"],
              "url": "[?]q=", "method": "GET", "content-type": "text/*", "status": [200, "4xx"]},
             "max-age": "24h", "min-age": "10m", "force": true, "stale-if-error": "1d",
             "stale-while-revalidate": "1h"}
            """);
    assertEquals(Duration.ofDays(1), rule.actions().maxAge());
    assertEquals(Duration.ofMinutes(10), rule.actions().minAge());
    assertEquals(Duration.ofDays(1), rule.actions().staleIfError());
    assertEquals(Duration.ofHours(1), rule.actions().staleWhileRevalidate());
    assertEquals(Rule.Validate.AGE, rule.actions().validate());
    assertTrue(rule.actions().force());
    assertTrue(rule.request().fits("GET", URI.create("http://u@X.example.org:81/a/b?q=1")));
    assertTrue(rule.request().fits("GET", URI.create("http://x.example.org/b/c.js?q=1")));
    assertFalse(rule.request().fits("HEAD", URI.create("http://x.example.org/a/b?q=1")));
    assertFalse(rule.request().fits("GET", URI.create("http://x.example.com/a/b?q=1")));
    assertFalse(rule.request().fits("GET", URI.create("http://x.example.org/b/c?q=1")));
    assertFalse(rule.request().fits("GET", URI.create("http://x.example.org/a/b")));
    assertTrue(rule.response().fits(404, "text/html; charset=utf-8", null));
    assertFalse(rule.response().fits(500, "text/html", null));
    assertFalse(rule.response().fits(200, "image/png", null));
    assertFalse(rule.response().fits(200, null, null));
    Rule other =
        rule(
            """
            {"match": {}, "validate": "version", "identity": "shared", "ignore-query": ["utm_*"],
             "key-headers": "X-Tenant", "redact-query": ["pin", "p_*"], "memory-ttl": "10s",
             "enable-methods": ["post", "QUERY"], "ignore-headers": "X-Nonce",
             "ignore-cookies": ["consent", "theme_*"]}
            """);
    assertTrue(other.actions().remote());
    assertFalse(rule("{\"remote\": false}").actions().remote());
    assertEquals("[x-nonce]", other.actions().ignoreHeaders().toString());
    assertEquals("[consent, theme_*]", other.actions().ignoreCookies().toString());
    assertEquals(2, other.actions().redactQuery().size());
    assertEquals(new MemoryStay(Duration.ofSeconds(10)), other.actions().memoryStay());
    assertEquals(Set.of("POST", "QUERY"), other.actions().enableMethods());
    assertEquals(MemoryStay.NONE, rule("{\"memory-ttl\": \"none\"}").actions().memoryStay());
    assertEquals(IdentityMode.SHARED, other.actions().identity());
    assertEquals(List.of("X-Tenant"), other.actions().keyHeaders());
    assertTrue(other.response().fits(200, null, null));
    assertFalse(other.response().fits(404, "text/html", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'max-age': 5} | line 2, column 13: max-age takes a whole number with ms, s, m, h or d",
        "{'maxage': '5m'} | line 2, column 2: there is no maxage here: did you mean max-age?",
        "{'validate': 'allways'} | takes standard, always, never, age, version or age-and-version; did you mean always?",
        "{'match': {'hots': 'a'}} | there is no hots here: did you mean host?",
        "{'match': {'status': 42}} | status takes a status from 200 to 599",
        "{'match': {'url': '('}} | url is no regular expression",
        "{'match': {'path': []}} | path takes a text or a list of texts",
        "{'match': 'a'} | match is an object",
        "{'bypass': 'yes'} | bypass takes true or false",
        "{'force': true} | line 2, column 1: force needs max-age",
        "{'validate': 'age'} | validate age needs max-age",
        "{'validate': 'age-and-version'} | validate age-and-version needs max-age",
        "{'keep-versions': -1} | keep-versions takes a whole number from 0 to 64",
        "{'match': {'status': 404}, 'identity': 'shared'} | can't have identity",
        "{'match': {'status': 404}, 'redact-query': 'pin'} | redact-query, memory-ttl, enable-methods, ignore-headers, ignore-cookies or remote",
        "{'match': {'status': 404}, 'remote': false} | can't have identity",
        "{'remote': 'no'} | remote takes true or false",
        "{'match': {'content-type': 'a/b'}, 'memory-ttl': 'none'} | line 2, column 1: a rule that",
        "{'match': {'status': 404}, 'enable-methods': 'POST'} | can't have identity",
        "{'match': {'status': 404}, 'ignore-cookies': '*'} | can't have identity",
        "{'match': {'status': 404}, 'ignore-headers': 'a'} | can't have identity",
        "{'redact-query': []} | redact-query takes a text or a list of texts",
        "{'redact-querry': 'pin'} | line 2, column 2: there is no redact-querry here: did you mean redact-query?",
        "{'memory-ttl': '5'} | line 2, column 16: memory-ttl takes a whole number with ms, s, m, h or d, from 0 to 365d, or none",
        "{'memory-ttl': 'non'} | did you mean none?",
        "{'enable-methods': 'PUT'} | enable-methods takes POST or QUERY",
        "{'enable-methods': ['POST', 'QUERRY']} | enable-methods takes POST or QUERY; did you mean QUERY?",
        "{'enable-methods': []} | enable-methods takes a text or a list of texts",
        "{'match': {'host': 'https://a.org/b?c=d'}} | line 2, column 20: host: https://a.org/b?c=d is more than a host: did you mean a.org?",
        "{'match': {'host': ['a.org', 'b.org/c']}} | did you mean b.org?",
        "{'match': {'method': 'get'}} | method takes methods in their own case; did you mean GET?",
        "{'match': {'method': 'GET POST'}} | method takes a method, or a list",
        "{'match': {'path': 'https://a.org/b'}} | path: https://a.org/b has a scheme: did you mean a.org/b?",
        "{'match': {'path': '**/[a.js'}} | did you mean **/?a.js?",
        "{'match': {'content-type': 'text'}} | not text; did you mean text/*?",
        "{'match': {'content-type': 'text/html; charset=utf-8'}} | did you mean text/html?",
        "{'match': {'content-type': '*/*'}} | content-type takes types such as text/css or image/*",
        "{'ignore-query': '?utm_source='} | is more than a name: did you mean utm_source?",
        "{'key-headers': 'X-Tenant: a'} | key-headers takes names of fields",
        "7 | a rule is an object",
        "[{'max-age': '1h'}] | a rule is an object",
      })
  void saysWhatIsWrongAndWhere(String rule, String problem) throws IOException {
    String json = "{\"rules\": [\n" + rule.replace('\'', '"') + "]}";
    Rules.Loaded loaded = load(json, "larder.exclude", "/a");
    assertEquals(1, loaded.problems().size(), loaded.problems().toString());
    String said = loaded.problems().get(0);
    assertTrue(said.contains(problem), said);
    assertTrue(said.startsWith(folder.resolve("larder.json").toString()));
    assertTrue(said.endsWith("None of its rules is used."), said);
    assertEquals(1, loaded.rules().all().size(), "what other settings say stands");
  }

  @Test
  void saysEverythingThatIsWrongInAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("larder.json"),
            """
            {"mod": "on", "rules": [
              {"match": {"hots": [{}], "path": "*.js", "status": [200, 1]}, "max-agee": {"a": [1]},
               "force": "no", "max-age": "1h"},
              5,
              {"min-age": "1h"},
              {"force": true}],
             "exclude": ["https://a.org", "/b"], "dir": ["x"], "max-age": "1x"}
            """);
    Configuration loaded =
        Configuration.load(Map.of("larder.config", file.toString()), null, Map.of());
    String said = String.join("\n", loaded.problems());
    for (String problem :
        List.of(
            "larder.mod=on ("
                + file
                + ") is not a setting and is ignored: did you mean larder.mode?",
            "larder.exclude=https://a.org,/b (" + file + ") is not understood: it takes patterns",
            "(https://a.org has a scheme: did you mean a.org?)",
            "larder.dir in " + file + " is ignored: it takes one value, no list.",
            "larder.max-age=1x (" + file + ") is not understood",
            file + ": line 2, column 14: there is no hots here: did you mean host?",
            file + ": line 2, column 61: status takes a status",
            file + ": line 2, column 65: there is no max-agee here: did you mean max-age?",
            file + ": line 3, column 13: force takes true or false.",
            file + ": line 4, column 3: a rule is an object.",
            file + ": line 6, column 3: force needs max-age")) {
      assertTrue(said.contains(problem), said);
    }
    assertEquals(10, loaded.problems().size(), said);
    assertTrue(loaded.rules().isEmpty());
  }

  @Test
  void asksWhatTheSettingsLeaveOutBeforeTheFileAndWhatTheyForceAfterIt() throws IOException {
    Rules rules =
        load(
                "{\"rules\": [{\"min-age\": \"1s\"}], \"report\": true}",
                "larder.force",
                "**/main.dart.js, *.woff2",
                "larder.max-age",
                "2h",
                "larder.include",
                "example.org",
                "larder.exclude",
                "/private/**",
                "larder.ignore-query",
                "utm_*,fbclid")
            .rules();
    assertEquals(4, rules.all().size());
    URI secret = URI.create("http://example.org/private/a");
    URI other = URI.create("http://other.org/");
    assertTrue(rules.all().get(0).request().fits("GET", secret));
    assertTrue(rules.all().get(0).actions().bypass());
    assertTrue(rules.all().get(1).request().fits("GET", other));
    assertFalse(rules.all().get(1).request().fits("GET", secret));
    assertEquals(Duration.ofSeconds(1), rules.all().get(2).actions().minAge());
    assertEquals(Duration.ofHours(2), rules.all().get(3).actions().maxAge());
    assertEquals(2, rules.ignoreQuery().size());
  }

  @Test
  void theScrapersProfileGivesWayToWhatIsSet() {
    Map<String, String> set =
        Map.of("larder.profile", "scraper", "larder.max-age", "1h", "larder.memory.ttl", "9m");
    Settings settings = Settings.load(set, null, Map.of()).settings();
    assertEquals(Duration.ofHours(1), settings.get(SettingTable.MAX_AGE));
    assertEquals(Duration.ofMinutes(9), settings.get(SettingTable.MEMORY_TTL));
    Rule rule = Rules.load(settings).rules().all().get(0);
    assertTrue(rule.request().fits("GET", URI.create("https://h/build/main.dart.js?v=1")));
    assertFalse(rule.request().fits("GET", URI.create("https://h/index.html")));
  }

  @Test
  void withoutAnythingSaidThereAreNone() throws IOException {
    assertTrue(load("{}").rules().isEmpty());
    assertTrue(load("{\"rules\": []}").rules().isEmpty());
  }

  @Test
  void anExpressionThatGoesBackAndForthFitsNothing() throws IOException {
    Rule rule = rule("{\"match\": {\"url\": \"(a+)+b\"}, \"bypass\": true}");
    assertFalse(rule.request().fits("GET", URI.create("http://h/" + "a".repeat(3000))));
    assertTrue(rule.request().fits("GET", URI.create("http://h/aaab")));
  }
}
