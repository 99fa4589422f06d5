package dev.larder.benchmark.loads;

import dev.larder.benchmark.Arguments;
import dev.larder.benchmark.Trees;
import dev.larder.benchmark.clients.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where loads are run: the origin is here, and each store is used by a process of its own, under
 * the agent if it is Larder.
 */
public final class Lab implements AutoCloseable {
  private final Origin origin = new Origin();
  private final Path directory = Files.createTempDirectory("larder-benchmark");
  private final Path agent;
  private final Arguments arguments;
  private int directories;
  private volatile @Nullable Process running;

  /**
   * A lab.
   *
   * @param agent the jar of the agent
   * @param arguments {@code long}, {@code virtual}, {@code stores=a,b}, {@code entries=a,b}
   */
  public Lab(Path agent, Arguments arguments) throws IOException {
    this.agent = agent;
    this.arguments = arguments;
    Runtime.getRuntime().addShutdownHook(new Thread(this::tidy));
  }

  private void tidy() {
    Process process = running;
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    Trees.delete(directory);
  }

  Origin origin() {
    return origin;
  }

  /** Whether there is time. */
  boolean isThorough() {
    return arguments.has("long");
  }

  /** Those of these stores that are to be measured. */
  List<String> only(String... stores) {
    return arguments.only(stores);
  }

  /** The members of a list among the arguments by its name; none if it is not there. */
  List<String> listed(String name) {
    return arguments.list(name);
  }

  /** A new empty directory for one store. */
  Path directory() throws IOException {
    return Files.createDirectory(directory.resolve(Integer.toString(directories++)));
  }

  /**
   * The command that runs a program in a process of its own, its arguments being the store, the
   * directory, the URI that all of the origin begin with, and these.
   *
   * @param flags of the JVM
   */
  List<String> command(Class<?> program, String store, Path in, List<String> flags, Object... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    if (arguments.has("virtual")) {
      command.add("-D" + Threads.VIRTUAL + "=true");
    }
    if (store.equals("larder")) {
      command.add("-javaagent:" + agent);
      command.add("-Dlarder.dir=" + in);
    }
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(List.of(store, in.toString(), origin.uri()));
    for (Object argument : more) {
      command.add(argument.toString());
    }
    return command;
  }

  /**
   * Runs such a command; the numbers that the program prints.
   *
   * @param flags of the JVM
   */
  double[] run(Class<?> program, String store, Path in, List<String> flags, Object... more)
      throws IOException, InterruptedException {
    List<String> command = command(program, store, in, flags, more);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    running = process;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<Double> numbers = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        numbers.add(Double.valueOf(line));
      }
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IOException(program + " of " + store + " failed with exit code " + exitCode);
      }
      // So that something is left of a run that is broken off.
      System.err.println(program.getSimpleName() + ", " + store + ": " + numbers);
      return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private static String classPath() throws IOException {
    try {
      return Path.of(Lab.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    origin.close();
  }
}
