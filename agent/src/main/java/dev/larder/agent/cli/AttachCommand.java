package dev.larder.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Loads the agent into a program that runs. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    description = {
      "Loads the agent into a JVM of the same user that runs already.",
      "It takes part in the requests that begin from then on, until the JVM ends. The settings of"
          + " that JVM count."
    })
final class AttachCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(index = "0", paramLabel = "PID", description = "The process, as jps lists it.")
  String pid = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SETTINGS",
      description = "As after -javaagent:larder.jar=, such as report=true,max-age=1h.")
  @Nullable String settings;

  @Override
  public Integer call() throws IOException {
    if (!pid.matches("[1-9][0-9]{0,9}")) {
      throw new ParameterException(options.line(), "PID takes the number of a process, not " + pid);
    }
    try {
      load();
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "This Java runtime can't reach other JVMs: it lacks the module jdk.attach, which a JDK"
              + " has.",
          e);
    }
    if (options.json) {
      options.print(
          to -> {
            to.writeStartObject();
            to.writeNumberField("pid", Long.parseLong(pid));
            to.writeBooleanField("loaded", true);
            to.writeEndObject();
          });
    } else {
      options.out().println("Larder is loaded into process " + pid + ".");
      options.out().flush();
    }
    return 0;
  }

  private void load() throws IOException {
    if (!RunningJvm.isOne(pid)) {
      throw new ParameterException(
          options.line(), "Process " + pid + " is no JVM of this user that runs.");
    }
    if (Long.parseLong(pid) == ProcessHandle.current().pid()) {
      throw new ParameterException(options.line(), "Process " + pid + " is this command itself.");
    }
    RunningJvm.load(pid, jar(), arguments());
  }

  /** The jar that this command is in. */
  private static Path jar() {
    return Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
  }

  private String arguments() {
    String given = settings == null ? "" : settings;
    if (options.directory == null) {
      return given;
    }
    String path = options.directory.toAbsolutePath().toString().replace(",", "\\,");
    return given + (given.isEmpty() ? "" : ",") + "dir=" + path;
  }
}
