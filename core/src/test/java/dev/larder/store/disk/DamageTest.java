package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Checksum;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.Stored;
import dev.larder.store.Variant;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever lies in the place of an entry is a miss, unless it is one. */
class DamageTest {
  private static final int MAP_FROM = 64 << 10;

  @TempDir Path directory = Path.of("");
  private final Statistics statistics = new Statistics();
  private DiskStore store = new DiskStore(directory, new DiskStore.Limits(0, 0, 0), 0, statistics);

  @BeforeEach
  void setUp() {
    store = another();
  }

  private DiskStore another() {
    return new DiskStore(directory, new DiskStore.Limits(0, 0, 4 << 20), MAP_FROM, statistics);
  }

  private Path file(EntryKey key) {
    return new DiskLayout(directory).entry(key);
  }

  /** Fields that lie, under a header checksum that is right. */
  @ParameterizedTest
  @CsvSource({
    "magic, 0, 0",
    "version, 8, 0",
    "version, 8, 2",
    "version, 8, -1",
    "metadata size, 12, 0",
    "metadata size, 12, 1",
    "metadata size, 12, -1",
    "metadata size, 12, 2147483647",
    "metadata size, 12, 16777217",
    "upper half of the body size, 16, 1",
    "upper half of the body size, 16, -1",
    "upper half of the body size, 16, 2147483647",
    "lower half of the body size, 20, 0",
    "lower half of the body size, 20, 1",
    "lower half of the body size, 20, -1",
    "lower half of the body size, 20, 2147483647",
    "key, 24, 0",
    "end of the key, 52, 0",
    "checksum of the metadata, 56, 0",
    "checksum of the body, 60, 0",
  })
  void aHeaderThatLiesIsAMiss(String field, int offset, int value) throws IOException {
    for (int size : new int[] {0, 50, MAP_FROM}) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(size));
      byte[] bytes = Files.readAllBytes(file(key(1)));
      ByteBuffer header = ByteBuffer.wrap(bytes);
      if (header.getInt(offset) == value) {
        continue; // an empty body has size 0 and checksum 0
      }
      header.putInt(offset, value);
      header.putInt(64, Checksum.of(bytes, 0, 64));
      assertIsRemoved(bytes, field + " " + value);
    }
  }

  /** Contents that no cache writes, under checksums that are right. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0",
    "101, 0, 0",
    "600, 0, 0",
    "204, 0, 10",
    "304, 0, 10",
    "200, 1, 0",
    "200, 65, 0"
  })
  void anAbsurdEntryIsAMissAndRemoved(int status, int variants, int size) throws IOException {
    List<Variant> listed =
        Collections.nCopies(
            variants, new Variant(List.of("accept"), "1", key(variants == 1 ? 1 : 2)));
    EntryMetadata absurd =
        new EntryMetadata(
            "https://example.org/a",
            "GET",
            new ResponseHead(status, "HTTP/2", Headers.empty()),
            Headers.empty(),
            Instant.EPOCH,
            Instant.EPOCH,
            listed,
            null,
            Invalidations.NO_GENERATION);
    Stored.put(store, key(1), absurd, Stored.body(size));
    assertNull(store.open(key(1)));
    assertFalse(Files.exists(file(key(1))));
  }

  private void assertIsRemoved(byte[] bytes, String what) throws IOException {
    replace(file(key(1)), bytes);
    long failures = statistics.count(Counter.FAILURES);
    assertNull(store.open(key(1)), what);
    assertEquals(failures + 1, statistics.count(Counter.FAILURES), what);
    assertFalse(Files.exists(file(key(1))), what);
    assertNull(store.open(key(1)), what);
    assertEquals(failures + 1, statistics.count(Counter.FAILURES), what);
  }

  /** As another process would: what is mapped is not changed in place. */
  private void replace(Path file, byte[] bytes) throws IOException {
    Path other = Files.write(directory.resolve("other"), bytes);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private enum Region {
    HEADER,
    METADATA,
    FIRST_OF_BODY,
    MIDDLE_OF_BODY,
    LAST_OF_BODY
  }

  @ParameterizedTest
  @EnumSource
  void damageIsNoticedAlsoWhileTheEntryIsInUse(Region region) throws IOException {
    for (int size : new int[] {50, 3 << 20}) {
      byte[] body = Stored.body(size);
      Stored.put(store, key(1), metadata("/a"), body);
      Entry before = Stored.open(store, key(1));
      byte[] bytes = Files.readAllBytes(file(key(1)));
      int start = bytes.length - size;
      int at =
          switch (region) {
            case HEADER -> 30;
            case METADATA -> start - 10;
            case FIRST_OF_BODY -> start;
            case MIDDLE_OF_BODY -> start + size / 2;
            case LAST_OF_BODY -> bytes.length - 1;
          };
      bytes[at] ^= 0x10;
      assertIsRemoved(bytes, region + " of " + size);
      assertArrayEquals(body, Stored.bytes(before));
    }
  }

  /** A file that somebody writes into although it is in use: seen by its time. */
  @Test
  void aChangeInPlaceIsNoticedByTheTimeOfTheFile() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(200_000));
    Stored.open(store, key(1));
    Path file = file(key(1));
    try (RandomAccessFile inPlace = new RandomAccessFile(file.toFile(), "rw")) {
      inPlace.seek(150_000);
      int old = inPlace.read();
      inPlace.seek(150_000);
      inPlace.write(old ^ 1);
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5000));
    assertNull(store.open(key(1)));
    assertFalse(Files.exists(file));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 20, (1L << 31) + 1, 1L << 40})
  void aFileThatIsFarTooLongIsAMiss(long length) throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(100_000));
    try (RandomAccessFile sparse = new RandomAccessFile(file(key(1)).toFile(), "rw")) {
      sparse.setLength(length);
    }
    assertNull(store.open(key(1)));
    assertFalse(Files.exists(file(key(1))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 67, 68, 69, 5000})
  void aFileOfZerosIsAMiss(int length) throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    assertIsRemoved(new byte[length], "zeros");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsAMissAndStaysUntilAnEntryTakesItsPlace() throws Exception {
    Path pipe = file(key(1));
    Files.createDirectories(pipe.resolveSibling("."));
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assertTrue(mkfifo.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, mkfifo.exitValue());
    assertNull(store.open(key(1)));
    assertFalse(store.remove(key(1)));
    assertTrue(Files.exists(pipe));
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    assertEquals(10, Stored.open(store, key(1)).length());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkIsAMissWhereverItPoints() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    Path entry = file(key(1));
    Path moved = Files.move(entry, directory.resolve("moved"));
    for (Path target : new Path[] {moved, directory.resolve("nowhere"), directory, entry}) {
      Files.createSymbolicLink(entry, target);
      assertNull(store.open(key(1)), target.toString());
      assertFalse(store.remove(key(1)));
      assertTrue(Files.exists(entry, LinkOption.NOFOLLOW_LINKS));
      Files.delete(entry);
    }
    assertTrue(Files.exists(moved));
    assertEquals(0, statistics.count(Counter.FAILURES));
  }

  @Test
  void aDirectoryInPlaceOfAnEntryOnlyHindersThatEntry() throws IOException {
    Path entry = file(key(1));
    Files.createDirectories(entry.resolve("inside"));
    EntryWriter writer = store.writer(key(1), metadata("/a"));
    assertThrows(IOException.class, writer::commit);
    assertNull(store.open(key(1)));
    Stored.put(store, key(2), metadata("/b"), Stored.body(10));
    assertEquals(10, Stored.open(store, key(2)).length());
    try (var left = Files.list(directory.resolve("v1/tmp"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aFileInPlaceOfAShardOnlyHindersItsEntries() throws IOException {
    Files.createDirectories(directory.resolve("v1/tmp"));
    String shard = key(1).hex().substring(0, 2);
    Files.writeString(directory.resolve("v1").resolve(shard), "here first");
    assertNull(store.open(key(1)));
    assertFalse(store.remove(key(1)));
    EntryWriter writer = store.writer(key(1), metadata("/a"));
    assertThrows(IOException.class, writer::commit);
    Stored.put(store, key(2), metadata("/b"), Stored.body(10));
    assertEquals(10, Stored.open(store, key(2)).length());
  }

  /** Programs of an older and a newer format may use the same directory. */
  @Test
  void otherVersionsBesideAreLeftAlone() throws IOException {
    for (String version : new String[] {"v0", "v2"}) {
      Path theirs =
          directory.resolve(version).resolve(directory.relativize(file(key(1))).subpath(1, 3));
      Files.createDirectories(theirs.resolveSibling("."));
      Files.write(theirs, "another format".getBytes(UTF_8));
    }
    assertNull(store.open(key(1)));
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    assertTrue(store.remove(key(1)));
    try (var files = Files.walk(directory)) {
      assertEquals(2, files.filter(Files::isRegularFile).count());
    }
    assertEquals(0, statistics.count(Counter.FAILURES));
  }
}
