package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No credential is written down, kept in the memory tier, logged, or told: after a program has used
 * one in every place of a request, none is found.
 */
class SecretsIT {

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void noCredentialIsLeftAnywhere(Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "needs Linux");
    Path cache = directory.resolve("cache");
    Path recording = directory.resolve("recording.jfr");
    try (OriginServer origin = OriginServer.http();
        OriginServer proxy = OriginServer.http()) {
      furnish(origin);
      proxy.on(
          "http://origin.invalid/proxied",
          request -> challenge(request.first("proxy-authorization"), 407, "Proxy-Authenticate"));
      ForkedJvm.Result result =
          ForkedJvm.on(jdk)
              .agent("report=true,log.level=debug,cache-status=true,jmx=true")
              .option("-XX:StartFlightRecording=settings=profile,filename=" + recording)
              .option("-Xlog:jfr+startup=off")
              // The heap, where the program itself keeps its secrets, is told by its size.
              .option("-Xms600m")
              .option("-Xmx600m")
              .property("larder.dir", cache)
              .main(
                  Secrets.class,
                  origin.uri("/"),
                  proxy.uri("/").getPort(),
                  cache.resolve("larder.log"))
              .run();
      List<String> said = result.lines().stream().filter(line -> !line.contains("jfr")).toList();
      assertEquals(
          List.of("in memory true", "JMX true 0", "regions true 0"), said, result.stderr());
      assertTrue(result.stderr().contains("larder"), "the report");
      assertFalse((result.stdout() + result.stderr()).contains(Secrets.MARK));
      assertTrue(Files.size(recording) > 1_000);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      assertTrue(regular.size() > Secrets.ENTRIES, regular::toString);
      for (Path file : regular) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(Secrets.MARK), file::toString);
      }
    }
    String log = Files.readString(cache.resolve("larder.log"));
    assertTrue(log.contains("/a?access_token=...&x=1"), log);
    assertTrue(log.contains("/entry?n=0"), log);
  }

  private static void furnish(OriginServer origin) {
    origin.on("/a", Page.of(200, "a", "Cache-Control", "max-age=3600"));
    origin.on(
        "/entry",
        request ->
            Page.of(
                200,
                "body no " + request.target().replaceFirst(".*=", "") + ". ".repeat(200),
                "Cache-Control",
                "private, max-age=3600"));
    origin.on(
        "/varies",
        Page.of(200, "v", "Cache-Control", "public, max-age=3600")
            .with("Vary", "Cookie, X-Session"));
    origin.on(
        "/sets",
        Page.of(200, "s", "Cache-Control", "public, max-age=3600")
            .with("Set-Cookie", "set=" + Secrets.MARK + "-set"));
    origin.on(
        "/password", request -> challenge(request.first("authorization"), 401, "WWW-Authenticate"));
    origin.on("/moved", Page.of(301, "", "Location", "/a", "Cache-Control", "max-age=3600"));
    origin.script("/broken", (request, wire) -> wire.close());
  }

  private static Page challenge(@Nullable String given, int status, String field) {
    return given == null
        ? Page.of(status, "who?", field, "Basic realm=\"r\"")
        : Page.of(200, "known", "Cache-Control", "max-age=3600");
  }
}
