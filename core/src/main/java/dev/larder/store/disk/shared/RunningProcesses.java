package dev.larder.store.disk.shared;

import dev.larder.json.JsonReader;
import dev.larder.json.JsonWriter;
import dev.larder.stats.Counts;
import dev.larder.stats.StatisticsJson;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes that use a directory, a file each, {@code v1/processes/<pid>.json}, with what the
 * process has counted so far. A process writes its file from time to time while it has requests,
 * and deletes it at its end. A file that a killed process left is deleted when another one is
 * written.
 */
public final class RunningProcesses {
  private static final long LARGEST = 1 << 20;

  /** A process start is told in hundredths of a second by some systems. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  private final DiskLayout layout;
  private final Path folder;

  /**
   * A process.
   *
   * @param program its main class or jar, for people
   * @param started when it started
   * @param counts what it had counted when it last wrote its file
   */
  public record Running(long pid, String program, Instant started, Counts counts) {

    /** This process. */
    public static Running current(Counts counts) {
      ProcessHandle self = ProcessHandle.current();
      return new Running(self.pid(), currentProgram(), startOf(self), counts);
    }
  }

  /** Does no I/O. */
  public RunningProcesses(Path directory) {
    layout = new DiskLayout(directory.toAbsolutePath());
    folder = layout.top().resolve("processes");
  }

  /** The main class or jar of this process; its arguments may be secret and are left out. */
  private static String currentProgram() {
    String command = System.getProperty("sun.java.command", "").strip();
    String first = command.split("\\s", 2)[0];
    return first.substring(first.lastIndexOf('/') + 1);
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** Writes the file of a process, if there is a cache directory. */
  public void write(Running process) throws IOException {
    if (!layout.readable()) {
      return;
    }
    layout.make(folder);
    Path file = file(process.pid);
    if (!Files.exists(file)) {
      list(true);
    }
    Path temporary = layout.createTemporary();
    try {
      Files.write(temporary, json(process));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Path file(long pid) {
    return folder.resolve(pid + ".json");
  }

  /** Deletes the file of a process. */
  public void delete(long pid) throws IOException {
    if (layout.hasFolder(folder)) {
      Files.deleteIfExists(file(pid));
    }
  }

  private static byte[] json(Running process) {
    JsonWriter to = new JsonWriter().object();
    to.name("pid").number(process.pid);
    to.name("program").string(process.program);
    to.name("started").string(process.started.toString());
    to.name("counts").object();
    StatisticsJson.writeMembers(to, process.counts);
    return to.endObject().endObject().toByteArray();
  }

  /** The processes that run now, by their start. Changes nothing. */
  public List<Running> list() throws IOException {
    List<Running> running = new ArrayList<>();
    if (layout.hasFolder(folder)) {
      running.addAll(list(false));
      running.sort(Comparator.comparing(Running::started));
    }
    return running;
  }

  private List<Running> list(boolean deletesDead) throws IOException {
    List<Running> running = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : all) {
        Running process = read(file);
        if (process != null && isAlive(process)) {
          running.add(process);
        } else if (deletesDead) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return running;
  }

  private static boolean isAlive(Running process) {
    return ProcessHandle.of(process.pid)
        .filter(ProcessHandle::isAlive)
        .map(RunningProcesses::startOf)
        .filter(start -> Duration.between(start, process.started).abs().compareTo(SAME_START) <= 0)
        .isPresent();
  }

  private static @Nullable Running read(Path file) throws IOException {
    BasicFileAttributes attributes = DiskLayout.attributes(file);
    if (attributes == null || !attributes.isRegularFile() || attributes.size() > LARGEST) {
      return null;
    }
    long pid = -1;
    String program = "";
    Instant started = Instant.EPOCH;
    Counts counts = new Counts();
    try {
      JsonReader from = new JsonReader(Files.readAllBytes(file));
      from.object();
      while (from.hasNext()) {
        switch (from.name()) {
          case "pid" -> pid = from.number();
          case "program" -> program = from.string();
          case "started" -> started = Instant.parse(from.string());
          case "counts" -> counts = StatisticsJson.readCounts(from);
          default -> from.skip();
        }
      }
      from.endObject();
    } catch (IOException | RuntimeException damaged) {
      return null;
    }
    return pid < 0 ? null : new Running(pid, program, started, counts);
  }
}
