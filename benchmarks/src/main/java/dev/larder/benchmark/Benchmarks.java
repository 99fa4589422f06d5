package dev.larder.benchmark;

import dev.larder.benchmark.clients.ClientHit;
import dev.larder.benchmark.clients.ClientMiss;
import dev.larder.benchmark.loads.AgentBuilds;
import dev.larder.benchmark.loads.ColdResource;
import dev.larder.benchmark.loads.Figures;
import dev.larder.benchmark.loads.Footprint;
import dev.larder.benchmark.loads.FreshProcess;
import dev.larder.benchmark.loads.Lab;
import dev.larder.benchmark.loads.ManyEntries;
import dev.larder.benchmark.loads.RemoteFleet;
import dev.larder.benchmark.loads.Storing;
import dev.larder.benchmark.loads.YoungMisses;
import dev.larder.benchmark.loads.Zipf;
import dev.larder.benchmark.tiers.FirstTouch;
import dev.larder.benchmark.tiers.TierHit;
import dev.larder.benchmark.tiers.TierThreads;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks, or those named by {@code clients}, {@code tiers} and {@code loads}, and
 * prints what came out of the first two as one table, and one of each load. {@code long} as an
 * argument takes more time for each; {@code stores=a,b} runs these stores only, {@code sizes=a,b}
 * these sizes only, {@code kinds=a,b} these calls of clients or these loads only, {@code virtual}
 * the threads as virtual ones, {@code entries=a,b} the load of many entries with so many; {@code
 * kinds=builds agents=a.jar,b.jar} compares two builds of the agent, {@code kinds=remote} needs
 * redis-server.
 */
public final class Benchmarks {
  /** What the agent opens for Chronicle Map. */
  private static final String[] OPENED = {
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
  };

  private static final String[] WITH_AND_WITHOUT = {
    "no-cache",
    "larder",
    "no-cache-okhttp",
    "larder-okhttp",
    "no-cache-apache",
    "larder-apache",
    "no-cache-urlconnection",
    "larder-urlconnection"
  };

  private final Arguments arguments;

  private Benchmarks(Arguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) throws Exception {
    new Benchmarks(new Arguments(List.of(arguments))).run();
  }

  private void run() throws Exception {
    Table table = new Table();
    boolean all = Stream.of("clients", "tiers", "loads").noneMatch(arguments::has);
    if (all || arguments.has("clients")) {
      clients(table);
    }
    if (all || arguments.has("tiers")) {
      tiers(table);
    }
    if (!table.isEmpty()) {
      System.out.println(table);
    }
    if (all || arguments.has("loads")) {
      loads();
    }
  }

  private void loads() throws Exception {
    try (Lab lab = new Lab(agent(), arguments)) {
      if (is("cold")) {
        print(ColdResource.measure(lab));
      }
      if (is("zipf")) {
        print(Zipf.measure(lab));
      }
      if (is("storing")) {
        print(Storing.measure(lab));
      }
      if (is("young")) {
        print(YoungMisses.measure(lab));
      }
      if (is("fresh")) {
        print(FreshProcess.measure(lab));
      }
      if (is("memory")) {
        print(Footprint.measure(lab));
      }
      if (is("many")) {
        print(ManyEntries.measure(lab));
      }
      if (arguments.list("kinds").contains("remote")) {
        print(RemoteFleet.measure(lab));
      }
      if (arguments.list("kinds").contains("builds")) {
        print(AgentBuilds.measure(lab));
      }
    }
  }

  private static void print(Figures figures) {
    System.out.println();
    System.out.println(figures);
  }

  private void clients(Table table) throws RunnerException, IOException, URISyntaxException {
    String[] copying = {
      "larder",
      "methanol-heap",
      "methanol-disk",
      "larder-okhttp",
      "okhttp",
      "larder-apache",
      "apache-heap",
      "larder-urlconnection"
    };
    String[] ofTheJdk = {"larder", "methanol-heap", "methanol-disk"};
    List<RunResult> hits = new ArrayList<>(client("bytes", "memcpy"));
    hits.addAll(client("bytes", copying));
    hits.addAll(client("stream", copying));
    hits.addAll(client("async", ofTheJdk));
    hits.addAll(client("buffers", ofTheJdk));
    table.hits(hits);
    List<RunResult> misses = new ArrayList<>();
    for (String method : new String[] {"unkept", "kept", "checked"}) {
      for (String store : is(method) ? only(WITH_AND_WITHOUT) : new String[0]) {
        misses.addAll(run(agent(store, of(ClientMiss.class, method))));
      }
    }
    table.misses(misses);
    for (int threads : new int[] {1, 2, 8}) {
      List<RunResult> results = new ArrayList<>();
      for (String store : is("threads") ? only(copying) : new String[0]) {
        results.addAll(
            run(
                agent(store, options().include(pattern(ClientHit.class, "bytes")))
                    .param("size", "1024")
                    .mode(Mode.Throughput)
                    .timeUnit(TimeUnit.MILLISECONDS)
                    // More threads than processors leave the JVM's compilers little of them.
                    .warmupIterations(2 * threads + 6)
                    .threads(threads)));
      }
      table.threads(threads, results);
    }
  }

  private List<RunResult> client(String method, String... stores)
      throws RunnerException, IOException, URISyntaxException {
    List<RunResult> results = new ArrayList<>();
    for (String store : is(method) ? only(stores) : new String[0]) {
      results.addAll(run(agent(store, of(ClientHit.class, method))));
    }
    return results;
  }

  /** Whether a kind of call is to be measured. */
  private boolean is(String kind) {
    List<String> kinds = arguments.list("kinds");
    return kinds.isEmpty() || kinds.contains(kind);
  }

  /** One client alone, under the agent if it is the one that is to have it. */
  private static ChainedOptionsBuilder agent(String store, ChainedOptionsBuilder options)
      throws IOException, URISyntaxException {
    options.param("store", store);
    if (!store.startsWith("larder")) {
      return options;
    }
    Path directory = Files.createTempDirectory("larder-benchmark");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Trees.delete(directory)));
    return options.jvmArgsPrepend("-javaagent:" + agent(), "-Dlarder.dir=" + directory);
  }

  private static Path agent() throws IOException, URISyntaxException {
    Path here =
        Path.of(Benchmarks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = here.resolve("../../../agent/target/larder.jar").normalize();
    if (!Files.exists(jar)) {
      throw new IOException("There is no agent: " + jar);
    }
    return jar;
  }

  private void tiers(Table table) throws RunnerException {
    List<RunResult> hits = new ArrayList<>(run(opened(of(TierHit.class, "copy"))));
    // Only these hand out a body without copying it.
    String[] handing = only("larder-chronicle", "larder-disk", "larder-tiers", "apache-heap");
    if (handing.length > 0) {
      hits.addAll(run(opened(of(TierHit.class, "take")).param("store", handing)));
    }
    hits.addAll(run(opened(options().include(pattern(FirstTouch.class, "open")))));
    table.hits(hits);
    ChainedOptionsBuilder many = opened(of(TierThreads.class, "read")).param("keys", "1024");
    table.threads(1, run(many.threads(1)));
    table.threads(2, run(many.threads(2)));
    table.threads(32, run(opened(of(TierThreads.class, "read")).warmupIterations(12).threads(32)));
  }

  private static ChainedOptionsBuilder opened(ChainedOptionsBuilder options) {
    return options.jvmArgsPrepend(OPENED);
  }

  private ChainedOptionsBuilder of(Class<?> benchmark, String method) {
    ChainedOptionsBuilder options = options().include(pattern(benchmark, method));
    List<String> sizes = arguments.list("sizes");
    if (!sizes.isEmpty() && !benchmark.equals(TierThreads.class)) {
      options.param("size", sizes.toArray(String[]::new));
    }
    List<String> stores = arguments.list("stores");
    return stores.isEmpty() || !benchmark.getName().contains(".tiers.")
        ? options
        : options.param("store", stores.toArray(String[]::new));
  }

  private ChainedOptionsBuilder options() {
    boolean thorough = arguments.has("long");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(thorough ? 5 : 4)
            .warmupTime(TimeValue.milliseconds(thorough ? 2000 : 1000))
            .measurementIterations(thorough ? 10 : 5)
            .measurementTime(TimeValue.milliseconds(thorough ? 2000 : 500))
            .timeout(TimeValue.minutes(3))
            .verbosity(VerboseMode.SILENT)
            .addProfiler(GCProfiler.class);
    return arguments.has("virtual")
        ? options.jvmArgsAppend("-Xmx1g", "-Djmh.executor=VIRTUAL")
        : options.jvmArgsAppend("-Xmx1g");
  }

  private static String pattern(Class<?> benchmark, String method) {
    return benchmark.getName() + "." + method + "$";
  }

  private String[] only(String... stores) {
    return arguments.only(stores).toArray(String[]::new);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }
}
