package dev.larder.agent.cli;

import dev.larder.config.Configuration;
import dev.larder.config.SettingTable;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import dev.larder.store.RemoteTier;
import dev.larder.version.VersionCatalog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Removes stored responses. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Removes stored responses, of all users.",
      "Programs that run no longer serve them. If several conditions are given, all must hold.",
      "Where larder.remote is set, they are removed from there, too, 200 a second."
    })
final class PurgeCommand implements Callable<Integer> {
  /** How long the remote tier may take to be reached, in milliseconds. */
  private static final long REACH_MILLIS = 5000;

  /** How long each URL takes where a remote tier is told of it: so many are told in a second. */
  private static final long TELL_MILLIS = 6;

  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(arity = "0..1", paramLabel = "PATTERN", description = Selection.HELP)
  @Nullable String pattern;

  @Option(names = "--all", description = "Every response.")
  boolean all;

  @Option(
      names = "--older-than",
      paramLabel = "SPAN",
      description = "Only what was received or validated before that: 90m, 12h, 7d.")
  @Nullable String olderThan;

  @Option(
      names = "--superseded",
      description = "Only versions that the log of versions knows a later one of.")
  boolean superseded;

  @Option(names = "--dry-run", description = "Only tells what would be removed.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pattern == null && olderThan == null && !superseded && !all) {
      throw new ParameterException(
          options.line(),
          "Say what is to go: a PATTERN, --older-than SPAN, --superseded, or --all.");
    }
    Selection selection = pattern == null ? null : Selection.of(pattern, options.line());
    Instant before =
        olderThan == null ? null : Instant.now().minus(options.span("--older-than", olderThan));
    Configuration configuration = options.configuration();
    try (LocalCache cache =
        dryRun ? options.open(configuration) : options.openShared(configuration)) {
      Set<String> outdated =
          superseded ? superseded(configuration.settings().get(SettingTable.DIR)) : null;
      List<StoredItem> found =
          StoredItem.find(
              cache,
              item ->
                  (selection == null || selection.fits(item))
                      && (outdated == null || outdated.contains(item.metadata().uri()))
                      && (before == null || item.metadata().responseTime().isBefore(before)));
      boolean remote = !configuration.settings().get(SettingTable.REMOTE).isNone();
      boolean told = remote && !dryRun && !found.isEmpty() && reachesRemote(cache, configuration);
      long bytes = 0;
      for (StoredItem stored : found) {
        bytes += stored.item().length();
        if (!dryRun) {
          remove(cache, stored);
          if (told) {
            Thread.sleep(TELL_MILLIS);
          }
        }
      }
      told = told && cache.remoteState() == RemoteTier.State.READY;
      print(found, bytes, remote && !dryRun && !told && !found.isEmpty());
      return found.isEmpty() ? LarderCommand.NOT_FOUND : 0;
    }
  }

  /** Whether the remote tier can be told what is removed. */
  private static boolean reachesRemote(LocalCache cache, Configuration configuration)
      throws InterruptedException {
    if (!configuration.settings().get(SettingTable.REMOTE_PUSH) || !cache.modes().mode().stores()) {
      return false;
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REACH_MILLIS);
    while (cache.remoteState() == RemoteTier.State.STARTING && System.nanoTime() - end < 0) {
      Thread.sleep(TELL_MILLIS);
    }
    return cache.remoteState() == RemoteTier.State.READY;
  }

  /** The URLs of which each version that was seen is superseded. */
  private static Set<String> superseded(Path directory) throws IOException {
    Set<String> old = new HashSet<>();
    Set<String> current = new HashSet<>();
    for (VersionCatalog.Resource resource : VersionCatalog.read(directory)) {
      for (VersionCatalog.Seen version : resource.versions()) {
        (version.superseded() == null ? current : old).add(version.url());
      }
    }
    old.removeAll(current);
    return old;
  }

  /** Deletes the file; processes that have a copy in memory see by its time that it is gone. */
  private static void remove(LocalCache cache, StoredItem stored) {
    try {
      cache.http().forget(URI.create(stored.url()));
    } catch (IllegalArgumentException e) {
      // Its file goes all the same.
    }
    cache.disk().remove(stored.item().key());
  }

  /**
   * @param elsewhere whether a remote tier may still have what was removed
   */
  private void print(List<StoredItem> found, long bytes, boolean elsewhere) throws IOException {
    if (options.json) {
      options.print(
          to -> {
            to.writeStartObject();
            to.writeBooleanField("removed", !dryRun);
            to.writeNumberField("responses", found.size());
            to.writeNumberField("body_bytes", bytes);
            to.writeBooleanField("remote_remains", elsewhere);
            to.writeArrayFieldStart("urls");
            for (StoredItem stored : found) {
              to.writeString(stored.url());
            }
            to.writeEndArray();
            to.writeEndObject();
          });
      return;
    }
    if (dryRun) {
      found.forEach(stored -> options.out().println(Text.plain(stored.url())));
    }
    options
        .out()
        .println(
            Text.count(found.size(), "response", "responses")
                + ", "
                + ByteCount.shown(bytes)
                + (dryRun ? ", would be removed" : " removed")
                + (elsewhere ? "; the remote tier was not told, and may bring them back" : ""));
    options.out().flush();
  }
}
