package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.Checksum;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.Stored;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is read from or written to where others may, or where a link leads. */
class SafetyTest {
  @TempDir Path folder = Path.of("");
  private final Statistics statistics = new Statistics();

  private Path directory() {
    return folder.resolve("cache");
  }

  private DiskStore store() {
    return new DiskStore(
        directory(), new DiskStore.Limits(10_000_000, 0, 1 << 20), 64 << 10, statistics);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void assumePosix() {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
  }

  private List<Path> elsewhere() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("elsewhere"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void everyFileIsPrivate() throws Exception {
    assumePosix();
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
      Path accesses = directory().resolve("v1/usage");
      Eventually.holds("a table", () -> Files.exists(accesses));
      assertEquals("rw-------", permissions(accesses));
      assertEquals("rw-------", permissions(directory().resolve("v1/janitor")));
      assertEquals("rw-------", permissions(Directory.entries(directory()).get(0)));
      assertEquals("rwx------", permissions(directory().resolve("v1")));
    }
  }

  @Test
  void whatWasOpenedToOthersIsClosedAgain() throws Exception {
    assumePosix();
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
    }
    Path top = directory().resolve("v1");
    Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (DiskStore store = store()) {
      assertNotNull(store.open(key(1)));
    }
    assertEquals("rwx------", permissions(top));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "v1/tmp"})
  void aDirectoryThatIsALinkIsNotUsed(String place) throws Exception {
    assumePosix();
    Path target = Files.createDirectories(folder.resolve("elsewhere"));
    Path link = place.isEmpty() ? directory() : directory().resolve(place);
    Files.createDirectories(link.resolveSibling("."));
    Files.createSymbolicLink(link, target);
    try (DiskStore store = store()) {
      for (int i = 0; i < 3; i++) {
        assertNull(store.open(key(1)));
        assertThrows(
            EntryTooLargeException.class,
            () -> Stored.put(store, key(1), metadata("/a"), Stored.body(100_000)));
        assertFalse(store.remove(key(1)));
      }
    }
    assertEquals(List.of(), elsewhere());
    assertEquals(1, statistics.count(Counter.FAILURES), "said once");
  }

  @Test
  void aShardThatIsALinkIsNotUsed() throws Exception {
    assumePosix();
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
    }
    Path shard = Directory.entries(directory()).get(0).resolveSibling(".").normalize();
    Files.move(shard, folder.resolve("elsewhere"));
    Files.createSymbolicLink(shard, folder.resolve("elsewhere"));
    List<Path> before = elsewhere();
    try (DiskStore store = store()) {
      assertNull(store.open(key(1)));
      assertFalse(store.remove(key(1)));
      assertThrows(
          IOException.class, () -> Stored.put(store, key(1), metadata("/a"), Stored.body(9)));
    }
    assertEquals(before, elsewhere());
  }

  /** What is in a directory is read from it and written to it only while it is ours. */
  @ParameterizedTest
  @CsvSource({"'', 100", "'', 200000", "v1, 100", "v1, 200000"})
  void aDirectoryThatIsSwappedForAnotherUsersIsNotUsed(String place, int size) throws Exception {
    assumePosix();
    byte[] body = Stored.body(size);
    byte[] poison = new byte[size];
    Path theirs = folder.resolve("theirs");
    try (DiskStore other =
        new DiskStore(theirs, new DiskStore.Limits(0, 0, 1 << 20), 1, statistics)) {
      for (int i = 0; i < 3; i++) {
        Stored.put(other, key(i), metadata("/a"), poison);
      }
    }
    List<Path> before;
    try (Stream<Path> files = Files.walk(theirs)) {
      before = files.toList();
    }
    for (Path file : before) {
      giveAway(file);
    }
    Path ours = directory().resolve(place);
    Path away = folder.resolve("away");
    try (DiskStore store = store()) {
      Stored.put(store, key(0), metadata("/a"), body);
      Stored.put(store, key(1), metadata("/a"), body);
      assertArrayEquals(body, Stored.bytes(Stored.open(store, key(0))));
      Files.move(ours, away);
      Files.move(theirs.resolve(place), ours);
      for (int i = 0; i < 3; i++) {
        assertNull(store.open(key(i)), "key " + i);
        assertFalse(store.remove(key(i)));
        EntryKey key = key(i);
        assertThrows(IOException.class, () -> Stored.put(store, key, metadata("/a"), body));
      }
      Files.move(ours, theirs.resolve(place));
      List<Path> after;
      try (Stream<Path> files = Files.walk(theirs)) {
        after = files.toList();
      }
      assertEquals(Set.copyOf(before), Set.copyOf(after), "nothing was written or removed");
      Files.move(away, ours);
      assertArrayEquals(body, Stored.bytes(Stored.open(store, key(1))), "back in its place");
    }
  }

  @Test
  void anEntryOfAnotherUserIsNotUsed() throws Exception {
    assumePosix();
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
      giveAway(Directory.entries(directory()).get(0));
      assertNull(store.open(key(1)));
      Stored.put(store, key(1), metadata("/a"), Stored.body(200));
      assertEquals(200, Stored.open(store, key(1)).length());
    }
  }

  private static void giveAway(Path file) throws IOException {
    try {
      Files.setAttribute(file, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      assumeTrue(false, "Only root can give a file to another user: " + e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"usage", "janitor"})
  void aLinkInPlaceOfAFileOfTheJanitorIsNotFollowed(String name) throws Exception {
    assumePosix();
    Path target = folder.resolve("elsewhere");
    Files.createDirectories(directory().resolve("v1"));
    Files.createSymbolicLink(directory().resolve("v1").resolve(name), target);
    try (DiskStore store = store()) {
      try {
        Stored.put(store, key(1), metadata("/a"), Stored.body(100));
        assertNotNull(store.open(key(1)));
      } catch (EntryTooLargeException e) {
        // Without a scan nobody knows whether there is room.
      }
      Eventually.holds("an attempt", () -> statistics.count(Counter.FAILURES) > 0);
    }
    assertFalse(Files.exists(target));
  }

  @Test
  void aDirectoryOfAnotherVersionIsLeftAlone() throws Exception {
    for (String version : List.of("v0", "v2")) {
      Path other = Files.createDirectories(directory().resolve(version).resolve("ab"));
      Files.writeString(other.resolve("x.entry"), "theirs");
    }
    try (DiskStore store = store()) {
      for (int i = 0; i < 400; i++) {
        Stored.put(store, key(i), metadata("/a"), Stored.body(50_000));
      }
    } catch (EntryTooLargeException e) {
      assertTrue(Directory.size(directory()) > 5_000_000); // faster than the janitor
    }
    for (String version : List.of("v0", "v2")) {
      assertEquals("theirs", Files.readString(directory().resolve(version + "/ab/x.entry")));
    }
  }

  @Test
  void anEntryOfAnUnknownVersionIsAMissAndRemoved() throws Exception {
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(100));
      Path file = Directory.entries(directory()).get(0);
      byte[] bytes = Files.readAllBytes(file);
      bytes[11] = 2;
      int sum = Checksum.of(bytes, 0, 64);
      java.nio.ByteBuffer.wrap(bytes).putInt(64, sum);
      Files.write(file, bytes);
      assertNull(store.open(key(1)));
      assertFalse(Files.exists(file));
    }
  }
}
