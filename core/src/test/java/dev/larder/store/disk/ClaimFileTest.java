package dev.larder.store.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.Claims.Claim;
import dev.larder.store.EntryKey;
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
class ClaimFileTest {
  private static final EntryKey KEY = EntryKey.of("one");

  @TempDir Path folder = Path.of("");
  private final List<Holder> started = new ArrayList<>();

  /** Another process that claims a resource. */
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
                  ClaimHolder.class.getName(),
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

  private ClaimFile claims() {
    return new ClaimFile(directory(), Duration.ofHours(1));
  }

  @AfterEach
  void noProcessRemains() {
    started.forEach(holder -> holder.process.destroyForcibly());
  }

  @Test
  void whatAnotherProcessHasClaimedIsRefusedUntilItIsReleased() throws Exception {
    Holder holder = new Holder("one", "claimed");
    try (ClaimFile claims = claims()) {
      assertNull(claims.take(KEY));
      assertNull(claims.take(KEY));
      assertNotNull(claims.take(EntryKey.of("other")));
      holder.releases();
      Claim claim = claims.take(KEY);
      assertNotNull(claim);
      assertNotSame(Claim.NONE, claim);
      new Holder("one", "refused");
      claim.release();
      new Holder("one", "claimed");
    }
  }

  @Test
  void aClaimEndsWithItsProcess() throws Exception {
    Holder holder = new Holder("one", "claimed");
    try (ClaimFile claims = claims()) {
      assertNull(claims.take(KEY));
      holder.process.destroyForcibly().waitFor();
      assertNotNull(claims.take(KEY));
    }
  }

  @Test
  void otherCachesOfTheSameProcessGoOn() throws Exception {
    try (ClaimFile claims = claims();
        ClaimFile same = claims()) {
      assertNotSame(Claim.NONE, claims.take(KEY));
      assertSame(Claim.NONE, claims.take(KEY));
      assertSame(Claim.NONE, same.take(KEY));
    }
  }

  @Test
  void anInterruptedThreadClaimsLikeAnyOther() throws Exception {
    try (ClaimFile claims = claims()) {
      Thread.currentThread().interrupt();
      Claim first = claims.take(KEY);
      assertNotNull(first);
      first.release();
      Claim second = claims.take(KEY);
      assertTrue(Thread.interrupted());
      assertNotNull(second);
      assertNotSame(Claim.NONE, second);
      new Holder("one", "refused");
    }
  }

  @Test
  void aFileThatIsNoneIsLeftAlone() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
    Path file = Files.createDirectories(directory().resolve("v1")).resolve("claims");
    Files.createSymbolicLink(file, elsewhere);
    try (ClaimFile claims = claims()) {
      assertSame(Claim.NONE, claims.take(KEY));
      assertSame(Claim.NONE, claims.take(KEY));
    }
    assertEquals("mine", Files.readString(elsewhere));
    assertTrue(Files.isSymbolicLink(file));
  }

  @Test
  void theFileStaysEmpty() throws Exception {
    try (ClaimFile claims = claims()) {
      assertFalse(Files.exists(directory()), "before the first claim");
      assertNotNull(claims.take(KEY));
    }
    assertEquals(0, Files.size(directory().resolve("v1").resolve("claims")));
  }
}
