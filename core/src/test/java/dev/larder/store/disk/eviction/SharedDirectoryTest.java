package dev.larder.store.disk.eviction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.disk.Directory;
import dev.larder.store.disk.Eventually;
import dev.larder.store.disk.file.DiskLayout;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one directory, each with several threads that write. */
class SharedDirectoryTest {
  private static final long LIMIT = 12_000_000;
  private static final long MOST = LIMIT + LIMIT / 20;

  @TempDir Path folder = Path.of("");
  private final List<Writers> started = new ArrayList<>();

  /** A process with two threads that write. */
  private final class Writers {
    final Process process;
    final BufferedReader output;

    Writers() throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:-UsePerfData",
                  "-Xmx128m",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  WriteOften.class.getName(),
                  directory().toString(),
                  Long.toString(LIMIT),
                  "2")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      started.add(this);
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      assertEquals("begun", output.readLine());
    }

    void endsWell() throws Exception {
      process.getOutputStream().close();
      String all = String.join("\n", output.lines().toList());
      assertEquals(0, process.waitFor(), all);
      assertTrue(all.contains("0 failures\n") && !all.contains("wrong"), all);
    }
  }

  private Path directory() {
    return folder.resolve("cache");
  }

  @AfterEach
  void noProcessRemains() {
    started.forEach(writers -> writers.process.destroyForcibly());
  }

  /** Looks again and again, until so many evictions' worth of entries has come and gone. */
  private void staysWithin(int looks) throws IOException {
    for (int i = 0; i < looks; i++) {
      long size = Directory.size(directory());
      assertTrue(size <= MOST, "bytes: " + size);
    }
  }

  /** While they count apart from each other they may be a little beyond, but not for long. */
  private void soonWithin() throws Exception {
    assertTrue(Directory.size(directory()) <= LIMIT + 3 * Janitor.slack(LIMIT));
    Eventually.holds("the limit", () -> Directory.size(directory()) <= MOST);
  }

  private void fills() throws Exception {
    Eventually.holds(
        "a full cache", () -> Directory.size(directory()) > LIMIT - 2 * Janitor.slack(LIMIT));
  }

  @Test
  void theLimitHoldsWhileManyWriteAndAfterwards() throws Exception {
    Writers one = new Writers();
    Writers two = new Writers();
    fills();
    staysWithin(150);
    one.endsWell();
    two.endsWell();
    staysWithin(1);
    assertTrue(Directory.size(directory()) > LIMIT / 10 * 8);
  }

  @Test
  void anotherProcessGoesOnWhereAJanitorWasKilled() throws Exception {
    Writers survivor = new Writers();
    for (int round = 0; round < 4; round++) {
      Writers other = new Writers();
      fills();
      // At any moment, some of which are in the middle of a pass.
      Thread.sleep(37L * round);
      other.process.destroyForcibly().waitFor();
      assertFalse(other.process.isAlive());
      staysWithin(40);
    }
    survivor.endsWell();
  }

  @Test
  void whoeverHoldsTheLockEvictsAndNobodyElse() throws Exception {
    DiskLayout layout = new DiskLayout(directory());
    layout.prepare();
    Writers writers;
    try (FileChannel channel =
        FileChannel.open(layout.janitor(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Before there is anything to scan: a scan counts twice what is written meanwhile.
      FileLock lock = channel.lock();
      writers = new Writers();
      // Without a janitor it fills up to the margin, and stays there.
      Eventually.holds("a full cache", () -> Directory.size(directory()) > LIMIT);
      staysWithin(40);
      assertTrue(Directory.size(directory()) > LIMIT);
      lock.release();
    }
    Eventually.holds("evictions", () -> Directory.size(directory()) < LIMIT);
    writers.endsWell();
  }

  @Test
  void theHintMayVanishAndTheDirectoryTooWhileTheyWrite() throws Exception {
    Writers one = new Writers();
    Writers two = new Writers();
    fills();
    for (int round = 0; round < 3; round++) {
      Files.deleteIfExists(directory().resolve("v1/usage"));
      Eventually.holds("a new table", () -> Files.exists(directory().resolve("v1/usage")));
      soonWithin();
    }
    Files.move(directory(), folder.resolve("moved"));
    fills();
    soonWithin();
    one.process.getOutputStream().close();
    two.process.getOutputStream().close();
    for (Writers writers : List.of(one, two)) {
      assertFalse(writers.output.lines().anyMatch("wrong bytes"::equals));
      assertEquals(0, writers.process.waitFor());
    }
  }
}
