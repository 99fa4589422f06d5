package dev.larder.store.disk.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Invalidations;
import dev.larder.store.Invalidations.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small files that processes share beside the entries. */
class SharedFilesTest {

  private final Path directory;
  private final Statistics statistics = new Statistics();

  SharedFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private InvalidationFile invalidations() {
    return new InvalidationFile(directory, statistics);
  }

  @Test
  void anInvalidationCountsForWhatWasAskedForBeforeIt() {
    InvalidationFile one = invalidations();
    long before = one.generation(7);
    long other = one.generation(8);
    assertEquals(State.CURRENT, one.state(7, before));
    assertEquals(State.CURRENT, invalidations().state(7, before), "another process");
    assertTrue(one.add(7));
    assertEquals(State.INVALIDATED, one.state(7, before));
    assertEquals(State.INVALIDATED, invalidations().state(7, before), "another process");
    assertEquals(State.CURRENT, one.state(7, one.generation(7)));
    assertEquals(State.CURRENT, one.state(8, other));
    assertEquals(0, statistics.total().of(Counter.FAILURES));
  }

  @Test
  void whatAnotherProcessInvalidatesIsSeenAtOnce() {
    InvalidationFile one = invalidations();
    long before = one.generation(7);
    invalidations().add(7);
    assertEquals(State.INVALIDATED, one.state(7, before), "it is mapped");
  }

  /** As in a process that begins with many threads. */
  @Test
  void whoAsksWhileAnotherThreadLooksKnowsTheSame() throws Exception {
    int threads = 8;
    long generation = invalidations().generation(7);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 300; round++) {
        InvalidationFile one = invalidations();
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<State> ask =
            () -> {
              together.await();
              return one.state(7, generation);
            };
        for (Future<State> asked : executor.invokeAll(Collections.nCopies(threads, ask))) {
          assertEquals(State.CURRENT, asked.get(), "round " + round);
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void withoutDirectoryNothingIsKnownAndNothingIsMade() {
    InvalidationFile one = invalidations();
    assertTrue(one.add(7), "there is nothing that it could concern");
    assertEquals(Invalidations.NO_GENERATION, one.known(7));
    assertEquals(State.UNKNOWN, one.state(7, Invalidations.NO_GENERATION));
    assertFalse(Files.exists(directory.resolve("v1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "something else", "zeros", "zeros but the header", "old"})
  void whatWasStoredBeforeTheFileWasLostIsUnknown(String loss) throws IOException {
    long before = invalidations().generation(7);
    invalidations().add(8);
    Path file = directory.resolve("v1/invalidations");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    switch (loss) {
      case "deleted" -> {}
      case "zeros" -> Files.write(file, new byte[bytes.length]);
      case "zeros but the header" ->
          Files.write(file, Arrays.copyOf(Arrays.copyOf(bytes, 4096), bytes.length));
      case "old" -> Files.write(file, new byte[16384 * 8]);
      default -> Files.writeString(file, loss);
    }
    int resource = loss.endsWith("header") ? 16000 : 7;
    InvalidationFile one = invalidations();
    assertEquals(
        loss.endsWith("header") ? State.INVALIDATED : State.UNKNOWN, one.state(resource, before));
    long after = one.generation(resource);
    if (after == Invalidations.NO_GENERATION) {
      after = invalidations().generation(resource); // the damage was met just now
    }
    assertEquals(State.CURRENT, invalidations().state(resource, after));
    assertEquals(State.UNKNOWN, invalidations().state(7, before));
    one.add(resource);
    assertEquals(State.INVALIDATED, invalidations().state(resource, after));
  }

  @Test
  void anInvalidationOfAFileThatWasShortenedLeavesNothingKnown() throws IOException {
    InvalidationFile one = invalidations();
    long before = one.generation(7);
    Path file = directory.resolve("v1/invalidations");
    try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
      shortened.setLength(0);
    }
    assertTrue(invalidations().add(7));
    assertEquals(State.UNKNOWN, invalidations().state(7, before));
  }

  @Test
  void theKeyIsMadeOnceAndIsTheSameForAll() throws IOException {
    IdentityKeyFile one = new IdentityKeyFile(directory);
    assertNull(one.existing());
    assertFalse(Files.exists(directory.resolve("v1")), "looking makes nothing");
    byte[] key = one.make();
    assertEquals(IdentityKeyFile.BYTES, key.length);
    assertArrayEquals(key, one.existing());
    assertArrayEquals(key, new IdentityKeyFile(directory).make());
    byte[] seen = new IdentityKeyFile(directory).existing();
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
      byte[] key = new IdentityKeyFile(directory).make();
      assertArrayEquals(key, new IdentityKeyFile(directory).existing());
      long generation = invalidations().generation(7);
      assertEquals(State.CURRENT, invalidations().state(7, generation));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void aDamagedKeyIsNoKeyAndIsReplaced() throws IOException {
    new IdentityKeyFile(directory).make();
    Files.write(directory.resolve("v1/identity.key"), new byte[5]);
    assertNull(new IdentityKeyFile(directory).existing());
    assertArrayEquals(
        new IdentityKeyFile(directory).make(), new IdentityKeyFile(directory).existing());
  }
}
