package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.faults.Undelivered;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request is counted by what its caller has got, and once. */
class DeliveredIT {

  private static final String POINT = "dev.larder.engine.Served.body()Ljava/util/List;";

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aHitThatFailsOnItsWayToTheCallerIsCountedAsABypass(Jdk jdk, @TempDir Path directory)
      throws Exception {
    if (!Agent.present()) {
      return;
    }
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/page", Page.of(200, "text", "Cache-Control", "max-age=3600"));
      ForkedJvm jvm =
          ForkedJvm.on(jdk)
              .addToClassPath(ForkedJvm.locationOf(ByteBuddy.class))
              .option(
                  "-javaagent:"
                      + FaultInjection.faultAgent(directory)
                      + "=dev.larder.engine.Served")
              .agent("report=true")
              .property("larder.dir", directory.resolve("cache"));
      if (jdk.feature() >= 24) {
        // Byte Buddy, here on the class path of the program, uses it.
        jvm.option("--sun-misc-unsafe-memory-access=allow");
      }
      ForkedJvm.Result result = jvm.main(Undelivered.class, origin.uri("/page"), POINT).run();
      assertEquals(List.of("text", "text", "text", "true", "text"), result.lines());
      String report = result.stderr();
      assertTrue(
          report.startsWith("larder: 4 requests, 2 hits, 0 validated, 1 miss, 1 bypassed; "),
          report);
    }
  }
}
