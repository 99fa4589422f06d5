package dev.larder.store.disk.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.store.RemotePosition.Position;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far the stream of a remote tier has been read, in a file that may be anything. */
class RemotePositionFileTest {

  private static final Position POSITION = new Position(1_780_000_000_123L, 7);

  private final Path directory;
  private final Path place;
  private final RemotePositionFile file;

  RemotePositionFileTest(@TempDir Path parent) {
    directory = parent.resolve("cache");
    place = directory.resolve("v1").resolve("remote-position");
    file = new RemotePositionFile(directory, "redis://host larder");
  }

  @BeforeEach
  void prepare() throws IOException {
    file.write(POSITION);
    assertNull(file.read(), "there is no directory");
    new DiskLayout(directory).prepare();
    assertNull(file.read(), "there is no file");
  }

  @Test
  void theNextProcessReadsWhatWasWrittenLast() throws Exception {
    file.write(new Position(1, 2));
    file.write(POSITION);
    assertEquals(POSITION, new RemotePositionFile(directory, "redis://host larder").read());
    assertNull(new RemotePositionFile(directory, "redis://host other").read(), "another stream");
  }

  @Test
  void damageIsAsIfThereWereNone() throws Exception {
    file.write(POSITION);
    byte[] right = Files.readAllBytes(place);
    for (int bit = 0; bit < 8 * right.length; bit++) {
      byte[] damaged = right.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(place, damaged);
      assertNull(file.read(), "bit " + bit);
    }
    for (int length = 0; length < right.length; length++) {
      Files.write(place, Arrays.copyOf(right, length));
      assertNull(file.read(), length + " bytes");
    }
    file.write(POSITION);
    assertEquals(POSITION, file.read(), "it is mended by the next write");
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    file.write(POSITION);
    byte[] right = Files.readAllBytes(place);
    Path elsewhere = directory.resolveSibling("elsewhere");
    Files.move(place, elsewhere);
    Files.createSymbolicLink(place, elsewhere);
    assertThrows(IOException.class, file::read);
    assertThrows(IOException.class, () -> file.write(new Position(1, 2)));
    assertArrayEquals(right, Files.readAllBytes(elsewhere));
  }

  @Test
  void aDirectoryInItsPlaceIsNeitherReadNorWritten() throws Exception {
    Files.createDirectory(place);
    assertThrows(IOException.class, file::read);
    assertThrows(IOException.class, () -> file.write(POSITION));
  }
}
