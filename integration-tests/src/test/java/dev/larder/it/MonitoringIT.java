package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.Managed;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tools of the JVM show of the cache: JMX and JDK Flight Recorder. */
@Tag(Extensive.ONE_JDK)
class MonitoringIT {

  private static final Path TARGET = Path.of(System.getProperty("larder.it.target", "target"));
  private static final Path DOCS = Path.of("..", "docs", "monitoring");

  private final Path folder;
  private final OriginServer origin;

  MonitoringIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.origin = OriginServer.http();
  }

  @BeforeEach
  void setUp() {
    assumeTrue(Agent.present());
    origin.on("/page", Page.of(200, "text", "Cache-Control", "max-age=3600"));
    origin.on("/secret", Page.of(200, "text", "Cache-Control", "no-store"));
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private ForkedJvm jvm(Jdk jdk) {
    return Comparison.withAgent(jdk, folder.resolve("cache"));
  }

  private ForkedJvm.Result run(ForkedJvm jvm, String... steps) throws Exception {
    return Comparison.run(jvm, List.of(origin), Steps.of(folder, steps).program(origin, 0))
        .result();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void jmxShowsCountsWithDescriptionsAndRunsCommands(Jdk jdk) throws Exception {
    List<String> lines =
        jvm(jdk)
            .property("larder.jmx", true)
            .main(Managed.class, origin.uri("/page"))
            .run()
            .lines();
    Map<String, String> attributes = new HashMap<>();
    for (String line : lines) {
      int description = line.indexOf(" # ");
      if (description > 0) {
        assertTrue(line.endsWith("."), line);
        String[] attribute = line.substring(0, description).split("=", 2);
        attributes.put(attribute[0], attribute[1]);
      }
    }
    assertEquals("3", attributes.get("Requests"));
    assertEquals("2", attributes.get("Hits"));
    assertEquals("1", attributes.get("Stored"));
    assertEquals("8", attributes.get("BytesSaved"));
    assertEquals("miss=1", attributes.get("NotServed"));
    assertEquals("on", attributes.get("Mode"));
    assertEquals("1", attributes.get("DiskEntries"));
    assertTrue(lines.stream().anyMatch(line -> line.matches("Answer +The stored response is .*")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("1 response")), lines.toString());
    assertEquals("misses 2", lines.get(lines.size() - 1), "it was purged");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void flightRecorderHasAnEventForEachRequestAndStore(Jdk jdk) throws Exception {
    Path recording = folder.resolve("recording.jfr");
    ForkedJvm jvm =
        jvm(jdk)
            .option("-XX:StartFlightRecording:filename=" + recording)
            .option("-Xlog:jfr+startup=off");
    run(jvm, "GET /page", "GET /page", "GET /secret");
    int requests = 0;
    int hits = 0;
    int stored = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
      switch (event.getEventType().getName()) {
        case "dev.larder.Request" -> {
          requests++;
          if (event.getString("outcome").equals("HIT")) {
            hits++;
            assertEquals("GET " + origin.uri("/page"), event.getString("request"));
            assertEquals("fresh", event.getString("reason"));
            assertEquals(4, event.getLong("bytes"));
          }
        }
        case "dev.larder.Store" -> stored++;
        default -> {}
      }
    }
    assertEquals(3, requests);
    assertEquals(1, hits);
    assertEquals(1, stored);
  }

  /** The configuration of docs/monitoring.md, as the exporter for Prometheus shows it. */
  @Test
  void prometheusGetsTheCounts() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String[] metrics = {""};
    origin.script(
        "/scrape",
        (request, wire) -> {
          URI exporter = URI.create("http://127.0.0.1:" + port + "/metrics");
          while (!metrics[0].contains("larder_requests_total")) {
            try (InputStream in = exporter.toURL().openStream()) {
              metrics[0] = new String(in.readAllBytes(), UTF_8);
            }
          }
          wire.send(Page.of(200, "scraped", "Cache-Control", "no-store"), "GET");
        });
    Path exporter = TARGET.resolve("agents").resolve("jmx_prometheus_javaagent.jar");
    ForkedJvm jvm =
        jvm(Jdk.running())
            .property("larder.jmx", true)
            .option(
                "-javaagent:"
                    + exporter
                    + "=127.0.0.1:"
                    + port
                    + ":"
                    + DOCS.resolve("jmx-exporter.yaml"));
    run(jvm, "GET /page", "GET /page", "GET /page", "GET /scrape");
    Map<String, String> samples = new HashMap<>();
    for (String line : metrics[0].split("\n", -1)) {
      String[] sample = line.split(" ", 2);
      samples.put(sample[0], sample[sample.length - 1]);
    }
    assertEquals("3.0", samples.get("larder_requests_total"), metrics[0]);
    assertEquals("2.0", samples.get("larder_hits_total"));
    assertEquals("8.0", samples.get("larder_bytessaved_total"));
    assertTrue(samples.containsKey("larder_hitmicrosmedian"), metrics[0]);
    assertFalse(samples.containsKey("larder_diskbytes_total"));
  }

  /** The configuration of docs/monitoring.md, as the agent of OpenTelemetry exports it. */
  @Tag(Extensive.TAG)
  @Test
  void openTelemetryGetsTheCounts() throws Exception {
    ForkedJvm jvm =
        jvm(Jdk.running())
            .property("larder.jmx", true)
            .option("-javaagent:" + TARGET.resolve("agents/opentelemetry-javaagent.jar"))
            .property("otel.jmx.config", DOCS.resolve("opentelemetry-jmx.yaml"))
            .property("otel.jmx.discovery.delay", 100)
            .property("otel.metrics.exporter", "console")
            .property("otel.metric.export.interval", 200)
            .property("otel.traces.exporter", "none")
            .property("otel.logs.exporter", "none");
    origin.script(
        "/wait",
        (request, wire) -> {
          Thread.sleep(3000); // the exporter works by the clock
          wire.send(Page.of(200, "waited", "Cache-Control", "no-store"), "GET");
        });
    String said = run(jvm, "GET /page", "GET /page", "GET /wait").stderr();
    assertTrue(said.contains("larder.requests.hit"), said);
    assertTrue(said.contains("larder.saved"), said);
  }

  @Test
  void theFilesOfTheDocumentationAreNamedThere() throws Exception {
    String page = Files.readString(DOCS.resolveSibling("monitoring.md"));
    assertTrue(page.contains("monitoring/jmx-exporter.yaml"));
    assertTrue(page.contains("monitoring/opentelemetry-jmx.yaml"));
  }
}
