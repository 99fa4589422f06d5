package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.programs.LateAgent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command {@code attach}: the agent in a program that has used its client already. */
class AttachIT {

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void aProgramThatRunsIsCachedFromThenOn(Jdk jdk) throws Exception {
    LarderTool tool = new LarderTool(jdk, folder);
    AtomicReference<LarderTool.Ended> attached = new AtomicReference<>();
    try (OriginServer origin = OriginServer.http()) {
      origin.on("/a", request -> Page.of(200, "a", "Cache-Control", "max-age=3600"));
      origin.script(
          "/slow",
          (request, wire) -> {
            wire.head("HTTP/1.1 200 OK", "Content-Length: 8", "Cache-Control: max-age=3600");
            wire.bytes(new byte[] {'h', 'a', 'l', 'f'});
            origin.gates().await("attached");
            wire.bytes(new byte[] {'h', 'a', 'l', 'f'});
          });
      origin.script(
          "/attach",
          (request, wire) -> {
            String pid = Objects.requireNonNull(request.first("pid"));
            attached.set(tool.run(List.of(), "attach", pid, "report=true", "--dir", "cache"));
            origin.gates().open("attached");
            wire.send(Page.of(200, "done", "Cache-Control", "no-store"), "GET");
          });
      Comparison.Run run =
          Comparison.run(
              ForkedJvm.on(jdk),
              List.of(origin),
              jvm -> jvm.main(LateAgent.class, origin.uri("/")));
      LarderTool.Ended command = Objects.requireNonNull(attached.get()).is(0);
      assertEquals("", command.stderr());
      assertTrue(command.stdout().startsWith("Larder is loaded into process "), command.stdout());
      assertEquals(
          List.of(
              "before: a",
              "attach: done",
              "open: halfhalf",
              "same client: a",
              "same client: a",
              "new client: a"),
          run.result().lines());
      assertEquals(Map.of("/a", 2, "/attach", 1, "/slow", 1), run.requests());
      assertEquals(0, run.result().exitCode());
      List<String> said =
          run.result().stderr().lines().filter(line -> !line.startsWith("WARNING: ")).toList();
      assertTrue(said.get(0).startsWith("larder: 3 requests, 2 hits, "), said.toString());
      assertTrue(said.stream().allMatch(line -> line.startsWith("larder: ")), said.toString());
    }
    String stored = tool.answered(0, "ls").stdout();
    assertTrue(stored.contains("/a") && !stored.contains("/slow"), stored);
  }

  /** The signal that asks a JVM for attention would end any other program. */
  @Test
  void whatIsNoJvmIsLeftAlone() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    Process sleeping = new ProcessBuilder("sleep", "60").start();
    try {
      for (String pid : List.of(String.valueOf(sleeping.pid()), "x", "0", "4194304000")) {
        LarderTool.Ended ended = tool.run(List.of(), "attach", pid).is(2);
        assertTrue(ended.stderr().startsWith("larder: P"), ended.stderr());
        assertEquals(2, ended.stderr().lines().count(), ended.stderr());
      }
      assertTrue(sleeping.isAlive());
    } finally {
      sleeping.destroy();
    }
    sleeping.waitFor();
  }

  @Test
  void aRuntimeWithoutTheModuleSaysSo() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    LarderTool.Ended ended =
        tool.run(List.of("--limit-modules", "java.base,java.net.http"), "attach", "1").is(3);
    assertEquals(
        "larder: This Java runtime can't reach other JVMs: it lacks the module jdk.attach, which a"
            + " JDK has.\n",
        ended.stderr());
  }
}
