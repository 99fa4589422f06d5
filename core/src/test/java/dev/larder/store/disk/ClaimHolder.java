package dev.larder.store.disk;

import dev.larder.store.Claims.Claim;
import dev.larder.store.EntryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that claims a resource, says whether it could, and waits for a line on its input before
 * it releases the claim, and for another before it ends. Arguments: the directory, the resource.
 */
final class ClaimHolder {

  private ClaimHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (ClaimFile claims = new ClaimFile(Path.of(arguments[0]), Duration.ofHours(1))) {
      Claim claim = claims.take(EntryKey.of(arguments[1]));
      System.out.println(claim == null ? "refused" : "claimed");
      while (System.in.read() > '\n') {
        // until the line has ended
      }
      if (claim != null) {
        claim.release();
        claim.release();
      }
      System.out.println("released");
      while (System.in.read() > '\n') {
        // until the line has ended
      }
    }
  }
}
