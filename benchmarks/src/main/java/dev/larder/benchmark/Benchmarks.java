package dev.larder.benchmark;

import dev.larder.benchmark.tiers.FirstTouch;
import dev.larder.benchmark.tiers.TierHit;
import dev.larder.benchmark.tiers.TierThreads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks and prints what came out as one table. {@code long} as the argument takes
 * more time for each; {@code stores=a,b} runs these stores only, {@code virtual} the threads as
 * virtual ones.
 */
public final class Benchmarks {
  /** What the agent opens for Chronicle Map. */
  private static final String[] OPENED = {
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
    "-Xmx1g",
  };

  private final List<String> arguments;

  private Benchmarks(List<String> arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) throws RunnerException {
    Table table = new Table();
    new Benchmarks(Arrays.asList(arguments)).run(table);
    System.out.println(table);
  }

  private void run(Table table) throws RunnerException {
    List<RunResult> hits = new ArrayList<>(run(of(TierHit.class, "copy")));
    // Only these hand out a body without copying it.
    String[] handing = only("larder-chronicle", "larder-disk", "larder-tiers", "apache-heap");
    if (handing.length > 0) {
      hits.addAll(run(of(TierHit.class, "take").param("store", handing)));
    }
    hits.addAll(run(options().include(pattern(FirstTouch.class, "open"))));
    table.hits(hits);
    table.threads(1, run(of(TierThreads.class, "read").param("keys", "1024").threads(1)));
    table.threads(2, run(of(TierThreads.class, "read").param("keys", "1024").threads(2)));
    table.threads(32, run(of(TierThreads.class, "read").threads(32)));
  }

  private ChainedOptionsBuilder of(Class<?> benchmark, String method) {
    ChainedOptionsBuilder options = options().include(pattern(benchmark, method));
    List<String> stores = stores();
    return stores.isEmpty() ? options : options.param("store", stores.toArray(String[]::new));
  }

  private ChainedOptionsBuilder options() {
    boolean thorough = arguments.contains("long");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(thorough ? 5 : 3)
            .warmupTime(TimeValue.milliseconds(thorough ? 2000 : 700))
            .measurementIterations(thorough ? 10 : 5)
            .measurementTime(TimeValue.milliseconds(thorough ? 2000 : 500))
            .timeout(TimeValue.minutes(3))
            .verbosity(VerboseMode.SILENT)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(OPENED);
    return arguments.contains("virtual")
        ? options.jvmArgsAppend(append(OPENED, "-Djmh.executor=VIRTUAL"))
        : options;
  }

  private static String[] append(String[] some, String one) {
    String[] all = Arrays.copyOf(some, some.length + 1);
    all[some.length] = one;
    return all;
  }

  private static String pattern(Class<?> benchmark, String method) {
    return benchmark.getName() + "." + method + "$";
  }

  private List<String> stores() {
    for (String argument : arguments) {
      if (argument.startsWith("stores=")) {
        return Arrays.asList(argument.substring("stores=".length()).split(",", -1));
      }
    }
    return List.of();
  }

  private String[] only(String... stores) {
    List<String> chosen = stores();
    return Arrays.stream(stores)
        .filter(store -> chosen.isEmpty() || chosen.contains(store))
        .toArray(String[]::new);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }
}
