package dev.larder.benchmark.loads;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same calls under two builds of the agent, to see what a change costs: the processes of both
 * run by turns, so that a machine whose speed changes does not favour one of them. {@code
 * agents=before.jar,after.jar} names the builds.
 */
public final class AgentBuilds {

  /** One kind of call: what it is, the origin's kind of URI, bytes, calls to warm up, calls. */
  private record Call(
      String what, String kind, int size, boolean numbered, int warmUp, int calls) {}

  private static final List<Call> CALLS =
      List.of(
          // The JVM compiles until about the 200,000th hit. A figure from before that tells how far
          // the compiler is, not what a hit costs.
          new Call("hit, 1 KB", "kept", 1 << 10, false, 250_000, 30_000),
          new Call("hit, 64 KB", "kept", 64 << 10, false, 100_000, 10_000),
          new Call("hit, 1 MB", "kept", 1 << 20, false, 1_000, 1_000),
          new Call("hit, 4.33 MB", "kept", 4_330_000, false, 200, 200),
          new Call("validation, 1 KB", "checked", 1 << 10, false, 4_000, 4_000),
          new Call("miss that is not stored, 1 KB", "unkept", 1 << 10, false, 4_000, 4_000),
          new Call("miss that is stored, 1 KB", "numbered", 1 << 10, true, 4_000, 4_000));

  private AgentBuilds() {}

  /** Medians over several processes. */
  public static Figures measure(Lab lab) throws Exception {
    List<String> agents = lab.listed("agents");
    if (agents.size() != 2) {
      throw new IOException("agents=before.jar,after.jar must name two builds");
    }
    int processes = lab.isThorough() ? 15 : 7;
    double[][][] found = new double[2][CALLS.size()][processes];
    for (int process = 0; process < processes; process++) {
      for (int turn = 0; turn < 2; turn++) {
        int build = (process + turn) % 2; // each of them is the first one as often
        List<String> flags = new ArrayList<>(List.of("-Xmx1g"));
        Path directory = lab.directory();
        flags.add("-javaagent:" + agents.get(build));
        flags.add("-Dlarder.dir=" + directory);
        double[] result = lab.run(AgentBuilds.class, "no-cache", directory, flags);
        for (int i = 0; i < result.length; i++) {
          found[build][i][process] = result[i];
        }
      }
    }
    Figures figures = new Figures(false, "two builds by turns", "before, µs", "after / before");
    for (int i = 0; i < CALLS.size(); i++) {
      double before = Times.median(found[0][i]);
      figures.add(CALLS.get(i).what(), "larder", before, Times.median(found[1][i]) / before);
    }
    return figures;
  }

  /** Arguments: store, directory, origin. */
  public static void main(String[] arguments) throws Exception {
    try (Client client = Client.named("larder", Path.of(arguments[1]), 1L << 30, 1 << 20)) {
      for (Call call : CALLS) {
        String uri = arguments[2] + call.kind() + "/" + call.size() + "/";
        median(client, uri, call, "warm-up", call.warmUp());
        System.out.println(median(client, uri, call, "measured", call.calls()));
      }
    }
    System.exit(0);
  }

  private static double median(Client client, String uri, Call call, String name, int calls)
      throws Exception {
    Times times = new Times(calls);
    for (int i = 0; i < calls; i++) {
      String asked = uri + (call.numbered() ? name + i : "a");
      long start = System.nanoTime();
      int length = client.get(asked).length;
      times.add(System.nanoTime() - start);
      if (length != call.size()) {
        throw new IOException("Got " + length + " bytes");
      }
    }
    return times.micros(0.5);
  }
}
