package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One program three times: without the agent, with it and an empty cache, with it and the cache
 * that the second run left.
 */
record Comparison(Run without, Run cold, Run warm) {

  /** A run and the requests that it made, by path; those of several origins added up. */
  record Run(ForkedJvm.Result result, Map<String, Integer> requests) {

    int requests(String path) {
      return requests.getOrDefault(path, 0);
    }
  }

  /** Runs what {@code program} sets up, each time in a new JVM. */
  static Comparison of(
      Jdk jdk, Path cache, List<? extends Origin> origins, Consumer<ForkedJvm> program)
      throws Exception {
    Run without = run(ForkedJvm.on(jdk), origins, program);
    Run cold = run(withAgent(jdk, cache), origins, program);
    Run warm = run(withAgent(jdk, cache), origins, program);
    return new Comparison(without, cold, warm);
  }

  static ForkedJvm withAgent(Jdk jdk, Path cache) {
    return ForkedJvm.on(jdk).agent().property("larder.dir", cache);
  }

  static Run run(ForkedJvm jvm, List<? extends Origin> origins, Consumer<ForkedJvm> program)
      throws Exception {
    origins.forEach(Origin::take);
    program.accept(jvm);
    ForkedJvm.Result result = jvm.run();
    Map<String, Integer> requests = new TreeMap<>();
    origins.forEach(origin -> origin.take().forEach((k, v) -> requests.merge(k, v, Integer::sum)));
    return new Run(result, requests);
  }

  /** The program can't tell the runs apart: same output, same exit code, nothing on stderr. */
  Comparison same() {
    assertEquals("", without.result().stderr(), "stderr without the agent");
    same("an empty cache", cold);
    same("a full cache", warm);
    return this;
  }

  private void same(String what, Run run) {
    assertEquals("", run.result().stderr(), () -> "stderr with " + what);
    sameOutput(without.result(), run.result(), what);
  }

  static void sameOutput(ForkedJvm.Result expected, ForkedJvm.Result actual, String what) {
    List<String> left = expected.lines();
    List<String> right = actual.lines();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String without = i < left.size() ? left.get(i) : "(nothing)";
      String with = i < right.size() ? right.get(i) : "(nothing)";
      if (!without.equals(with)) {
        fail("With " + what + ", line " + (i + 1) + "\n is  " + with + "\n not " + without);
      }
    }
    assertEquals(expected.exitCode(), actual.exitCode(), () -> "exit code with " + what);
  }
}
