package dev.larder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What makes a release: the workflows run only what the pages show, and the image is the jar. */
class ReleaseFilesTest {

  private static final Path ROOT = Path.of("..");
  private static final String JAR = "agent/target/larder.jar";
  private static final Pattern STEP = Pattern.compile("(?m)^ *- (run|uses): (.+)$");

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(ROOT.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static List<String> workflows() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve(".github").resolve("workflows"))) {
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    assertEquals(2, texts.size());
    return texts;
  }

  /** Whoever reads the pages can run the same by hand. */
  @Test
  void theWorkflowsRunWhatThePagesShow() throws IOException {
    String pages =
        Files.readString(ROOT.resolve("README.md"))
            + Files.readString(ROOT.resolve("CONTRIBUTING.md"));
    for (String workflow : workflows()) {
      int runs = 0;
      for (MatchResult step : STEP.matcher(workflow).results().toList()) {
        String what = step.group(2);
        if (step.group(1).equals("uses")) {
          assertTrue(what.matches("actions/[\\w-]+@v\\d+"), what);
        } else if (what.equals(".ci/run")) {
          assertTrue(Files.isExecutable(ROOT.resolve(what)), what);
          runs++;
        } else {
          String shown = what.replace("-Dgpg.signer=bc", "-Dgpg.skip"); // the page names both
          assertTrue(pages.contains("\n" + shown + "\n"), what);
        }
      }
      assertEquals(1, runs, workflow);
      assertFalse(workflow.contains("run: |"), "several commands");
      assertFalse(workflow.contains("://"), "names no host");
    }
  }

  @Test
  void theImageIsTheJarAsOneLayer() throws IOException {
    List<String> dockerfile = lines("Dockerfile");
    List<String> instructions = dockerfile.stream().map(line -> line.split(" ", 2)[0]).toList();
    assertEquals(List.of("FROM", "COPY", "USER", "ENTRYPOINT", "CMD"), instructions);
    String base = dockerfile.get(0);
    assertTrue(base.matches("FROM busybox:[\\d.]+"), base);
    String copy = dockerfile.get(1);
    assertTrue(copy.endsWith(" " + JAR + " /larder.jar"), copy);
    assertTrue(dockerfile.get(2).matches("USER [1-9]\\d*:[1-9]\\d*"), "not root");
    assertEquals("ENTRYPOINT [\"cp\", \"/larder.jar\"]", dockerfile.get(3));
    assertTrue(dockerfile.get(4).matches("CMD \\[\"(/\\w+)+\\.jar\"]"), dockerfile.get(4));
  }

  /** Nothing else is sent to who builds the image. */
  @Test
  void onlyTheJarIsReadForTheImage() throws IOException {
    assertEquals(List.of("*", "!" + JAR), lines(".dockerignore"));
  }
}
