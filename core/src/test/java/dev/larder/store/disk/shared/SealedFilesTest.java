package dev.larder.store.disk.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFilesTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  private final Path directory;
  private final Path folder;
  private final SealedFiles files;

  SealedFilesTest(@TempDir Path directory) throws IOException {
    this.directory = directory.resolve("cache");
    new DiskLayout(this.directory).prepare();
    folder = this.directory.resolve("v1").resolve("sealed");
    files = new SealedFiles(this.directory, 0);
  }

  @Test
  void anotherProcessFindsWhatOneKept() throws IOException {
    assertNull(files.find("a"));
    files.put("a", CONTENT);
    files.put("b", new byte[0]);
    SealedFiles others = new SealedFiles(directory, 0);
    assertArrayEquals(CONTENT, others.find("a"));
    assertArrayEquals(new byte[0], others.find("b"));
    assertNull(others.find("c"));
    assertEquals("rw-------", permissions("a"));
  }

  @Test
  void theDiskKeepsItsFreeBytes() throws IOException {
    new SealedFiles(directory, Long.MAX_VALUE).put("a", CONTENT);
    assertNull(files.find("a"));
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void eachChangedByteIsSeen() throws IOException {
    files.put("a", CONTENT);
    Path file = folder.resolve("a");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      Files.write(file, bytes);
      assertNull(files.find("a"), "byte " + i);
      bytes[i] ^= 1;
    }
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertNull(files.find("a"), "length " + length);
    }
    Files.write(file, bytes);
    assertNotNull(files.find("a"));
  }

  @Test
  void whatIsOfAnotherNameOrAnotherDirectoryIsNotFound(@TempDir Path elsewhere) throws IOException {
    files.put("a", CONTENT);
    Files.copy(folder.resolve("a"), folder.resolve("b"));
    assertNull(files.find("b"));
    new DiskLayout(elsewhere).prepare();
    SealedFiles others = new SealedFiles(elsewhere, 0);
    others.put("a", CONTENT);
    Files.copy(
        folder.resolve("a"),
        elsewhere.resolve("v1").resolve("sealed").resolve("a"),
        StandardCopyOption.REPLACE_EXISTING);
    assertNull(others.find("a"), "sealed with another secret");
  }

  @Test
  void whatOthersCanWriteOrNameIsNotFound() throws IOException {
    files.put("a", CONTENT);
    Path file = folder.resolve("a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    assertNull(files.find("a"), "for a group");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-----w-"));
    assertNull(files.find("a"), "for all");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertNotNull(files.find("a"));
    Path moved = Files.move(file, directory.resolve("moved"));
    Files.createSymbolicLink(file, moved);
    assertNull(files.find("a"), "a link");
    Files.delete(file);
    Files.createDirectory(file);
    assertNull(files.find("a"), "a directory");
  }

  @Test
  void theOldestGoWhenThereAreTooMany() throws IOException {
    for (int i = 0; i < SealedFiles.MOST + 3; i++) {
      files.put("n" + i, CONTENT);
      Files.setLastModifiedTime(
          folder.resolve("n" + i), FileTime.from(Instant.ofEpochSecond(1_000 + i)));
    }
    try (Stream<Path> kept = Files.list(folder)) {
      assertEquals(SealedFiles.MOST, kept.count());
    }
    assertNull(files.find("n2"));
    assertNotNull(files.find("n3"));
  }

  @Test
  void whatIsTooLongIsNotKept() throws IOException {
    files.put("a", new byte[SealedFiles.LONGEST + 1]);
    assertFalse(Files.exists(folder));
    files.put("a", new byte[SealedFiles.LONGEST]);
    assertNotNull(files.find("a"));
    Files.write(folder.resolve("a"), new byte[SealedFiles.LONGEST + 100]);
    assertNull(files.find("a"), "not even read");
  }

  @Test
  void noDirectoryIsMade() throws IOException {
    Path absent = directory.resolve("absent");
    SealedFiles none = new SealedFiles(absent, 0);
    none.put("a", CONTENT);
    assertNull(none.find("a"));
    assertFalse(Files.exists(absent));
    assertTrue(Files.exists(directory));
  }
}
