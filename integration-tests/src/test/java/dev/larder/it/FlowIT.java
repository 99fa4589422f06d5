package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.it.programs.Broken;
import dev.larder.it.programs.FlowControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Demand, cancellation, timeouts, interruption and the program's own exceptions. */
class FlowIT {

  private static final int LENGTH = 200_000;

  @ParameterizedTest
  @MethodSource("dev.larder.it.HttpClientPath#onAllJdks")
  void theProgramStaysInControl(HttpClientPath path, @TempDir Path directory) throws Exception {
    try (OriginServer origin = OriginServer.http()) {
      Page content = page();
      for (String page : paths()) {
        origin.on(page, content);
      }
      for (String name : List.of("slow", "interrupted", "cancelled")) {
        origin.script(
            '/' + name,
            (request, wire) -> {
              origin.gates().open(name + "arrived");
              origin.gates().await(name);
              wire.send(content, "GET");
            });
      }
      // Each run has these wait until the program opens the gate, so nothing may be left of them.
      Comparison.Run without =
          Comparison.run(
              ForkedJvm.on(path.jdk()),
              List.of(origin),
              jvm -> path.set(jvm).main(FlowControl.class, origin.uri("/")));
      assertEquals("", without.result().stderr());
      assertEquals(0, without.result().exitCode());
      Path cache = directory.resolve("cache");
      Comparison.Run with =
          Comparison.run(
              Comparison.withAgent(path.jdk(), cache),
              List.of(origin),
              jvm -> path.set(jvm).main(FlowControl.class, origin.uri("/")));
      Comparison.sameOutput(without.result(), with.result(), "an empty cache");
      assertEquals("", with.result().stderr());
    }
  }

  private static List<String> paths() {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/demand/cold",
                "/demand/seen",
                "/cancel/0",
                "/cancel/1",
                "/broken/mapping",
                "/stream",
                "/closed",
                "/lines",
                "/executor",
                "/executor/2"));
    for (Broken.Where where : Broken.Where.values()) {
      paths.add("/broken/" + where);
    }
    return paths;
  }

  private static Page page() {
    byte[] body = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      body[i] = (byte) (i % 40 == 39 ? '\n' : 'a' + i % 26);
    }
    return Page.of(200, body, "Cache-Control", "max-age=3600", "Content-Type", "text/plain");
  }
}
