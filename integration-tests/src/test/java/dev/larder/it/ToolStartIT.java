package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: they load little, and shells complete them. */
class ToolStartIT {

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void onlyWithTheAgent() {
    assumeTrue(Agent.present(), "tests run without the agent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check https://example.org/",
        "versions",
        "purge --superseded",
        "warm urls.txt",
        "export a.tar",
        "import a.tar",
        "attach 1",
        "help"
      })
  void noCommandLoadsTheWeaving(String command) throws Exception {
    Files.writeString(folder.resolve("urls.txt"), "# none\n");
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    tool.run(
        List.of("-Dlarder.dir=" + tool.cache(), "-Xlog:class+load:file=classes"),
        command.split(" "));
    String loaded = Files.readString(folder.resolve("classes"));
    assertTrue(loaded.contains(" dev.larder.agent.cli.LarderCommand "), "it was loaded");
    for (String other : List.of("net.bytebuddy.", "dev.larder.agent.weave.", "net.openhft.")) {
      assertFalse(loaded.contains(" " + other), other);
    }
  }

  /** What bash offers for words of a command line, the last of which is completed. */
  private List<String> completed(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c"));
    command.add(
        "source ./completion; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_larder;"
            + " printf '%s\\n' \"${COMPREPLY[@]}\"");
    command.add("bash");
    command.addAll(List.of(words));
    Process bash =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // bash misses the terminal
            .start();
    String offered = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, bash.waitFor());
    return offered.lines().toList();
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    LarderTool tool = new LarderTool(Jdk.running(), folder);
    LarderTool.Ended script = tool.run(List.of(), "generate-completion").is(0);
    assertEquals("", script.stderr());
    Files.writeString(folder.resolve("completion"), script.stdout());
    assertEquals(List.of("purge"), completed("larder", "pur"));
    assertEquals(List.of("--superseded"), completed("larder", "purge", "--sup"));
    assertEquals(List.of("--parallel"), completed("larder", "warm", "--par"));
    assertTrue(completed("larder", "").containsAll(List.of("check", "import", "attach")));
  }
}
