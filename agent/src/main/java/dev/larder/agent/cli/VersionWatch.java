package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.version.VersionCatalog.Resource;
import dev.larder.version.VersionCatalog.Seen;
import dev.larder.version.VersionFollower;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the log of versions: tells each change, and runs the user's program on it. */
final class VersionWatch {

  /** How long it sleeps between two looks at the directory, each of which reads one time. */
  private static final long INTERVAL_MILLIS = 500;

  private final VersionFollower log;
  private final @Nullable Selection selection;
  private final CacheOptions options;
  private final @Nullable String command;
  private final Map<String, Resource> known = new HashMap<>();

  /**
   * @param selection which URLs are followed, or null for all
   * @param command a program and its arguments, or null
   */
  VersionWatch(
      VersionFollower log,
      @Nullable Selection selection,
      CacheOptions options,
      @Nullable String command) {
    this.log = log;
    this.selection = selection;
    this.options = options;
    this.command = command;
  }

  /**
   * Something that became known of a version.
   *
   * @param kind {@code new}, {@code superseded} or {@code removed}
   * @param previous the version that was the latest before, or null
   */
  record Change(String kind, Resource resource, Seen version, @Nullable Seen previous) {

    /** What has changed, as the variables of a program. */
    Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("CHANGE_KIND", kind);
      facts.put("CHANGE_RESOURCE", resource.name());
      facts.put("CHANGE_URL", version.url());
      facts.put("CHANGE_VERSION", version.version());
      facts.put("CHANGE_VALIDATOR", version.validator());
      facts.put("CHANGE_SIZE", String.valueOf(version.size()));
      facts.put("CHANGE_TIME", time());
      facts.put("PREVIOUS_URL", previous == null ? "" : previous.url());
      facts.put("PREVIOUS_VERSION", previous == null ? "" : previous.version());
      return facts;
    }

    private String time() {
      return switch (kind) {
        case "superseded" -> String.valueOf(version.superseded());
        case "removed" -> String.valueOf(version.removed());
        default -> version.first().toString();
      };
    }
  }

  /**
   * Follows changes until nobody reads its output.
   *
   * @throws IOException if the directory can't be read, or the program can't be run
   */
  void follow() throws IOException, InterruptedException {
    log.changed().forEach(resource -> known.put(resource.name(), resource));
    while (!options.out().checkError()) {
      for (Resource resource : log.changed()) {
        for (Change change : changes(known.put(resource.name(), resource), resource)) {
          if (selection == null || selection.fits(change.version.url())) {
            tell(change);
            run(change);
          }
        }
      }
      Thread.sleep(INTERVAL_MILLIS);
    }
  }

  /** What is new in a history. */
  static List<Change> changes(@Nullable Resource before, Resource after) {
    Map<String, Seen> old = new HashMap<>();
    Seen latest = null;
    for (Seen version : before == null ? List.<Seen>of() : before.versions()) {
      old.put(version.url() + '\n' + version.validator(), version);
      latest = version;
    }
    List<Change> changes = new ArrayList<>();
    for (Seen version : after.versions()) {
      Seen was = old.get(version.url() + '\n' + version.validator());
      if (was == null) {
        changes.add(new Change("new", after, version, latest));
        latest = version;
      }
      boolean superseded = was != null && was.superseded() != null;
      if (version.superseded() != null && !superseded) {
        changes.add(new Change("superseded", after, version, null));
      }
      boolean removed = was != null && was.removed() != null;
      if (version.removed() != null && !removed) {
        changes.add(new Change("removed", after, version, null));
      }
    }
    return changes;
  }

  private void tell(Change change) throws IOException {
    if (options.json) {
      StringWriter line = new StringWriter();
      try (JsonGenerator to = new JsonFactory().createGenerator(line)) {
        to.writeStartObject();
        to.writeStringField("time", change.time());
        to.writeStringField("kind", change.kind);
        to.writeStringField("resource", change.resource.name());
        to.writeStringField("url", change.version.url());
        to.writeStringField("version", change.version.version());
        to.writeStringField("validator", change.version.validator());
        to.writeNumberField("size", change.version.size());
        to.writeStringField("previous_url", change.previous == null ? null : change.previous.url());
        to.writeEndObject();
      }
      options.out().println(line);
    } else {
      String version = change.version.version();
      options
          .out()
          .println(
              Text.plain(
                  String.join(
                      "  ",
                      change.time(),
                      change.kind,
                      version.isEmpty() ? change.version.validator() : version,
                      change.version.url())));
    }
    options.out().flush();
  }

  /** Runs the user's program; what it writes goes to standard error, as ours is for changes. */
  private void run(Change change) throws IOException, InterruptedException {
    if (command == null) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(command.strip().split("\\s+"));
    builder.environment().putAll(change.facts());
    builder.redirectErrorStream(true);
    Process program = builder.start();
    program.getOutputStream().close();
    program.getInputStream().transferTo(System.err);
    int exitCode = program.waitFor();
    if (exitCode != 0) {
      options.err().println("larder: " + command + " has ended with " + exitCode);
      options.err().flush();
    }
  }
}
