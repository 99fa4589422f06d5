package dev.larder.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Checks on POSIX file systems that files belong to the user of this process. */
public final class FileOwnership {

  private FileOwnership() {}

  /**
   * Checks the owner of a file or directory.
   *
   * @throws IOException if it, or the link that it is, belongs to somebody else
   */
  public static void requireCurrentUser(Path directory) throws IOException {
    UserPrincipal user = currentUser(directory);
    if (user == null) {
      return; // unknown here: the permissions of the system have to do
    }
    boolean ours =
        Files.getOwner(directory).equals(user)
            && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
    if (!ours) {
      throw new FileSystemException(directory.toString(), null, "it belongs to another user");
    }
  }

  /**
   * The owner of the process's own entry in /proc if there is one, because a user of a container
   * may have no name.
   */
  private static @Nullable UserPrincipal currentUser(Path near) {
    try {
      Path self = near.getFileSystem().getPath("/proc/self");
      if (Files.exists(self)) {
        return Files.getOwner(self);
      }
      String name = System.getProperty("user.name", "");
      return near.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
