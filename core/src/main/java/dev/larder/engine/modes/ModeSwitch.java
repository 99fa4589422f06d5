package dev.larder.engine.modes;

import dev.larder.config.Mode;
import dev.larder.store.FileOwnership;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mode of one process, which may change while it runs: what was set in the process itself
 * counts first, then the word in the file {@code mode} of the cache directory, then the setting.
 * The file is looked at when there are requests, once a second at most. Any thread may call.
 */
public final class ModeSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(ModeSwitch.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Bytes of the file that are read: more than the longest word needs. */
  private static final int LONGEST = 64;

  private final Mode setting;
  private final File file;
  private final LongSupplier nanos;
  private final AtomicLong next;
  private volatile @Nullable Mode own;
  private volatile @Nullable Mode shared;
  private volatile String wrong = "";

  /**
   * Does no I/O.
   *
   * @param setting what counts where nothing else is said
   * @param directory of the cache; it need not exist
   * @param nanos a clock as {@link System#nanoTime}
   */
  public ModeSwitch(Mode setting, Path directory, LongSupplier nanos) {
    this.setting = setting;
    this.file = directory.resolve("mode").toFile();
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /** The mode that counts for a request that is made now. */
  public Mode mode() {
    long due = next.get();
    long now = nanos.getAsLong();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
      look();
    }
    Mode set = own;
    Mode told = set == null ? shared : set;
    return told == null ? setting : told;
  }

  /** Sets the mode of this process, whatever the file says; null leaves it to the file again. */
  public void set(@Nullable Mode mode) {
    own = mode;
    LOG.info("The mode was set to {}.", mode == null ? "none" : mode.word());
  }

  private void look() {
    Mode told;
    try {
      told = file.exists() ? read() : null;
    } catch (IOException | RuntimeException e) {
      complain(file + " can't be read (" + e + "); the mode stays as it was.");
      return;
    }
    if (told != shared) {
      shared = told;
      LOG.info("The mode is {}: {} changed.", told == null ? setting.word() : told.word(), file);
    }
  }

  private @Nullable Mode read() throws IOException {
    Path path = file.toPath();
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is no regular file");
    }
    FileOwnership.requireCurrentUser(path);
    // Not a channel, which would close if the request's thread is interrupted.
    try (InputStream in = new FileInputStream(file)) {
      String word = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
      if (word.isEmpty()) {
        return null;
      }
      Mode told = Mode.of(word);
      if (told == null) {
        complain(file + " takes " + Mode.words() + "; the mode stays as it was.");
        return shared;
      }
      wrong = "";
      return told;
    }
  }

  /** Says each thing once, until something else was there. */
  private void complain(String what) {
    if (!what.equals(wrong)) {
      wrong = what;
      LOG.warn("{}", what);
    }
  }
}
