package dev.larder.agent.log;

import dev.larder.store.FileOwnership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Where log lines go: a file, standard error, or nowhere. A file is opened for each line and closed
 * again, since in a healthy run there is none; it is not created before the first line, and at its
 * limit it takes the place of its predecessor. Where the file can't be written, the first line goes
 * to standard error, so that a cache that can't work does not stay unnoticed.
 *
 * <p>Static, because SLF4J's loggers are: they are created wherever a class is loaded.
 */
public final class LogSink {

  /** The length at which a new file is begun, in bytes. */
  private static final long LIMIT = 1 << 20;

  private static volatile @Nullable Level threshold = Level.WARN;
  private static volatile @Nullable Path file;
  private static volatile boolean directoryIsOurs;
  private static volatile boolean standardError;
  private static boolean complained;

  private LogSink() {}

  /**
   * Says where lines go from now on.
   *
   * @param threshold the least level that is written, or null for none
   * @param file the file, or null for standard error
   * @param directoryIsOurs whether its directory must belong to the user, as the cache directory
   *     does
   */
  public static void configure(
      @Nullable Level threshold, @Nullable Path file, boolean directoryIsOurs) {
    LogSink.file = file;
    LogSink.directoryIsOurs = directoryIsOurs;
    LogSink.standardError = file == null;
    LogSink.threshold = threshold;
  }

  static boolean isEnabled(Level level) {
    Level least = threshold;
    return least != null && level.toInt() >= least.toInt();
  }

  /** Writes one line, and the stack trace of the failure if the level is debug or below. */
  static synchronized void write(Level level, String message, @Nullable Throwable failure) {
    StringBuilder text =
        new StringBuilder(128)
            .append(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .append(' ')
            .append(level)
            .append(" larder[")
            .append(ProcessHandle.current().pid())
            .append("] ")
            .append(message)
            .append(System.lineSeparator());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append("  ").append(cause).append(System.lineSeparator());
      for (StackTraceElement element : cause.getStackTrace()) {
        text.append("    at ").append(element).append(System.lineSeparator());
      }
    }
    Path target = file;
    if (target == null) {
      if (standardError) {
        System.err.print(text);
      }
      return;
    }
    try {
      append(target, text.toString());
    } catch (IOException | RuntimeException e) {
      if (!complained) {
        complained = true;
        System.err.println("larder: " + message);
      }
    }
  }

  private static void append(Path target, String text) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    Path directory = target.getParent();
    if (directory != null && directoryIsOurs && Files.isSymbolicLink(directory)) {
      throw new IOException("Not written through a symbolic link");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory, posix ? privately("rwx------") : new FileAttribute<?>[0]);
    }
    if (directory != null && directoryIsOurs) {
      FileOwnership.requireCurrentUser(directory);
    }
    if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.size(target) > LIMIT) {
      Files.move(
          target,
          target.resolveSibling(target.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    try (SeekableByteChannel out =
        Files.newByteChannel(
            target,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
            posix ? privately("rw-------") : new FileAttribute<?>[0])) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static FileAttribute<?>[] privately(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
