package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.larder.it.programs.LoadsClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program reports at its end, with the setting {@code larder.report}. */
@Tag(Extensive.ONE_JDK)
class ExitReportIT {

  private final Path folder;
  private final OriginServer origin;

  ExitReportIT(@TempDir Path folder) throws IOException {
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

  private ForkedJvm jvm(Jdk jdk, String report) {
    return Comparison.withAgent(jdk, folder.resolve("cache")).property("larder.report", report);
  }

  private ForkedJvm.Result run(ForkedJvm jvm, String... steps) throws Exception {
    return Comparison.run(jvm, List.of(origin), Steps.of(folder, steps).program(origin, 0))
        .result();
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void itTellsWhatWasNotServedAndWhatCanBeDone(Jdk jdk) throws Exception {
    ForkedJvm jvm =
        jvm(jdk, "true")
            .property("larder.exclude", "never.example.org")
            .property("larder.memory.store", "off")
            .property("larder.memory.ttl", "1m")
            .property("larder.playwright.pages", "on");
    List<String> lines =
        run(jvm, "GET /page", "GET /page", "GET /secret").stderr().lines().toList();
    assertTrue(lines.get(0).startsWith("larder: 3 requests, 1 hit, 0 validated, 2 misses; "));
    assertTrue(
        lines
            .get(1)
            .matches("larder: \\S*Fetch \\(process \\d+\\) saved .+ of waiting; a hit took .+"),
        lines.get(1));
    assertTrue(
        lines.get(2).startsWith("larder: not served: 2 miss: Nothing that is stored"),
        lines.get(2));
    assertTrue(
        lines.get(3).startsWith("larder: not stored: 1 response-no-store: The response forbids"),
        lines.get(3));
    assertTrue(lines.get(3).contains("larder.force"), lines.get(3));
    assertEquals(
        List.of(
            "larder: No request fitted larder.exclude (never.example.org).",
            "larder: larder.playwright.pages had no effect: Playwright was not used.",
            "larder: larder.memory.ttl had no effect, as larder.memory.store is off."),
        lines.subList(4, lines.size()));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void asJsonItIsOneLine(Jdk jdk) throws Exception {
    run(jvm(jdk, "false"), "GET /page");
    String said = run(jvm(jdk, "json"), "GET /page", "GET /secret").stderr();
    assertEquals(1, said.lines().count(), said);
    JsonObject report = JsonParser.parseString(said).getAsJsonObject();
    assertEquals(2, report.get("requests").getAsInt());
    assertEquals(0.5, report.get("hit-rate").getAsDouble());
    assertEquals(1, report.get("hits-disk").getAsInt());
    assertTrue(report.get("micros-saved").getAsLong() > 0);
    JsonObject client =
        report.getAsJsonObject("clients").getAsJsonObject("java.net.http.HttpClient");
    assertEquals(1, client.get("misses").getAsInt());
    assertEquals(1, client.getAsJsonObject("why-not-stored").get("response-no-store").getAsInt());
    assertEquals(1, report.getAsJsonObject("hosts").size());
    assertEquals(0, report.getAsJsonArray("notes").size());
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void asPageItIsWrittenWithoutAWord(Jdk jdk) throws Exception {
    Path page = folder.resolve("report.html");
    assertEquals("", run(jvm(jdk, page.toString()), "GET /page", "GET /page").stderr());
    String text = Files.readString(page);
    assertTrue(text.startsWith("<!DOCTYPE html>") || text.startsWith("<!doctype html>"), text);
    assertTrue(text.contains("127.0.0.1"), text);
    String failed = run(jvm(jdk, folder.resolve("absent/report.html").toString())).stderr();
    assertEquals("larder: no report: " + folder.resolve("absent") + " is no directory.\n", failed);
  }

  @Test
  void aProgramWithoutRequestsHearsSo() throws Exception {
    List<String> lines = run(jvm(Jdk.running(), "true")).stderr().lines().toList();
    assertEquals(
        "larder: No request was seen: the program used no HTTP client that Larder supports.",
        lines.get(lines.size() - 1));
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aClientThatIsNotSupportedIsNamed(Jdk jdk) throws Exception {
    String name = "org.eclipse.jetty.client.HttpClient";
    Path classes = folder.resolve("classes");
    new ByteBuddy().subclass(Object.class).name(name).make().saveIn(classes.toFile());
    ForkedJvm jvm = jvm(jdk, "true").addToClassPath(classes).main(LoadsClass.class, name);
    List<String> lines = jvm.run().stderr().lines().toList();
    assertEquals(
        "larder: Jetty HttpClient was used, which Larder does not support: its requests passed"
            + " untouched.",
        lines.get(lines.size() - 1));
  }
}
