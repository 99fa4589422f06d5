package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.stats.ByteCount;
import dev.larder.version.VersionCatalog;
import dev.larder.version.VersionFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The versions that were seen of each resource. */
@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = {
      "Lists resources and their versions that were seen, or follows their changes.",
      "A version is a URL with its ETag, Last-Modified or checksum."
    })
final class VersionsCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(arity = "0..1", paramLabel = "PATTERN", description = Selection.HELP)
  @Nullable String pattern;

  @Option(
      names = "--watch",
      description = "Writes a line for each change from now on, until it is interrupted.")
  boolean watch;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = {
        "With --watch: runs a program on each change, one after the other.",
        "CMD is the program and its arguments with spaces between them; no shell reads it. What has"
            + " changed is in the variables CHANGE_KIND, CHANGE_RESOURCE, CHANGE_URL,"
            + " CHANGE_VERSION, CHANGE_VALIDATOR, CHANGE_SIZE, CHANGE_TIME, PREVIOUS_URL and"
            + " PREVIOUS_VERSION."
      })
  @Nullable String exec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (exec != null && !watch) {
      throw new ParameterException(options.line(), "--exec goes with --watch.");
    }
    if (exec != null && exec.isBlank()) {
      throw new ParameterException(options.line(), "--exec takes a program, not nothing.");
    }
    Selection selection = pattern == null ? null : Selection.of(pattern, options.line());
    Path directory = options.usable(options.configuration());
    if (watch) {
      new VersionWatch(new VersionFollower(directory), selection, options, exec).follow();
      return 0;
    }
    List<VersionCatalog.Resource> found = new ArrayList<>();
    for (VersionCatalog.Resource resource : VersionCatalog.read(directory)) {
      if (selection == null
          || resource.versions().stream().anyMatch(known -> selection.fits(known.url()))) {
        found.add(resource);
      }
    }
    found.sort(Comparator.comparing(VersionCatalog.Resource::name));
    if (options.json) {
      print(found);
    } else {
      show(found);
    }
    return found.isEmpty() && pattern != null ? LarderCommand.NOT_FOUND : 0;
  }

  private void print(List<VersionCatalog.Resource> found) throws IOException {
    options.print(
        to -> {
          to.writeStartArray();
          for (VersionCatalog.Resource resource : found) {
            to.writeStartObject();
            to.writeStringField("resource", resource.name());
            write(to, "side_by_side", resource.sideBySide());
            to.writeArrayFieldStart("versions");
            for (VersionCatalog.Seen known : resource.versions()) {
              to.writeStartObject();
              to.writeStringField("version", known.version());
              to.writeStringField("url", known.url());
              to.writeStringField("validator", known.validator());
              to.writeNumberField("size", known.size());
              write(to, "first", known.first());
              write(to, "last", known.last());
              to.writeNumberField("stored", known.stored());
              to.writeNumberField("served", known.served());
              write(to, "superseded", known.superseded());
              write(to, "removed", known.removed());
              to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
          }
          to.writeEndArray();
        });
  }

  private static void write(JsonGenerator to, String name, @Nullable Instant time)
      throws IOException {
    to.writeStringField(name, time == null ? null : time.toString());
  }

  private void show(List<VersionCatalog.Resource> found) {
    if (found.isEmpty()) {
      options.err().println("larder: no version was seen" + (pattern == null ? "." : " of that."));
      options.err().flush();
      return;
    }
    boolean first = true;
    for (VersionCatalog.Resource resource : found) {
      if (!first) {
        options.out().println();
      }
      first = false;
      options.out().println(Text.plain(resource.name()));
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("  VERSION", "FIRST SEEN", "LAST SEEN", "SIZE", "STORED", "SERVED", "NOW"));
      for (VersionCatalog.Seen known : resource.versions()) {
        rows.add(
            List.of(
                "  " + Text.plain(name(known)),
                known.first().truncatedTo(ChronoUnit.SECONDS).toString(),
                known.last().truncatedTo(ChronoUnit.SECONDS).toString(),
                ByteCount.shown(known.size()),
                String.valueOf(known.stored()),
                String.valueOf(known.served()),
                state(resource, known)));
      }
      Text.table(rows).forEach(options.out()::println);
    }
    options.out().flush();
  }

  /** The version in the URL; where there is none, the content changed under one URL. */
  private static String name(VersionCatalog.Seen known) {
    return known.version().isEmpty() ? known.validator() : known.version();
  }

  private static String state(VersionCatalog.Resource resource, VersionCatalog.Seen known) {
    if (known.removed() != null) {
      return "superseded, removed";
    }
    if (known.superseded() != null) {
      return "superseded";
    }
    return resource.sideBySide() == null ? "in use" : "in use, side by side";
  }
}
