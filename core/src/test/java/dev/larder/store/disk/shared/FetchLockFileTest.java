package dev.larder.store.disk.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who fetches what, among processes. */
class FetchLockFileTest {
  private static final EntryKey KEY = EntryKey.of("one");

  @TempDir Path folder = Path.of("");
  private final List<Holder> started = new ArrayList<>();

  /** Another process that fetchLocks a resource. */
  private final class Holder {
    final Process process;
    final BufferedReader output;

    Holder(String resource, String answer) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:-UsePerfData",
                  "-Xmx64m",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  FetchLockHolder.class.getName(),
                  directory().toString(),
                  resource)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      started.add(this);
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      assertEquals(answer, output.readLine());
    }

    void releases() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      assertEquals("released", output.readLine());
    }
  }

  private Path directory() {
    return folder.resolve("cache");
  }

  private FetchLockFile fetchLocks() {
    return new FetchLockFile(directory(), Duration.ofHours(1));
  }

  @AfterEach
  void noProcessRemains() {
    started.forEach(holder -> holder.process.destroyForcibly());
  }

  @Test
  void whatAnotherProcessHasClaimedIsRefusedUntilItIsReleased() throws Exception {
    Holder holder = new Holder("one", "claimed");
    try (FetchLockFile fetchLocks = fetchLocks()) {
      assertNull(fetchLocks.tryLock(KEY));
      assertNull(fetchLocks.tryLock(KEY));
      assertNotNull(fetchLocks.tryLock(EntryKey.of("other")));
      holder.releases();
      FetchLock fetchLock = fetchLocks.tryLock(KEY);
      assertNotNull(fetchLock);
      assertNotSame(FetchLock.NONE, fetchLock);
      new Holder("one", "refused");
      fetchLock.release();
      new Holder("one", "claimed");
    }
  }

  @Test
  void aClaimEndsWithItsProcess() throws Exception {
    Holder holder = new Holder("one", "claimed");
    try (FetchLockFile fetchLocks = fetchLocks()) {
      assertNull(fetchLocks.tryLock(KEY));
      holder.process.destroyForcibly().waitFor();
      assertNotNull(fetchLocks.tryLock(KEY));
    }
  }

  @Test
  void otherCachesOfTheSameProcessGoOn() throws Exception {
    try (FetchLockFile fetchLocks = fetchLocks();
        FetchLockFile same = fetchLocks()) {
      assertNotSame(FetchLock.NONE, fetchLocks.tryLock(KEY));
      assertSame(FetchLock.NONE, fetchLocks.tryLock(KEY));
      assertSame(FetchLock.NONE, same.tryLock(KEY));
    }
  }

  @Test
  void anInterruptedThreadClaimsLikeAnyOther() throws Exception {
    try (FetchLockFile fetchLocks = fetchLocks()) {
      Thread.currentThread().interrupt();
      FetchLock first = fetchLocks.tryLock(KEY);
      assertNotNull(first);
      first.release();
      FetchLock second = fetchLocks.tryLock(KEY);
      assertTrue(Thread.interrupted());
      assertNotNull(second);
      assertNotSame(FetchLock.NONE, second);
      new Holder("one", "refused");
    }
  }

  @Test
  void aFileThatIsNoneIsLeftAlone() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Path file = Files.createDirectories(directory().resolve("v1")).resolve("claims");
    Files.createSymbolicLink(file, elsewhere);
    try (FetchLockFile fetchLocks = fetchLocks()) {
      assertSame(FetchLock.NONE, fetchLocks.tryLock(KEY));
      assertSame(FetchLock.NONE, fetchLocks.tryLock(KEY));
    }
    assertEquals("mine", Files.readString(elsewhere));
    assertTrue(Files.isSymbolicLink(file));
  }

  @Test
  void theFileStaysEmpty() throws Exception {
    try (FetchLockFile fetchLocks = fetchLocks()) {
      assertFalse(Files.exists(directory()), "before the first fetchLock");
      assertNotNull(fetchLocks.tryLock(KEY));
    }
    assertEquals(0, Files.size(directory().resolve("v1").resolve("claims")));
  }
}
