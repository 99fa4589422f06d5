package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.Fetch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the user says about requests and responses counts in programs that know nothing of it. */
@Tag(Extensive.ONE_JDK)
class RulesIT {

  private static final String BUILD =
      "/acx-tfaar-tfaa-report-ui-frontend_auto_20251020-0645_RC000/main.dart.js";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsForcedIsKeptWhateverTheServerSays(Jdk jdk, @TempDir Path folder) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      ForkedJvm jvm =
          ForkedJvm.on(jdk)
              .agent("force=\"**/main.dart.js,*.woff2\",max-age=24h,exclude=/private/**")
              .property("larder.dir", folder.resolve("cache"))
              .property("larder.ignore-query", "utm_*");
      assertEquals("", fetchTwice(jvm, origin, folder).stderr());
      if (Agent.present()) {
        assertEquals(
            Map.of(BUILD, 1, "/plain", 2, "/private/a", 2, "/page?utm_source=x", 1), origin.take());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aHostAloneMeansTheHost(Jdk jdk, @TempDir Path folder) throws Exception {
    for (String setting : List.of("exclude", "include")) {
      try (OriginServer origin = OriginServer.http()) {
        furnish(origin);
        ForkedJvm jvm =
            ForkedJvm.on(jdk)
                .agent(setting + "=127.0.0.1")
                .property("larder.dir", folder.resolve(setting));
        assertEquals("", fetchTwice(jvm, origin, folder).stderr());
        if (Agent.present()) {
          int requests = setting.equals("exclude") ? 2 : 1;
          assertEquals(requests, origin.take().get("/private/a"), setting);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatCanHaveNoEffectIsReportedAllAtOnce(Jdk jdk, @TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            """
            {"max-age": "1h", "exclude": ["/private/**", "https://127.0.0.1"],
             "rules": [
               {"match": {"host": "https://127.0.0.1/private"}, "bypass": true},
               {"match": {"method": "get"}, "bypass": true}
             ]}
            """);
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      ForkedJvm jvm =
          ForkedJvm.on(jdk)
              .agent("include=\"**/[a.js\",dir=" + folder.resolve("cache"))
              .property("larder.config", config);
      String stderr = fetchTwice(jvm, origin, folder).stderr();
      if (Agent.present()) {
        for (String said :
            List.of(
                "larder.include=**/[a.js (agent argument) is not understood",
                "did you mean **/?a.js?",
                "https://127.0.0.1 has a scheme: did you mean 127.0.0.1?",
                "larder.max-age=1h (" + config + ") has no effect",
                config + ": line 3, column 23: host: ",
                "is more than a host: did you mean 127.0.0.1?",
                config
                    + ": line 4, column 25: method takes methods in their own case;"
                    + " did you mean GET?")) {
          assertTrue(stderr.contains(said), stderr);
        }
        assertEquals(5, stderr.lines().count(), stderr);
        assertEquals(1, origin.take().get("/private/a"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void theRulesOfAFileCountOneByOne(Jdk jdk, @TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            """
            {"dir": "%s",
             "rules": [
               {"match": {"host": "127.0.0.1", "path": "/private/**"}, "min-age": "1m"},
               {"match": {"path": "/private/**"}, "bypass": true},
               {"match": {"content-type": "text/plain", "path": "/plain"},
                "max-age": "1h", "force": true}
             ]}
            """
                .formatted(folder.resolve("cache").toString().replace("\\", "\\\\")));
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      ForkedJvm jvm = ForkedJvm.on(jdk).agent().property("larder.config", config);
      assertEquals("", fetchTwice(jvm, origin, folder).stderr());
      if (Agent.present()) {
        Map<String, Integer> taken = origin.take();
        assertEquals(2, taken.get(BUILD));
        assertEquals(1, taken.get("/plain"));
        assertEquals(1, taken.get("/private/a"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aFileWithAMistakeIsNamedAndNoneOfItsRulesCounts(Jdk jdk, @TempDir Path folder)
      throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            """
            {"rules": [
              {"match": {"path": "/private/**"}, "bypass": true},
              {"match": {"path": "/plain"}, "max-agee": "1h"}
            ]}
            """);
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      ForkedJvm jvm =
          ForkedJvm.on(jdk)
              .agent()
              .property("larder.dir", folder.resolve("cache"))
              .property("larder.config", config);
      String stderr = fetchTwice(jvm, origin, folder).stderr();
      if (Agent.present()) {
        assertTrue(stderr.contains(config + ": line 3, column"), stderr);
        assertTrue(stderr.contains("did you mean max-age?"), stderr);
        assertEquals(1, origin.take().get("/private/a"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatIsRedactedIsFoundInNoFile(Jdk jdk, @TempDir Path folder) throws Exception {
    String secret = "wh4tn0b0dykn0ws";
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            "{\"rules\": [{\"match\": {\"path\": \"/page\"}, \"redact-query\": \"pin\"}]}");
    Path cache = folder.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      Page page = Page.of(200, "kept", "Cache-Control", "max-age=60");
      origin.on("/page", page);
      origin.on("/app.3f9a8c7b.js", page);
      Path steps = folder.resolve("steps");
      List<String> once =
          List.of(
              "GET /page?a=1&pin=" + secret,
              "GET /page?a=1&pin=0ther",
              "GET /app.3f9a8c7b.js?key=" + secret);
      Files.write(steps, Stream.concat(once.stream(), once.stream()).toList());
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent("log.level=debug,cache-status=true,report=true")
              .property("larder.dir", cache)
              .property("larder.redact-query", "key")
              .property("larder.config", config)
              .main(Fetch.class, origin.uri("/"), steps, 0)
              .run();
      assertEquals(Collections.nCopies(6, "200 kept"), result.lines());
      if (Agent.present()) {
        assertFalse(result.stderr().contains(secret), result.stderr());
        Map<String, Integer> taken = origin.take();
        assertEquals(3, taken.size(), "each value is another resource");
        assertEquals(Set.of(1), Set.copyOf(taken.values()));
      }
    }
    if (Agent.present()) {
      assertTrue(Files.readString(cache.resolve("larder.log")).contains("/page?a=1&pin=...: "));
      try (Stream<Path> files = Files.walk(cache)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertFalse(bytes.contains(secret), file::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void whatOnlyAsksByPostIsAnsweredByItsBody(Jdk jdk, @TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("larder.json"),
            """
            {"rules": [{"match": {"path": "/graphql"}, "enable-methods": ["POST", "QUERY"],
                        "max-age": "1h"}]}
            """);
    Path cache = folder.resolve("cache");
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/graphql", request -> Page.of(200, request.body() + " " + request.number()));
      origin.on("/write", request -> Page.of(200, request.body() + " " + request.number()));
      String json = "POST /graphql|Content-Type: application/json|= ";
      Path steps =
          Files.write(
              folder.resolve("steps"),
              List.of(
                  "GET /graphql",
                  json + "{1}",
                  json + "{2}",
                  json + "{1}",
                  "POST /graphql|Content-Type: text/plain|= {1}",
                  "POST /graphql|Content-Type: application/json|Authorization: me|= {1}",
                  "QUERY /graphql|Content-Type: application/json|= {1}",
                  json + "{2}",
                  "QUERY /graphql|Content-Type: application/json|= {1}",
                  "GET /graphql",
                  "POST /write|= a",
                  "POST /write|= a",
                  "POST /graphql|Content-Type: application/json|< {1}",
                  "GET /graphql"));
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent("log.level=debug")
              .property("larder.dir", cache)
              .property("larder.config", config)
              .main(Fetch.class, origin.uri("/"), steps, 0)
              .run();
      if (Agent.present()) {
        assertEquals(
            List.of(
                "200 1",
                "200 {1} 2",
                "200 {2} 3",
                "200 {1} 2",
                "200 {1} 4",
                "200 {1} 5",
                "200 {1} 6",
                "200 {2} 3",
                "200 {1} 6",
                "200 1",
                "200 a 1",
                "200 a 2",
                "200 {1} 7",
                "200 8"),
            result.lines());
        assertEquals(0, result.exitCode());
        String log = Files.readString(cache.resolve("larder.log"));
        assertTrue(log.contains("POST " + origin.uri("/graphql") + ": larder; hit"), log);
        assertTrue(log.contains("(request-body-not-in-memory)"), log);
      } else {
        assertEquals(14, result.lines().size());
      }
    }
  }

  private static void furnish(OriginServer origin) {
    Page kept = Page.of(200, "kept", "Cache-Control", "max-age=60", "Content-Type", "text/plain");
    Page unwilling =
        Page.of(200, "unwilling", "Cache-Control", "no-store", "Content-Type", "text/plain");
    origin.on(BUILD, unwilling);
    origin.on("/plain", unwilling);
    origin.on("/private/a", kept);
    origin.on("/page", kept);
    origin.on("/page?utm_source=x", kept);
  }

  private static ForkedJvm.Result fetchTwice(ForkedJvm jvm, OriginServer origin, Path folder)
      throws Exception {
    String once = "GET " + BUILD + "\nGET /plain\nGET /private/a\n";
    String text = once + "GET /page?utm_source=x\n" + once + "GET /page\n";
    Path steps = Files.writeString(folder.resolve("steps"), text);
    ForkedJvm.Result result = jvm.main(Fetch.class, origin.uri("/"), steps, 0).run();
    List<String> answers = result.lines();
    assertEquals(8, answers.size(), result.toString());
    assertEquals(answers.subList(0, 4), answers.subList(4, 8));
    return result;
  }
}
