package dev.larder.store.disk;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.Stored;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mapped is in the hands of whoever can write the file. */
class MappedFilesTest {
  private static final int BODY = 100_000;

  @TempDir Path directory = Path.of("");
  private final Statistics statistics = new Statistics();

  private DiskStore store() {
    return new DiskStore(directory, new DiskStore.Limits(0, 0, 4 << 20), 64 << 10, statistics);
  }

  @Test
  void theProcessSurvivesThatAnEntryIsShortenedWhileItIsRead() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("crash"),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ShortenedFiles.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.endsWith("survived, wrong 0\n"), output);
  }

  /** What is written anew would have a right checksum. */
  @Test
  void whatWasChangedInPlaceIsNotRenewed() throws IOException {
    try (DiskStore store = store()) {
      Stored.put(store, key(1), metadata("/a"), Stored.body(BODY));
      Entry mapped = Stored.open(store, key(1));
      try (RandomAccessFile inPlace =
          new RandomAccessFile(new DiskLayout(directory).entry(key(1)).toFile(), "rw")) {
        inPlace.seek(BODY / 2);
        int old = inPlace.read();
        inPlace.seek(BODY / 2);
        inPlace.write(old ^ 1);
      }
      assertThrows(IOException.class, () -> store.refresh(key(1), mapped, metadata("/b")));
    }
    try (DiskStore store = store()) {
      assertNull(store.open(key(1)));
    }
  }

  /** A mapping holds the disk space of a file that is no longer there. */
  @Test
  void whatOthersRemovedIsLetGoOf() throws Exception {
    try (DiskStore store = store();
        DiskStore other = store()) {
      for (int i = 0; i < 20; i++) {
        Stored.put(store, key(i), metadata("/" + i), Stored.body(BODY));
        assertNotNull(store.open(key(i)));
        assertTrue(i == 0 || other.remove(key(i)));
      }
      assertTrue(store.mapped() >= 20);
      Eventually.holds(
          "an end of the mappings",
          () -> {
            Stored.put(store, key(100), metadata("/100"), Stored.body(100));
            System.gc();
            return store.mapped() <= 2;
          });
      assertArrayEquals(Stored.body(BODY), Stored.bytes(Stored.open(store, key(0))));
    }
  }
}
