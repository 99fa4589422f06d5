package dev.larder.store.disk.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.policy.Reason;
import dev.larder.stats.LastRequests.Last;
import dev.larder.stats.Outcome;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastRequestsFileTest {
  private static final Last MISS =
      new Last(Instant.ofEpochMilli(1_700_000_000_123L), Outcome.MISS, "miss", Last.STORED);

  private final Path directory;
  private final Path file;
  private final LastRequestsFile last;

  LastRequestsFileTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    new DiskLayout(directory).prepare();
    file = directory.resolve("v1").resolve("statistics").resolve("last-requests");
    last = new LastRequestsFile(directory);
  }

  @Test
  void anotherProcessFindsWhatOneWrote() throws IOException {
    Last other = new Last(MISS.time().plusSeconds(1), Outcome.VALIDATED, "validated", "");
    last.add(Map.of("GET http://a.example/", MISS, "GET http://b.example/", other));
    LastRequestsFile read = new LastRequestsFile(directory);
    assertEquals(MISS, read.find("GET http://a.example/"));
    assertEquals(other, read.find("GET http://b.example/"));
    assertNull(read.find("HEAD http://a.example/"));
    last.add(Map.of("GET http://a.example/", other));
    assertEquals(other, read.find("GET http://a.example/"));
  }

  @Test
  void eachReasonFitsIntoASlot() throws IOException {
    for (Reason reason : Reason.values()) {
      Last longest = new Last(MISS.time(), Outcome.COLLAPSED, reason.word(), reason.word());
      last.add(Map.of(reason.word(), longest));
      assertEquals(longest, last.find(reason.word()));
    }
  }

  @Test
  void theFileStaysSmallWhateverIsAskedFor() throws IOException {
    Map<String, Last> many = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      many.put("GET http://example.org/" + i, MISS);
    }
    last.add(many);
    assertEquals(LastRequestsFile.SLOTS * 96, Files.size(file));
    long found = 0;
    for (String request : many.keySet()) {
      found += MISS.equals(last.find(request)) ? 1 : 0;
    }
    assertEquals(LastRequestsFile.SLOTS, found, "each slot belongs to one request");
  }

  @Test
  void whatIsDamagedSaysNothing() throws IOException {
    last.add(Map.of("GET http://a.example/", MISS));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
    }
    Files.write(file, bytes);
    assertNull(last.find("GET http://a.example/"));
    Files.write(file, new byte[7]);
    assertNull(last.find("GET http://a.example/"));
    last.add(Map.of("GET http://a.example/", MISS));
    assertEquals(MISS, last.find("GET http://a.example/"));
  }

  @Test
  void whatIsNoFileIsLeftAlone() throws IOException {
    Files.createDirectories(file);
    assertThrows(IOException.class, () -> last.add(Map.of("GET http://a.example/", MISS)));
    assertNull(last.find("GET http://a.example/"));
  }

  @Test
  void noDirectoryIsMade() throws IOException {
    Path absent = directory.resolve("absent");
    new LastRequestsFile(absent).add(Map.of("GET http://a.example/", MISS));
    assertNull(new LastRequestsFile(absent).find("GET http://a.example/"));
    assertFalse(Files.exists(absent));
  }
}
