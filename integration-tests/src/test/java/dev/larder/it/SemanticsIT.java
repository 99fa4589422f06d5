package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 9111 as a program sees it. The origin numbers its answers per target, so that the body says
 * which of them the program got. All cases run in one program.
 */
class SemanticsIT {

  /** A step and the answer that is right with an empty cache and with the one that this left. */
  private record Step(String request, String cold, String warm) {}

  /** A rule, its steps, and the requests for their path in either run; -1 if either is right. */
  private record Case(String rule, String path, int cold, int warm, List<Step> steps) {}

  private static final String PLAIN = "/plain";
  private static final String POSTED = "/posted";
  private static final String ETAG = "\"e\"";
  private static final String MODIFIED = "Thu, 01 Jan 2026 00:00:00 GMT";

  private static final List<Case> CASES =
      List.of(
          rule("RFC 9111 §4.2: max-age", "/max-age", 1, 0, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §5.3: Expires", "/expires", 1, 0, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §4.2.3: a small Age", "/age", 1, 0, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §4.2.3: Age > max-age", "/old", 2, 2, get("1", "3"), get("2", "4")),
          rule("RFC 9111 §4.3: ETag", "/old-etag", 2, 2, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §4.3: Last-Modified", "/old-date", 2, 2, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §5.2.2.4: no-cache", "/no-cache", 2, 2, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §5.2.2.2: must-revalidate", "/must", 2, 2, same("200 #1"), same("200 #1")),
          rule("RFC 9111 §5.2.2.5: no-store", "/no-store", 2, 2, get("1", "3"), get("2", "4")),
          rule("RFC 9111 §4.1: Vary *", "/vary-any", 2, 2, get("1", "3"), get("2", "4")),
          rule(
              "RFC 9111 §4.1: Vary",
              "/vary",
              2,
              0,
              get("1", "1", "Accept-Language: de"),
              get("2", "2", "Accept-Language: fr"),
              get("1", "1", "Accept-Language: de")),
          rule("RFC 9111 §4: another query", "/q?a=1", 1, 0, same("200 #1")),
          rule("RFC 9111 §4: one more query", "/q?a=2", 1, 0, same("200 #1")),
          rule("RFC 9110 §15.5.5: 404 with max-age", "/gone", 1, 0, same("404 #1"), same("404 #1")),
          rule(
              "RFC 9111 §5.2.1.4: request no-cache",
              PLAIN + "?no-cache",
              2,
              1,
              get("1", "2"),
              get("2", "3", "Cache-Control: no-cache"),
              get("2", "3")),
          rule(
              "RFC 9111 §5.2.1.1: request max-age=0",
              PLAIN + "?max-age",
              2,
              1,
              get("1", "2"),
              get("2", "3", "Cache-Control: max-age=0"),
              get("2", "3")),
          rule(
              "RFC 9111 §5.2.1.7: only-if-cached",
              PLAIN + "?only",
              1,
              0,
              new Step("GET|Cache-Control: only-if-cached", "504 *", "200 #1"),
              same("200 #1"),
              new Step("GET|Cache-Control: only-if-cached", "200 #1", "200 #1")),
          invalidated("POST"),
          invalidated("PUT"),
          invalidated("DELETE"),
          rule(
              "RFC 9111 §4.4: an error doesn't invalidate",
              "/refuses",
              2,
              1,
              same("200 #1"),
              new Step("POST", "500 #2", "500 #3"),
              same("200 #1")),
          rule(
              "RFC 9110 §9.3.3: a POST that brings what a GET would",
              POSTED,
              1,
              1,
              new Step("POST", "200 #1", "200 #2"),
              get("1", "2"),
              get("1", "2")),
          guessed(301),
          guessed(308),
          notGuessed(302),
          notGuessed(303),
          notGuessed(307),
          rule(
              "RFC 9111 §3.5: Authorization",
              PLAIN + "?authorization",
              -1,
              -1,
              new Step("GET|Authorization: Basic YTpi", "200 #1", "200 *"),
              new Step("GET|Authorization: Basic Yzpk", "200 #2", "200 *"),
              new Step("GET", "200 #3", "200 *")),
          rule(
              "RFC 9111 §5.2.2.7: private",
              "/private",
              -1,
              -1,
              new Step("GET|Authorization: Basic YTpi", "200 #1", "200 *"),
              new Step("GET|Authorization: Basic Yzpk", "200 #2", "200 *")),
          rule(
              "A cookie is a credential",
              PLAIN + "?cookie",
              -1,
              -1,
              new Step("GET|Cookie: id=1", "200 #1", "200 *"),
              new Step("GET|Cookie: id=2", "200 #2", "200 *"),
              new Step("GET", "200 #3", "200 *")),
          rule(
              "RFC 9110 §13.1.2: the caller's own condition",
              "/own-condition",
              -1,
              -1,
              new Step("GET|If-None-Match: " + ETAG, "304", "304"),
              new Step("GET", "200 *", "200 *"),
              new Step("GET|If-None-Match: " + ETAG, "304", "304")),
          rule(
              "RFC 9110 §14: a part is not the whole",
              "/range",
              -1,
              -1,
              new Step("GET|Range: bytes=0-0", "206 *", "206 *"),
              new Step("GET", "200 *", "200 *"),
              new Step("GET|Range: bytes=0-0", "206 *", "206 *")));

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void answersAreReusedAsTheRfcSays(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      furnish(origin);
      List<String> requests =
          CASES.stream().flatMap(c -> c.steps.stream().map(s -> insert(c.path, s))).toList();
      Steps steps = Steps.of(directory, requests);
      Path cache = directory.resolve("cache");
      List<Executable> checks = new ArrayList<>();
      for (boolean warm : new boolean[] {false, true}) {
        Comparison.Run run =
            Comparison.run(
                Comparison.withAgent(jdk, cache), List.of(origin), steps.program(origin, 0));
        checks.add(() -> assertEquals("", run.result().stderr()));
        checks.add(() -> assertEquals(requests.size(), run.result().lines().size()));
        Iterator<String> lines = run.result().lines().iterator();
        if (Agent.present()) {
          CASES.forEach(c -> check(c, warm, run, lines, checks));
        }
      }
      assertAll(checks);
    }
  }

  private static void check(
      Case rule,
      boolean warm,
      Comparison.Run run,
      Iterator<String> lines,
      List<Executable> checks) {
    String when = rule.rule + (warm ? ", full cache, " : ", empty cache, ");
    for (Step step : rule.steps) {
      String expected = warm ? step.warm : step.cold;
      String line = lines.hasNext() ? lines.next() : "(nothing)";
      String actual = expected.endsWith("*") ? line.replaceFirst(" .*", " *") : line;
      checks.add(() -> assertEquals(expected, actual.strip(), when + step.request));
    }
    int requests = warm ? rule.warm : rule.cold;
    if (requests >= 0) {
      checks.add(() -> assertEquals(requests, run.requests(rule.path), when + "requests"));
    }
  }

  private static String insert(String path, Step step) {
    String[] parts = step.request.split("\\|", 2);
    return parts[0] + ' ' + path + (parts.length > 1 ? '|' + parts[1] : "");
  }

  private static Case rule(String rule, String path, int cold, int warm, Step... steps) {
    return new Case(rule, path, cold, warm, List.of(steps));
  }

  /** RFC 9111 §4.4. */
  private static Case invalidated(String method) {
    return rule(
        "RFC 9111 §4.4: " + method + " invalidates",
        PLAIN + '?' + method,
        3,
        2,
        get("1", "3"),
        new Step(method, "200 #2", "200 #4"),
        get("3", "5"));
  }

  /** RFC 9111 §4.2.2: of a redirect that is cached by default the lifetime may be guessed. */
  private static Case guessed(int status) {
    return rule(
        "RFC 9111 §4.2.2: " + status + " without lifetime",
        "/moved/" + status,
        1,
        0,
        same(status + " #1"),
        same(status + " #1"));
  }

  /** RFC 9110 §15.4: any other needs an explicit one. */
  private static Case notGuessed(int status) {
    return rule(
        "RFC 9110 §15.4: " + status + " without lifetime",
        "/moved/" + status,
        2,
        2,
        new Step("GET", status + " #1", status + " #3"),
        new Step("GET", status + " #2", status + " #4"));
  }

  private static Step same(String answer) {
    return new Step("GET", answer, answer);
  }

  private static Step get(String cold, String warm, String... fields) {
    String request = fields.length == 0 ? "GET" : "GET|" + String.join("|", fields);
    return new Step(request, "200 #" + cold, "200 #" + warm);
  }

  private static void furnish(OriginServer origin) {
    String stale = "max-age=60";
    numbered(origin, "/max-age", "Cache-Control", "max-age=3600");
    numbered(origin, PLAIN, "Cache-Control", "max-age=3600");
    numbered(origin, "/q", "Cache-Control", "max-age=3600");
    numbered(origin, "/expires", "Expires", "Fri, 01 Jan 2100 00:00:00 GMT");
    numbered(origin, "/age", "Cache-Control", "max-age=3600", "Age", "10");
    numbered(origin, "/old", "Cache-Control", stale, "Age", "100");
    numbered(origin, "/old-etag", "Cache-Control", stale, "Age", "100", "ETag", ETAG);
    numbered(origin, "/old-date", "Cache-Control", stale, "Age", "100", "Last-Modified", MODIFIED);
    numbered(origin, "/no-cache", "Cache-Control", "no-cache", "ETag", ETAG);
    numbered(
        origin,
        "/must",
        "Cache-Control",
        "max-age=60, must-revalidate",
        "Age",
        "100",
        "ETag",
        ETAG);
    numbered(origin, "/no-store", "Cache-Control", "no-store, max-age=3600", "ETag", "\"no\"");
    numbered(origin, "/private", "Cache-Control", "private, max-age=3600");
    numbered(origin, "/vary", "Cache-Control", "max-age=3600", "Vary", "Accept-Language");
    numbered(origin, "/vary-any", "Cache-Control", "max-age=3600", "Vary", "*");
    numbered(origin, "/own-condition", "Cache-Control", "max-age=3600", "ETag", ETAG);
    origin.on("/gone", r -> Page.of(404, "#" + r.number(), "Cache-Control", "max-age=3600"));
    numbered(origin, POSTED, "Cache-Control", "max-age=3600", "Content-Location", POSTED);
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      origin.on(
          "/moved/" + status,
          r ->
              Page.of(
                  status,
                  "#" + r.number(),
                  "Location",
                  PLAIN,
                  "Last-Modified",
                  "Wed, 01 Jan 2020 00:00:00 GMT"));
    }
    origin.on(
        "/refuses",
        r ->
            Page.of(
                r.method().equals("POST") ? 500 : 200,
                "#" + r.number(),
                "Cache-Control",
                "max-age=3600"));
    origin.on(
        "/range",
        r ->
            r.first("range") != null
                ? Page.of(206, "w", "Content-Range", "bytes 0-0/5", "ETag", ETAG)
                    .with("Cache-Control", "max-age=3600")
                : Page.of(200, "whole", "Cache-Control", "max-age=3600", "ETag", ETAG));
  }

  /** Answers with its number, or 304 if the condition of the request says so. */
  private static void numbered(OriginServer origin, String path, String... fields) {
    origin.on(
        path,
        request -> {
          boolean unchanged =
              ETAG.equals(request.first("if-none-match"))
                  || MODIFIED.equals(request.first("if-modified-since"));
          return Page.of(unchanged ? 304 : 200, "#" + request.number(), fields);
        });
  }
}
