package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, in an environment without Java's and Larder's variables. By
 * default its class path is that of the test classes alone, without any library, and the JVM
 * compiles with its fast compiler only: most programs take a second, of which the other compiler
 * would take half.
 */
final class ForkedJvm {

  /** How a program ended and what it said. */
  record Result(int exitCode, String stdout, String stderr) {

    List<String> lines() {
      return stdout.lines().toList();
    }
  }

  private static final int TIMEOUT_SECONDS = 240;

  private final Jdk jdk;
  private final List<String> prefix = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<Path> classPath = new ArrayList<>();
  private final List<String> program = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  private boolean allCompilers;

  private ForkedJvm(Jdk jdk) {
    this.jdk = jdk;
    classPath.add(locationOf(ForkedJvm.class));
  }

  static ForkedJvm on(Jdk jdk) {
    return new ForkedJvm(jdk);
  }

  /** Lets libraries of the program reach below Java, of which JDK 24 and later warn. */
  ForkedJvm reachingBelowJava() {
    return jdk.feature() < 24
        ? this
        : option("--sun-misc-unsafe-memory-access=allow")
            .option("--enable-native-access=ALL-UNNAMED");
  }

  /** Adds the agent, if there is one. */
  ForkedJvm agent() {
    return Agent.present() ? option("-javaagent:" + Agent.jar()) : this;
  }

  /** Adds the agent with arguments of its own, if there is one. */
  ForkedJvm agent(String arguments) {
    return Agent.present() ? option("-javaagent:" + Agent.jar() + '=' + arguments) : this;
  }

  ForkedJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Lets the JVM compile as it does by default. */
  ForkedJvm allCompilers() {
    allCompilers = true;
    return this;
  }

  ForkedJvm property(String name, Object value) {
    return option("-D" + name + '=' + value);
  }

  ForkedJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ForkedJvm addToClassPath(Path path) {
    classPath.add(path);
    return this;
  }

  ForkedJvm main(Class<?> main, Object... arguments) {
    program.addAll(List.of("-cp", join(classPath), main.getName()));
    return arguments(arguments);
  }

  /** A program of a class path of its own, which may have wildcards. */
  ForkedJvm main(String name, String path, Object... arguments) {
    program.addAll(List.of("-cp", path, name));
    return arguments(arguments);
  }

  /** A modular program: {@code -p path -m module/class}. */
  ForkedJvm module(Path modulePath, String moduleAndClass, Object... arguments) {
    program.addAll(List.of("-p", modulePath.toString(), "-m", moduleAndClass));
    return arguments(arguments);
  }

  private ForkedJvm arguments(Object... arguments) {
    for (Object argument : arguments) {
      program.add(argument.toString());
    }
    return this;
  }

  /** Allows the process so many open files; needs a POSIX shell. */
  ForkedJvm descriptors(int limit) {
    prefix.addAll(List.of("/bin/sh", "-c", "ulimit -n " + limit + " && exec \"$0\" \"$@\""));
    return this;
  }

  /** Runs it to its end; one that doesn't end is shown with its threads. */
  Result run() throws IOException, InterruptedException {
    return start().await();
  }

  /** Starts it and comes back. */
  Running start() throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(jdk.tool("java").toString());
    // A small machine is enough, and looks the same to every run.
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    if (!allCompilers) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(options);
    command.addAll(program);
    File stdout = File.createTempFile("larder-it", ".out");
    File stderr = File.createTempFile("larder-it", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    clean(builder.environment());
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(stdout).redirectError(stderr).start();
    process.getOutputStream().close();
    return new Running(command, process, stdout, stderr);
  }

  /** A program under way. */
  final class Running {
    private final List<String> command;
    private final Process process;
    private final File stdout;
    private final File stderr;

    private Running(List<String> command, Process process, File stdout, File stderr) {
      this.command = command;
      this.process = process;
      this.stdout = stdout;
      this.stderr = stderr;
    }

    /** Ends it at once, on POSIX systems by SIGKILL. */
    void kill() {
      process.destroyForcibly();
    }

    String pid() {
      return Long.toString(process.pid());
    }

    boolean isAlive() {
      return process.isAlive();
    }

    /** Waits for its end. */
    Result await() throws IOException, InterruptedException {
      return await(TIMEOUT_SECONDS);
    }

    /** The same for one that may take longer, in seconds. */
    Result await(int seconds) throws IOException, InterruptedException {
      try {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          String threads = threads(process);
          process.destroyForcibly().waitFor();
          return fail(
              String.join(" ", command)
                  + "\ndid not end.\n"
                  + Files.readString(stdout.toPath())
                  + Files.readString(stderr.toPath())
                  + threads);
        }
        return new Result(
            process.exitValue(),
            Files.readString(stdout.toPath()),
            Files.readString(stderr.toPath()));
      } finally {
        process.destroyForcibly();
        Files.delete(stdout.toPath());
        Files.delete(stderr.toPath());
      }
    }
  }

  /** The jar or directory that a class was loaded from. */
  static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String threads(Process process) throws IOException, InterruptedException {
    Path jstack = jdk.tool("jstack");
    if (!Files.isExecutable(jstack)) {
      return "";
    }
    Process dump =
        new ProcessBuilder(jstack.toString(), String.valueOf(process.pid()))
            .redirectErrorStream(true)
            .start();
    String text = new String(dump.getInputStream().readAllBytes(), UTF_8);
    dump.waitFor();
    return text;
  }

  private static void clean(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("LARDER_")
                    || name.endsWith("JAVA_OPTIONS")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("CLASSPATH"));
  }

  private static String join(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }
}
