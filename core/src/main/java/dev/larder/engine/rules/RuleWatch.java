package dev.larder.engine.rules;

import dev.larder.config.Rules;
import dev.larder.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a cache follow the file of rules when it changes. It is looked at when there are requests,
 * every few seconds at most, and never by the thread of a request. Of a file in which something is
 * wrong nothing is taken: the rules stay as they were, and the log says why.
 */
public final class RuleWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RuleWatch.class);
  private static final long INTERVAL_NANOS = 2_000_000_000L;

  private record State(@Nullable Object key, long time, long size) {
    static final State ABSENT = new State(null, 0, -1);
  }

  private final Settings settings;
  private final @Nullable Path file;
  private final Consumer<Rules> follower;
  private final Executor executor;
  private final LongSupplier nanos;
  private final AtomicLong next;
  private volatile State known;

  /**
   * Watches the file that settings name, if they do.
   *
   * @param follower gets the rules when they have changed
   * @param executor runs a look at the file, which takes a moment
   * @param nanos a clock as {@link System#nanoTime}
   */
  public RuleWatch(
      Settings settings, Consumer<Rules> follower, Executor executor, LongSupplier nanos) {
    this.settings = settings;
    this.file = settings.config();
    this.follower = follower;
    this.executor = executor;
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong() + INTERVAL_NANOS);
    this.known = state();
  }

  /** Called with each request. */
  public void look() {
    if (file == null) {
      return;
    }
    long due = next.get();
    long now = nanos.getAsLong();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
      executor.execute(this::follow);
    }
  }

  /**
   * Reads the file if it has changed.
   *
   * @return whether it had
   */
  public synchronized boolean follow() {
    State state = state();
    if (state.equals(known)) {
      return false;
    }
    known = state;
    Rules.Loaded loaded = Rules.load(settings);
    if (loaded.problems().isEmpty()) {
      follower.accept(loaded.rules());
      LOG.info("The rules were read again: {} changed.", file);
    } else {
      LOG.warn("{} The rules stay as they were.", String.join(" ", loaded.problems()));
    }
    return true;
  }

  private State state() {
    try {
      if (file == null) {
        return State.ABSENT;
      }
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(found.fileKey(), found.lastModifiedTime().toMillis(), found.size());
    } catch (IOException | RuntimeException e) {
      return State.ABSENT;
    }
  }
}
