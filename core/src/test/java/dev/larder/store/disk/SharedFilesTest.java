package dev.larder.store.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small files that processes share beside the entries. */
class SharedFilesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final Path directory;
  private final Statistics statistics = new Statistics();

  SharedFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private InvalidationFile invalidations() {
    return new InvalidationFile(directory, statistics);
  }

  @Test
  void anInvalidationCountsForWhatWasAskedForBeforeIt() throws IOException {
    new DiskLayout(directory).prepare();
    InvalidationFile one = invalidations();
    assertFalse(one.since(7, NOON));
    one.add(7, NOON);
    assertTrue(one.since(7, NOON));
    assertTrue(one.since(7, NOON.minusSeconds(1000)));
    assertFalse(one.since(7, NOON.plusNanos(1000)));
    assertFalse(one.since(8, NOON.minusSeconds(1000)));
    assertTrue(invalidations().since(7, NOON), "another process");
    assertEquals(0, statistics.snapshot().failures());
  }

  @Test
  void theLatestCounts() throws IOException {
    new DiskLayout(directory).prepare();
    InvalidationFile one = invalidations();
    one.add(7, NOON);
    invalidations().add(7, NOON.minusSeconds(10));
    assertTrue(one.since(7, NOON));
    invalidations().add(7, NOON.plusSeconds(10));
    assertTrue(one.since(7, NOON.plusSeconds(10)), "it is mapped, so it is seen at once");
  }

  @Test
  void withoutDirectoryTheProcessRemembersItsOwn() {
    InvalidationFile one = invalidations();
    one.add(7, NOON);
    assertTrue(one.since(7, NOON));
    assertFalse(invalidations().since(7, NOON));
    assertFalse(Files.exists(directory.resolve("v1")));
  }

  @Test
  void aFileThatIsNoneOfOursIsReplaced() throws IOException {
    new DiskLayout(directory).prepare();
    Path file = directory.resolve("v1/invalidations");
    Files.writeString(file, "something else");
    InvalidationFile one = invalidations();
    assertFalse(one.since(7, NOON));
    one.add(7, NOON);
    assertTrue(one.since(7, NOON));
    InvalidationFile other = invalidations();
    other.add(8, NOON);
    assertTrue(invalidations().since(8, NOON));
  }

  @Test
  void theKeyIsMadeOnceAndIsTheSameForAll() throws IOException {
    KeyFile one = new KeyFile(directory);
    assertNull(one.existing());
    assertFalse(Files.exists(directory.resolve("v1")), "looking makes nothing");
    byte[] key = one.make();
    assertEquals(KeyFile.BYTES, key.length);
    assertArrayEquals(key, one.existing());
    assertArrayEquals(key, new KeyFile(directory).make());
    byte[] seen = new KeyFile(directory).existing();
    assertNotNull(seen);
    assertArrayEquals(key, seen);
    Path file = directory.resolve("v1/identity.key");
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void anInterruptedThreadMakesBothAndStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    try {
      byte[] key = new KeyFile(directory).make();
      assertArrayEquals(key, new KeyFile(directory).existing());
      invalidations().add(7, NOON);
      assertTrue(invalidations().since(7, NOON));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(0, statistics.failures.sum());
  }

  @Test
  void aDamagedKeyIsNoKeyAndIsReplaced() throws IOException {
    new KeyFile(directory).make();
    Files.write(directory.resolve("v1/identity.key"), new byte[5]);
    assertNull(new KeyFile(directory).existing());
    assertArrayEquals(new KeyFile(directory).make(), new KeyFile(directory).existing());
  }
}
