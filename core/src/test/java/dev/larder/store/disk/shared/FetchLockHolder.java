package dev.larder.store.disk.shared;

import dev.larder.store.EntryKey;
import dev.larder.store.FetchLocks.FetchLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that fetchLocks a resource, says whether it could, and waits for a line on its input
 * before it releases the fetchLock, and for another before it ends. Arguments: the directory, the
 * resource.
 */
final class FetchLockHolder {

  private FetchLockHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (FetchLockFile fetchLocks = new FetchLockFile(Path.of(arguments[0]), Duration.ofHours(1))) {
      FetchLock fetchLock = fetchLocks.tryLock(EntryKey.of(arguments[1]));
      System.out.println(fetchLock == null ? "refused" : "claimed");
      while (System.in.read() > '\n') {
        // until the line has ended
      }
      if (fetchLock != null) {
        fetchLock.release();
        fetchLock.release();
      }
      System.out.println("released");
      while (System.in.read() > '\n') {
        // until the line has ended
      }
    }
  }
}
