package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.config.Configuration;
import dev.larder.config.Mode;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.local.LocalCache;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands about a directory have in common: which one, and how they answer. */
final class CacheOptions {

  /** A setting that takes a time span: options take the same. */
  private static final Setting<Duration> SPAN = SettingTable.VERSIONS_GRACE;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The cache directory, in place of the setting larder.dir.")
  @Nullable Path directory;

  @Option(names = "--json", description = "Answers in JSON.")
  boolean json;

  /** The settings of this process; tells of wrong ones on stderr. */
  Configuration configuration() {
    Configuration loaded = load();
    for (String problem : loaded.problems()) {
      err().println("larder: " + Text.plain(problem));
    }
    err().flush();
    return loaded;
  }

  /** The settings of this process, and what is wrong with them. */
  Configuration load() {
    Configuration loaded = Configuration.ofProcess(null);
    if (directory == null) {
      return loaded;
    }
    Settings settings =
        loaded.settings().with(SettingTable.DIR, directory.toAbsolutePath(), "--dir");
    return new Configuration(settings, loaded.rules(), loaded.problems());
  }

  /**
   * The directory, which need not exist.
   *
   * @throws IOException if it holds only files of another format
   */
  Path usable(Configuration of) throws IOException {
    Path path = of.settings().get(SettingTable.DIR);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is not a directory.");
    }
    if (Files.isDirectory(path) && !Files.exists(path.resolve("v1"))) {
      try (Stream<Path> files = Files.list(path)) {
        Path other =
            files
                .filter(file -> file.getFileName().toString().matches("v[0-9]+"))
                .findAny()
                .orElse(null);
        if (other != null) {
          throw new IOException(
              path
                  + " is of another format ("
                  + other.getFileName()
                  + "): use the larder.jar that writes there.");
        }
      }
    }
    return path;
  }

  /**
   * The cache of the directory, without a remote tier. Opening it changes nothing there.
   *
   * @throws IOException if the directory holds only files of another format
   */
  LocalCache open(Configuration of) throws IOException {
    usable(of);
    return LocalCache.openDirectory(of.settings(), of.rules(), environment());
  }

  /** The same with the remote tier, if one is set. */
  LocalCache openShared(Configuration of) throws IOException {
    usable(of);
    return LocalCache.open(of.settings(), of.rules(), environment());
  }

  private static LocalCache.Environment environment() {
    Statistics statistics = new Statistics();
    return new LocalCache.Environment(
        statistics, new FailureLog(statistics), () -> {}, InstantSource.system());
  }

  /**
   * The URL that an argument gives.
   *
   * @throws ParameterException if it isn't one of http or https
   */
  URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The sentence below says what is right.
    }
    throw new ParameterException(
        line(), text + " is no URL: it takes one such as https://example.org/app.js");
  }

  /**
   * The time span that an option gives.
   *
   * @throws ParameterException if it is none
   */
  Duration span(String option, String text) {
    Settings.Loaded read = Settings.given(Map.of(SPAN.name(), text));
    if (!read.problems().isEmpty()) {
      throw new ParameterException(
          line(), option + " takes a time span such as 90m, 12h or 7d, not " + text);
    }
    return read.settings().get(SPAN);
  }

  /**
   * Requires that responses are stored now.
   *
   * @throws ParameterException if the mode forbids it
   */
  void requireStoring(LocalCache cache) {
    Mode mode = cache.modes().mode();
    if (!mode.stores()) {
      throw new ParameterException(line(), "Nothing is stored in the mode " + mode.word() + '.');
    }
  }

  /** The command that these are options of. */
  CommandLine line() {
    if (command == null) {
      throw new IllegalStateException("Not a part of a command");
    }
    return command.commandLine();
  }

  PrintWriter out() {
    return line().getOut();
  }

  PrintWriter err() {
    return line().getErr();
  }

  /** Writes one JSON value. */
  interface Value {
    void write(JsonGenerator to) throws IOException;
  }

  void print(Value value) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      value.write(generator.useDefaultPrettyPrinter());
    }
    out().println(text);
    out().flush();
  }
}
