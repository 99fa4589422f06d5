package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Checksum;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import dev.larder.store.StoreContract;
import dev.larder.store.Stored;
import dev.larder.store.disk.file.DiskLayout;
import dev.larder.store.disk.file.EntryFile;
import dev.larder.store.disk.file.MappingLimiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskStoreTest extends StoreContract {
  private static final int MAP_FROM = 64 << 10;

  @TempDir Path folder = Path.of("");
  private Path directory = Path.of("");
  private final Statistics statistics = new Statistics();
  private DiskStore store = new DiskStore(directory, new DiskStore.Limits(0, 0, 0), 0, statistics);

  @BeforeEach
  void setUp() {
    directory = folder.resolve("a/cache");
    store = another();
  }

  /** A second store on the same directory, as of another process. */
  private DiskStore another() {
    return new DiskStore(directory, new DiskStore.Limits(0, 0, LIMIT), MAP_FROM, statistics);
  }

  @Override
  protected Store store() {
    return store;
  }

  private long expectedFailures;

  @AfterEach
  void noOtherFailureIsCounted() {
    assertEquals(expectedFailures, statistics.count(Counter.FAILURES));
  }

  private Path file(EntryKey key) {
    return new DiskLayout(directory).entry(key);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void nothingIsMadeBeforeTheFirstWrite() throws IOException {
    assertNull(store.open(key(1)));
    assertFalse(store.remove(key(1)));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void aSmallBodyMakesNoFileBeforeCommit() throws IOException {
    EntryWriter writer = store.writer(key(1), metadata("/a"));
    writer.write(ByteBuffer.allocate(64 << 10));
    assertEquals(List.of(), files());
    writer.write(ByteBuffer.allocate(1));
    assertEquals(1, files().size());
    writer.discard();
    assertEquals(List.of(), files());
  }

  @Test
  void noTemporaryFileRemains() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(100_000));
    EntryWriter tooLarge = store.writer(key(1), metadata("/a"));
    tooLarge.write(ByteBuffer.allocate(LIMIT));
    assertThrows(EntryTooLargeException.class, () -> tooLarge.write(ByteBuffer.allocate(1)));
    assertEquals(List.of(file(key(1))), files());
    String hex = key(1).hex();
    Path shard = directory.resolve("v1").resolve(hex.substring(0, 2));
    assertEquals(shard.resolve(hex + ".entry"), file(key(1)));
  }

  @Test
  void directoriesAndFilesArePrivate() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    for (Path path = file(key(1)).getParent();
        path != null && !path.equals(folder);
        path = path.getParent()) {
      assertEquals("rwx------", permissions(path), path.toString());
    }
    assertEquals("rwx------", permissions(directory.resolve("v1/tmp")));
    assertEquals("rw-------", permissions(file(key(1))));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 100_000})
  void everyBitOfAFileCounts(int size) throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(size));
    byte[] intact = Files.readAllBytes(file(key(1)));
    int step = size > 1000 ? 997 : 1;
    int damaged = 0;
    for (int at = 0; at < intact.length; at += at < 100 ? 1 : step) {
      byte[] bytes = intact.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      assertIsRemoved(bytes, "bit flip at " + at);
      damaged++;
    }
    expectedFailures = damaged;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 100_000})
  void everyTruncationAndAnythingAppendedIsNoticed(int size) throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(size));
    byte[] intact = Files.readAllBytes(file(key(1)));
    int step = size > 1000 ? 4999 : 1;
    int damaged = 0;
    for (int length = 0; length < intact.length; length += length < 100 ? 1 : step) {
      assertIsRemoved(Arrays.copyOf(intact, length), "length " + length);
      damaged++;
    }
    assertIsRemoved(Arrays.copyOf(intact, intact.length + 1), "appended");
    expectedFailures = damaged + 1L;
  }

  private void assertIsRemoved(byte[] bytes, String what) throws IOException {
    Path file = file(key(1));
    Files.write(file, bytes);
    try (DiskStore reader = another()) {
      assertNull(reader.open(key(1)), what);
    }
    assertFalse(Files.exists(file), what);
  }

  @Test
  void theFileOfAnotherKeyIsDamage() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    Stored.put(store, key(2), metadata("/b"), Stored.body(10));
    Files.write(file(key(1)), Files.readAllBytes(file(key(2))));
    assertNull(store.open(key(1)));
    assertFalse(Files.exists(file(key(1))));
    expectedFailures = 1;
  }

  @Test
  void metadataWithValidChecksumsButMissingMembersIsDamage() throws IOException {
    Path file = file(key(1));
    for (String json : List.of("{}", "[]", "{\"uri\":1}", "{\"requestTime\":[1e99]}", "x", "{")) {
      byte[] metadata = json.getBytes(UTF_8);
      int sum = Checksum.of(metadata, 0, metadata.length);
      byte[] header = new EntryFile(metadata.length, 0, key(1), sum, 0).header();
      Files.createDirectories(file.resolveSibling("."));
      byte[] bytes = Arrays.copyOf(header, header.length + metadata.length);
      System.arraycopy(metadata, 0, bytes, header.length, metadata.length);
      Files.write(file, bytes);
      assertNull(store.open(key(1)), json);
      assertFalse(Files.exists(file), json);
    }
    expectedFailures = 6;
  }

  @Test
  void whatIsNoRegularFileIsAMissAndStays() throws IOException {
    Path target = Files.writeString(folder.resolve("precious"), "precious");
    Path entry = file(key(1));
    Files.createDirectories(entry.resolve("inside"));
    assertNull(store.open(key(1)));
    assertFalse(store.remove(key(1)));
    assertTrue(Files.exists(entry.resolve("inside")));
    Path link = file(key(2));
    Files.createDirectories(link.resolveSibling("."));
    Files.createSymbolicLink(link, target);
    assertNull(store.open(key(2)));
    assertFalse(store.remove(key(2)));
    Stored.put(store, key(2), metadata("/b"), Stored.body(10));
    assertEquals(10, Stored.open(store, key(2)).length());
    assertEquals("precious", Files.readString(target));
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsNoCache() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(directory, "here first");
    assertNull(store.open(key(1)));
    assertThrows(IOException.class, () -> store.writer(key(1), metadata("/a")));
    assertFalse(store.remove(key(1)));
    assertEquals("here first", Files.readString(directory));
    expectedFailures = 1;
    Files.delete(directory);
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    assertEquals(10, Stored.open(store, key(1)).length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/larder", "/proc/self/larder", "/dev/null/larder", "/sys/larder"})
  void whereNothingCanBeWrittenTheWriterThrows(String place) {
    assumeTrue(Files.exists(Path.of("/proc/self")));
    try (DiskStore nowhere =
        new DiskStore(Path.of(place), new DiskStore.Limits(0, 0, LIMIT), MAP_FROM, statistics)) {
      assertNull(nowhere.open(key(1)));
      assertThrows(IOException.class, () -> nowhere.writer(key(1), metadata("/a")));
      assertFalse(nowhere.remove(key(1)));
    }
  }

  /** In a process of its own that may write files of a limited size only. */
  @Test
  void aDiskThatTakesNoMoreEndsTheWriterOnly() throws Exception {
    Path shell = Path.of("/bin/sh");
    assumeTrue(Files.exists(shell));
    Process process =
        new ProcessBuilder(
                shell.toString(),
                "-c",
                "ulimit -f 400 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                WriteTooMuch.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("write: File too large"), output);
    assertEquals(List.of(file(key(2))), files());
    assertEquals(100, Stored.open(store, key(2)).length());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void aVanishedDirectoryIsAMissAndIsMadeAgain(int size) throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(size));
    EntryWriter writer = store.writer(key(2), metadata("/b"));
    writer.write(ByteBuffer.allocate(100_000));
    deleteAll(folder.resolve("a"));
    assertNull(store.open(key(1)));
    assertFalse(store.remove(key(1)));
    assertThrows(IOException.class, writer::commit);
    Stored.put(store, key(1), metadata("/a"), Stored.body(size));
    assertArrayEquals(Stored.body(size), Stored.bytes(Stored.open(store, key(1))));
  }

  private static void deleteAll(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aDirectoryOfAnotherUserIsRefused() throws IOException {
    assumeTrue(Files.getOwner(Path.of("/proc/self")).getName().equals("root"));
    Files.createDirectories(directory);
    Files.setAttribute(directory, "unix:uid", 12345);
    assertNull(store.open(key(1)));
    assertThrows(IOException.class, () -> store.writer(key(1), metadata("/a")));
    Files.setAttribute(directory, "unix:uid", 0);
    Stored.put(store, key(1), metadata("/a"), Stored.body(10));
    Files.setAttribute(directory.resolve("v1"), "unix:uid", 12345);
    try (DiskStore other = another()) {
      assertNull(other.open(key(1)));
    }
    expectedFailures = 2;
  }

  @Test
  void severalStoresShareADirectory() throws IOException {
    Stored.put(store, key(1), metadata("/a"), Stored.body(100_000));
    try (DiskStore other = another()) {
      Entry mapped = Stored.open(other, key(1));
      assertSame(mapped, other.open(key(1)));
      Stored.put(store, key(1), metadata("/b"), Stored.body(100_000));
      assertEquals(metadata("/b"), Stored.open(other, key(1)).metadata());
      assertTrue(store.remove(key(1)));
      assertNull(other.open(key(1)));
      assertArrayEquals(Stored.body(100_000), Stored.bytes(mapped));
    }
  }

  @Test
  void moreLargeEntriesThanAreKeptMappedAreAllReadable() throws IOException {
    for (int i = 0; i < 70; i++) {
      Stored.put(store, key(i), metadata("/" + i), Stored.body(MAP_FROM + i));
    }
    for (int i = 0; i < 70; i++) {
      assertEquals(MAP_FROM + i, Stored.open(store, key(i)).length());
    }
    assertEquals(MAP_FROM, Stored.open(store, key(0)).length());
  }

  @Test
  void moreBodiesInUseThanMayBeMappedAreCopiedOrMissed() throws IOException {
    int keys = 260; // more than are kept, so that each open maps anew
    for (int i = 0; i < keys; i++) {
      Stored.put(store, key(i), metadata("/" + i), Stored.body(MAP_FROM + i));
    }
    byte[] large = Stored.body((1 << 20) + 1);
    Stored.put(store, key(keys), metadata("/large"), large);
    List<Entry> held = new ArrayList<>();
    for (int i = 0; i < MappingLimiter.LIMIT + keys; i++) {
      held.add(Stored.open(store, key(i % keys)));
    }
    assertNull(store.open(key(keys)));
    expectedFailures = 1;
    Set<Entry> mapped = Collections.newSetFromMap(new IdentityHashMap<>());
    held.stream().filter(entry -> entry.body().get(0).isDirect()).forEach(mapped::add);
    assertEquals(MappingLimiter.LIMIT, mapped.size());
    mapped.clear();
    for (int i = MappingLimiter.LIMIT - keys; i < held.size(); i++) {
      assertArrayEquals(Stored.body(MAP_FROM + i % keys), Stored.bytes(held.get(i)));
    }
    held.clear();
    for (int i = 0; i < 100 && store.open(key(keys)) == null; i++) {
      System.gc();
      expectedFailures = statistics.count(Counter.FAILURES);
    }
    assertArrayEquals(large, Stored.bytes(Stored.open(store, key(keys))));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 500_000})
  void anInterruptedThreadWritesAndReadsAndStaysInterrupted(int size) throws IOException {
    Thread.currentThread().interrupt();
    try {
      Stored.put(store, key(1), metadata("/a"), Stored.body(size));
      assertArrayEquals(Stored.body(size), Stored.bytes(Stored.open(store, key(1))));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
