package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightOwners;
import dev.larder.it.programs.PlaywrightSecrets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/**
 * What depends on a secret that is in no field of Playwright's requests is neither stored nor
 * served, and the log says why; what depends on the way that they go is for that way.
 */
@Tag(Extensive.ONE_JDK)
@Tag(Extensive.TAG)
class PlaywrightSecretsIT {

  private static final String PRIVATE = "private, max-age=3600";

  private final Path directory;
  private final Path cache;

  PlaywrightSecretsIT(@TempDir Path directory) {
    this.directory = directory;
    this.cache = directory.resolve("cache");
  }

  @Test
  void withClientCertificates() throws Exception {
    Certificate server = Certificate.create(directory);
    Certificate alice = Certificate.create(directory, "alice");
    Path authority = Files.writeString(directory.resolve("ca.pem"), server.pem());
    try (OriginServer origin = OriginServer.httpsForClients(server)) {
      origin.script("/", (request, wire) -> wire.send(document(), request.method()));
      origin.script("/who.js", (request, wire) -> wire.send(who(wire.client()), request.method()));
      Comparison runs =
          compared(
              origin,
              jvm ->
                  jvm.environment("NODE_EXTRA_CA_CERTS", authority.toString())
                      .main(
                          PlaywrightSecrets.class,
                          "certificate",
                          origin.uri("/"),
                          PlaywrightVersion.chromium(),
                          alice.store()));
      assertTrue(runs.without().result().lines().contains("known browses CN=alice"));
      assertEquals(4 + 4 + 2 + 2, runs.without().requests("/who.js"));
      if (Agent.present()) {
        // Of the four without a certificate one is stored, which any of them may get.
        assertEquals(4 + 1 + 2 + 2, runs.cold().requests("/who.js"));
        assertEquals(4 + 0 + 2 + 2, runs.warm().requests("/who.js"));
        assertTrue(log().contains("client-certificate"), "the reason");
        assertFalse(stored("alice"), "nothing of hers is stored");
        assertTrue(stored("nobody"), "what is nobody's own is");
      }
    }
  }

  @Test
  void withThePasswordOfAProxy() throws Exception {
    try (OriginServer proxy = OriginServer.http()) {
      String origin = "http://origin.invalid";
      // Fetch calls go through a tunnel, pages don't: what comes out of the tunnel is served here.
      proxy.script("origin.invalid:80", PlaywrightSecretsIT::tunnel);
      proxy.on("/who.js", request -> who("everybody in the tunnel"));
      proxy.on(origin + "/", request -> allowed(request) ? document() : challenge());
      proxy.on(origin + "/who.js", request -> allowed(request) ? who(user(request)) : challenge());
      Comparison runs =
          compared(
              proxy,
              jvm ->
                  jvm.main(
                      PlaywrightSecrets.class,
                      "proxy",
                      origin + "/",
                      PlaywrightVersion.chromium(),
                      "http://127.0.0.1:" + proxy.uri("/").getPort()));
      for (String who : List.of("alice", "bob", "carol")) {
        assertTrue(runs.without().result().lines().contains(who + " browses " + who), who);
      }
      assertEquals(8 + 5, runs.without().requests("/who.js"));
      for (String path : List.of("/who.js", origin + "/who.js")) {
        assertEquals(runs.without().requests(path), runs.cold().requests(path), path);
        assertEquals(runs.without().requests(path), runs.warm().requests(path), path);
      }
      if (Agent.present()) {
        assertTrue(log().contains("proxy-credentials"), "the reason");
        assertFalse(stored("window.who"), "nothing is stored");
      }
    }
  }

  @Test
  void withFieldsThatNobodyKnows() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Path fields = Path.of("../core/src/test/resources/credential-fields.txt").toAbsolutePath();
    try (OriginServer origin = OriginServer.http()) {
      origin.on(
          "/a", request -> Page.of(200, "#" + request.number(), "Cache-Control", "max-age=3600"));
      origin.on(
          "/first",
          request ->
              Page.of(200, "", "Cache-Control", "no-store")
                  .with("Set-Cookie", "__cf_bm=" + request.number() + "; path=/; HttpOnly"));
      ForkedJvm jvm = ForkedJvm.on(Jdk.running()).agent().property("larder.dir", cache);
      ForkedJvm.Result result =
          PlaywrightVersion.newest()
              .require()
              .on(jvm, Gson.class)
              .main(PlaywrightOwners.class, origin.uri("/"), fields)
              .run();
      List<String> expected = new ArrayList<>();
      for (String name : Files.readAllLines(fields)) {
        expected.add(name + " #1 #2 #1");
      }
      expected.addAll(List.of("traced #1", "traced #1"));
      expected.addAll(List.of("filtered #1", "cookies true", "filtered #1", "cookies true"));
      assertEquals(expected, result.lines(), result.stderr());
    }
  }

  @Test
  void pastAProxy() throws Exception {
    try (OriginServer origin = OriginServer.http();
        OriginServer proxy = OriginServer.http()) {
      URI uri = origin.uri("/");
      proxy.script(uri.getAuthority(), (request, wire) -> wire.head("HTTP/1.1 200 Established"));
      proxy.on("/who.js", request -> who("through the proxy"));
      origin.on("/who.js", request -> who("directly"));
      Comparison runs =
          compared(
              origin,
              jvm ->
                  jvm.main(
                      PlaywrightSecrets.class,
                      "past",
                      uri,
                      PlaywrightVersion.chromium(),
                      "http://127.0.0.1:" + proxy.uri("/").getPort()));
      assertTrue(runs.without().result().stdout().contains("through the proxy"));
      assertEquals(8, runs.without().requests("/who.js"));
      if (Agent.present()) {
        assertEquals(2, runs.cold().requests("/who.js"), "past the proxy, and without one");
        assertEquals(0, runs.warm().requests("/who.js"));
      }
    }
  }

  /** The session of a page does not show Set-Cookie where the page's response stops. */
  @ParameterizedTest
  @MethodSource("dev.larder.it.PlaywrightVersion#all")
  void aCookieThatAResponseSets(PlaywrightVersion version) throws Exception {
    List<String> names = List.of("plain", "routed", "elsewhere", "checked", "landed");
    try (OriginServer origin = OriginServer.http()) {
      URI root = origin.uri("/");
      String other = root.toString().replace("127.0.0.1", "localhost");
      origin.on("/", Page.of(200, scripts(other), "Content-Type", "text/html"));
      for (String name : names) {
        origin.on("/" + name + ".js", request -> numbered(name, request));
      }
      origin.on("/moved.js", Page.of(302, "", "Location", "/landed.js", "Set-Cookie", "moved=1"));
      origin.on("/unset.js", script("window.unset = 1").with("Cache-Control", "max-age=600"));
      origin.on("/bounce", PlaywrightSecretsIT::bounced);
      origin.on(
          "/aging",
          script("").with("Cache-Control", "public, max-age=0, stale-while-revalidate=600"));
      Files.createDirectories(cache);
      Files.write(cache.resolve("pages"), slow(root, other));
      Comparison runs =
          compared(
              version,
              "auto",
              origin,
              jvm ->
                  jvm.main(
                      PlaywrightSecrets.class,
                      "cookies",
                      root,
                      PlaywrightVersion.chromium(),
                      String.join(",", names)));
      assertTrue(runs.without().result().lines().contains("plain 3 numbers"));
      if (Agent.present()) {
        assertEquals(1, runs.cold().requests("/unset.js"), "it sets no cookie");
        assertEquals(0, runs.warm().requests("/unset.js"), "it sets no cookie");
        assertTrue(log().contains("plain.js: larder; fwd=uri-miss; detail=set-cookie"), "reason");
        assertFalse(stored("window.plain"), "nothing that sets one is stored");
        List<String> told = log().lines().filter(line -> line.contains("GET " + root)).toList();
        for (String path : List.of("", "aging", "moved.js")) {
          String named = "GET " + root + path + ": ";
          long lines = told.stream().filter(line -> line.contains(named)).count();
          assertEquals(6, lines, path + ", once a context:\n" + String.join("\n", told));
        }
        assertTrue(told.stream().anyMatch(line -> line.endsWith("detail=document (document)")));
        assertTrue(told.stream().anyMatch(line -> line.endsWith("(redirected)")));
        assertFalse(told.stream().anyMatch(line -> line.contains("aging: larder; hit")));
      }
    }
  }

  /** The document with the scripts; those of another site send and keep no cookies. */
  private static String scripts(String other) {
    return "<!doctype html>"
        + Stream.of("plain", "routed", "checked", "moved", other + "unset", other + "elsewhere")
            .map("<script src='%s.js'></script>"::formatted)
            .collect(joining());
  }

  /** What {@code pages} holds if all of them were slow before. */
  private static List<String> slow(URI root, String other) {
    return Stream.of("plain", "routed", "checked", "moved", "landed", "unset", "elsewhere")
        .flatMap(name -> Stream.of(root + name, other + name))
        .map(url -> LocalDate.now(UTC).toEpochDay() + " " + url + ".js")
        .toList();
  }

  /** A script for one person, who gets a cookie with it. */
  private static Page numbered(String name, Received request) {
    String number = name + "=" + request.number();
    boolean checked = name.equals("checked");
    return script("window." + number)
        .with("Cache-Control", checked ? "no-cache" : "max-age=600")
        .with("ETag", "\"1\"")
        .with("Set-Cookie", "first=1")
        .with("Set-Cookie", number + "; HttpOnly");
  }

  /** Sends a visitor back to the same URL with a cookie. */
  private static Page bounced(Received request) {
    return request.first("cookie") == null || !request.first("cookie").contains("number=")
        ? Page.of(302, "", "Location", "/bounce", "Cache-Control", "max-age=600")
            .with("Set-Cookie", "number=" + request.number())
        : Page.of(200, request.first("cookie"), "Cache-Control", "max-age=600");
  }

  private static Page script(String text) {
    return Page.of(200, text, "Content-Type", "text/javascript");
  }

  private interface Program {
    void set(ForkedJvm jvm);
  }

  private Comparison compared(Origin origin, Program program) throws Exception {
    return compared(PlaywrightVersion.newest(), "on", origin, program);
  }

  private Comparison compared(
      PlaywrightVersion version, String pages, Origin origin, Program program) throws Exception {
    version.require();
    return Comparison.of(
            Jdk.running(),
            cache,
            List.of(origin),
            jvm ->
                program.set(
                    version
                        .set(jvm, Gson.class, AssertionFailedError.class)
                        .property("larder.playwright.pages", pages)
                        .property("larder.log.level", "debug")))
        .same();
  }

  private static void tunnel(Received request, Wire wire) throws IOException {
    if (allowed(request)) {
      wire.head("HTTP/1.1 200 Established");
    } else {
      wire.send(challenge(), request.method());
    }
  }

  private static boolean allowed(Received request) {
    return request.first("proxy-authorization") != null;
  }

  private static String user(Received request) {
    String shown = String.valueOf(request.first("proxy-authorization")).replaceFirst("Basic ", "");
    return new String(Base64.getDecoder().decode(shown), UTF_8).replaceFirst(":.*", "");
  }

  private static Page challenge() {
    return Page.of(407, "who?", "Proxy-Authenticate", "Basic realm=\"r\"");
  }

  private static Page document() {
    return Page.of(200, "<!doctype html><script src=who.js></script>", "Content-Type", "text/html")
        .with("Cache-Control", "no-store");
  }

  private static Page who(String name) {
    return Page.of(200, "window.who = '" + name + "'", "Content-Type", "text/javascript")
        .with("Cache-Control", PRIVATE);
  }

  private String log() throws IOException {
    return Files.readString(cache.resolve("larder.log"));
  }

  /** Whether a file of the cache, but for the log, has a text in it. */
  private boolean stored(String text) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("larder.log") && Files.readString(file, ISO_8859_1).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }
}
