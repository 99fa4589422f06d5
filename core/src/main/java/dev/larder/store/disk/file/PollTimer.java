package dev.larder.store.disk.file;

import java.util.concurrent.atomic.AtomicLong;

/** Tells when something is to be looked at again. At first it is due. Any thread may call. */
public final class PollTimer {
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /** Whether the time has come. */
  public boolean isDue() {
    return System.nanoTime() - next.get() >= 0;
  }

  /**
   * Whether the time has come; if so, it comes again after so long, and only one thread is told.
   */
  public boolean take(long nanos) {
    long due = next.get();
    long now = System.nanoTime();
    return now - due >= 0 && next.compareAndSet(due, now + nanos);
  }

  /** Lets the time come after so long. */
  public void restart(long nanos) {
    next.set(System.nanoTime() + nanos);
  }
}
