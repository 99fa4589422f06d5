package dev.larder.agent.client.playwright.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.store.FileOwnership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has come slowly to pages, so that the cache is worth what it costs there. Kept for the next
 * process in {@code pages} in the cache directory: a line for each URL, {@code DAY URL}, with the
 * day since 1970 on which it was slow, and without the query, so that a new build is as slow as the
 * last one. Of processes that write at once the last one wins; a line that can't be read is none.
 */
final class SlowResources {

  /** How many are remembered; those seen last. */
  static final int MAX = 64;

  /** After as many days the network gets another chance. */
  static final long DAYS = 7;

  private static final int MAX_LENGTH = 2000;
  private static final long MAX_FILE = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile("(\\d{1,9}) (https?://[!-~&&[^?#@;\"\\\\]]{1," + MAX_LENGTH + "})");

  private final Path directory;
  private final InstantSource clock;

  /** The day of each, those seen last at the end. */
  private final Map<String, Long> days = new LinkedHashMap<>();

  private boolean read;

  SlowResources(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** All that are known. Reads the file at the first call. */
  synchronized List<String> urls() {
    if (!read) {
      read = true;
      try {
        read();
      } catch (IOException | RuntimeException e) {
        LarderRuntime.failed("reading which pages are slow", e);
      }
    }
    return List.copyOf(days.keySet());
  }

  /** These have come slowly just now. */
  synchronized void add(Collection<String> slow) {
    List<String> before = urls();
    for (String url : slow) {
      note(today() + " " + url.replaceFirst("[?#].*", ""));
    }
    if (!before.containsAll(days.keySet())) {
      try {
        read(); // what other processes have written meanwhile
        write();
      } catch (IOException | RuntimeException e) {
        LarderRuntime.failed("writing which pages are slow", e);
      }
    }
  }

  private long today() {
    return TimeUnit.MILLISECONDS.toDays(clock.millis());
  }

  private void note(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String url = matcher.group(2);
    long day = Long.parseLong(matcher.group(1));
    if (day <= today() && day > today() - DAYS && day >= days.getOrDefault(url, 0L)) {
      days.remove(url);
      days.put(url, day);
    }
    if (days.size() > MAX) {
      days.remove(days.keySet().iterator().next());
    }
  }

  private Path file() {
    return directory.resolve("pages");
  }

  /** What is in the file counts as older than what is known. */
  private void read() throws IOException {
    if (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS) || Files.size(file()) > MAX_FILE) {
      return;
    }
    FileOwnership.requireCurrentUser(file());
    List<String> known = lines();
    days.clear();
    new String(Files.readAllBytes(file()), ISO_8859_1).lines().forEach(this::note);
    known.forEach(this::note);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    days.forEach((url, day) -> lines.add(day + " " + url));
    return lines;
  }

  /** In one step, so that nobody reads half of it; for the user alone. */
  private void write() throws IOException {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    Files.createDirectories(
        directory,
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0]);
    if (Files.isSymbolicLink(directory)) {
      return; // not used: the cache does nothing there either, and says so
    }
    FileOwnership.requireCurrentUser(directory);
    Path temporary = Files.createTempFile(directory, "pages", ".tmp");
    try {
      Files.write(temporary, lines());
      Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
