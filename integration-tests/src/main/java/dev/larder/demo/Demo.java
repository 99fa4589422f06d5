package dev.larder.demo;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs {@link Downloader} three times, each in a new JVM: without Larder, with an empty cache, with
 * the cache that the second run left. Shows what had to be sent each time, counted at the origin;
 * for the user's own URLs, at a proxy in front of the program.
 *
 * <p>Exit code 0 if all three received the same bytes; otherwise 1 and one sentence.
 */
public final class Demo {

  /** One run: its name in the table, what the program said, and what was sent to it. */
  private record Run(String name, String output, long millis, Traffic.Count sent) {}

  /** A reason to stop that the reader of the output can act on. */
  private static final class Failure extends Exception {
    Failure(String sentence) {
      super(sentence);
    }
  }

  private static final int MINUTES = 10;

  private final Path home;
  private final Path agent;
  private final List<String> programArguments;
  private final List<String> jvmOptions;
  private final Traffic traffic;

  private Demo(
      Path home,
      Path agent,
      List<String> programArguments,
      List<String> jvmOptions,
      Traffic traffic) {
    this.home = home;
    this.agent = agent;
    this.programArguments = programArguments;
    this.jvmOptions = jvmOptions;
    this.traffic = traffic;
  }

  public static void main(String[] arguments) throws Exception {
    try {
      Network.Arguments parsed = Network.parse(arguments);
      Path home = home();
      Path agent = agent(home);
      if (parsed.rest().isEmpty()) {
        site(home, agent, parsed.network());
      } else {
        own(home, agent, parsed.rest());
      }
    } catch (Failure | IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void site(Path home, Path agent, Network network) throws Exception {
    System.out.println("A site on loopback; the network is imitated: " + network + ".");
    try (Origin origin = Origin.start(Site.of(home.resolveSibling("site")), network)) {
      List<String> arguments = List.of("--list", origin.uri(Site.LIST).toString());
      List<Run> runs = new Demo(home, agent, arguments, List.of(), origin.traffic()).threeRuns();
      if (runs.get(2).sent().bytes() * 2 > runs.get(0).sent().bytes()) {
        throw new Failure("Larder saved less than half of a site of which nothing had changed.");
      }
    }
  }

  private static void own(Path home, Path agent, List<String> urls) throws Exception {
    try (CountingProxy proxy = CountingProxy.start()) {
      List<String> options =
          List.of(
              "-Dhttp.proxyHost=" + proxy.host(),
              "-Dhttp.proxyPort=" + proxy.port(),
              "-Dhttps.proxyHost=" + proxy.host(),
              "-Dhttps.proxyPort=" + proxy.port(),
              "-Dhttp.nonProxyHosts=");
      new Demo(home, agent, urls, options, proxy.traffic()).threeRuns();
    }
  }

  private List<Run> threeRuns() throws Exception {
    Path cache = Files.createTempDirectory("larder-demo");
    try {
      List<String> larder = List.of("-javaagent:" + agent, "-Dlarder.dir=" + cache);
      List<Run> runs =
          List.of(
              run("without Larder", List.of()),
              run("Larder, empty cache", larder),
              run("Larder, full cache", larder));
      table(runs);
      if (runs.stream().map(Run::output).distinct().count() > 1) {
        throw new Failure(
            "The runs did not receive the same:\n"
                + runs.stream()
                    .map(run -> run.name + ": " + String.join(", ", run.output.split("\n", -1)))
                    .collect(joining("\n")));
      }
      System.out.println("All three received the same: " + runs.get(0).output.replace("\n", ", "));
      return runs;
    } finally {
      delete(cache);
    }
  }

  private Run run(String name, List<String> larder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(larder);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", home.toString(), Downloader.class.getName()));
    command.addAll(programArguments);
    File output = Files.createTempFile("larder-demo", ".txt").toFile();
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      builder.redirectOutput(output).redirectError(ProcessBuilder.Redirect.INHERIT);
      traffic.take();
      long start = System.nanoTime();
      Process process = builder.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new Failure("The run \"" + name + "\" took more than " + MINUTES + " minutes.");
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (process.exitValue() != 0) {
        throw new Failure("The run \"" + name + "\" ended with " + process.exitValue() + ".");
      }
      return new Run(name, Files.readString(output.toPath()).strip(), millis, traffic.take());
    } finally {
      Files.deleteIfExists(output.toPath());
    }
  }

  private static void table(List<Run> runs) {
    boolean requests = runs.get(0).sent.requests() > 0;
    long all = runs.get(0).sent.bytes();
    System.out.printf(
        "%-22s %12s %12s %10s %16s %8s%n",
        "", "wall time", "time saved", "requests", "bytes", "saved");
    for (Run run : runs) {
      System.out.printf(
          Locale.ROOT,
          "%-22s %9d ms %11.1f%% %10s %,16d %7.1f%%%n",
          run.name,
          run.millis,
          saved(runs.get(0).millis, run.millis),
          requests ? String.valueOf(run.sent.requests()) : "-",
          run.sent.bytes(),
          saved(all, run.sent.bytes()));
    }
    System.out.println(
        "Wall time is that of the whole JVM; requests and bytes are what was really sent to it.");
  }

  /** In percent of the first. */
  private static double saved(long first, long now) {
    return first == 0 ? 0.0 : 100.0 * (first - now) / first;
  }

  /** The jar, or the directory of classes, that this class came from. */
  private static Path home() throws URISyntaxException {
    return Path.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Path agent(Path home) throws Failure {
    String given = System.getProperty("larder.jar");
    Path jar =
        given != null
            ? Path.of(given)
            : home.resolve("../../../agent/target/larder.jar").normalize();
    if (!Files.isRegularFile(jar)) {
      throw new Failure("No agent at " + jar + ": build it with mvn -q -DskipTests package");
    }
    return jar;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
