package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that use libraries with an HTTP client inside, as their users do, over HTTP/1.1 and
 * HTTP/2 with TLS. What a second run loads is what the server wants to be asked for each time.
 */
class RealProgramsIT {

  private static final Path PROGRAMS =
      Path.of(System.getProperty("larder.it.target", "target")).resolve("programs");
  private static final int PERCENT = 2;

  private static Certificate certificate;

  /** By the name of its folder; what its user sets where servers don't say how long to keep. */
  enum Program {
    APACHE,
    /** Each request has another signature; the user knows that all see the same. */
    AWS(
        """
        {"rules": [{"match": {"path": "/api/**"}, "identity": "shared"}]}
        """),
    CXF,
    FABRIC8(
        """
        {"rules": [{"match": {"path": ["/version", "/api/v1/**"], "status": ["2xx", 404]},
                    "max-age": "1h", "force": true}]}
        """),
    FEIGN,
    JERSEY,
    JSOUP,
    LANGCHAIN4J(
        """
        {"rules": [{"match": {"path": "/v1/chat/completions"},
                    "enable-methods": "POST", "max-age": "1h", "force": true}]}
        """),
    MICRONAUT,
    OKHTTP,
    SPRING,
    STTP,
    UNIREST,
    URLCONNECTION,
    WEBCLIENT;

    private final String configuration;

    Program() {
      this("{}");
    }

    Program(String configuration) {
      this.configuration = configuration;
    }
  }

  static Stream<Arguments> programs() {
    return Jdks.all()
        .flatMap(
            jdk ->
                Extensive.cases(Stream.of(Program.values()))
                    .map(program -> Arguments.of(program, jdk)));
  }

  @BeforeAll
  static void createCertificate(@TempDir Path folder) throws Exception {
    certificate = Certificate.create(folder);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aSecondRunLoadsAtMostTwoPercent(Program program, Jdk jdk, @TempDir Path folder)
      throws Exception {
    Path home = PROGRAMS.resolve(program.name().toLowerCase(Locale.ROOT));
    assertTrue(Files.isDirectory(home), () -> "The build makes " + home);
    Path config = Files.writeString(folder.resolve("larder.json"), program.configuration);
    try (Origin http = OriginServer.http();
        Origin https = JettyOrigin.h2(certificate)) {
      List<Shop> shops = List.of(new Shop(http), new Shop(https));
      Consumer<ForkedJvm> run =
          jvm ->
              certificate
                  .trustedBy(jvm)
                  .property("larder.config", config)
                  .property("larder.disk.max-size", 0) // nothing is left out to keep a limit
                  .main("Main", classPath(home), http.uri(""), https.uri(""));
      List<Origin> origins = List.of(http, https);
      ForkedJvm.Result without = Comparison.run(ForkedJvm.on(jdk), origins, run).result();
      assertEquals(0, without.exitCode(), without::stderr);
      shops.forEach(Shop::takeSent);
      ForkedJvm.Result cold = Comparison.run(withAgent(jdk, folder), origins, run).result();
      Comparison.sameOutput(without, cold, "an empty cache");
      List<Long> first = shops.stream().map(Shop::takeSent).toList();
      Comparison.Run warm = Comparison.run(withAgent(jdk, folder), origins, run);
      Comparison.sameOutput(without, warm.result(), "a full cache");
      if (Agent.present()) {
        for (int i = 0; i < shops.size(); i++) {
          long bytes = shops.get(i).takeSent();
          String what = origins.get(i).uri("") + ": " + bytes + " of " + first.get(i) + " bytes";
          assertTrue(bytes * 100 <= first.get(i) * PERCENT, () -> what + ", " + warm.requests());
        }
      }
    }
  }

  private static ForkedJvm withAgent(Jdk jdk, Path folder) {
    return Comparison.withAgent(jdk, folder.resolve("cache"));
  }

  private static String classPath(Path home) {
    return home.resolve("classes") + File.pathSeparator + home.resolve("libraries") + "/*";
  }
}
