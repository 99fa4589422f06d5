package dev.larder.engine.lookup;

import dev.larder.stats.FailureLog;
import dev.larder.store.EntryKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries whose bodies are complete, but that are not written yet: who reads a response is told of
 * its end first, and the thread that brought it writes the entry right after that. Who looks for
 * the resource meanwhile does not depend on when that thread comes to it: a lookup writes a pending
 * entry before it reads. So what was read to its end is found. Any thread may call.
 */
public final class PendingWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PendingWrites.class);

  private final FailureLog failures;
  private final long patience;
  private final ConcurrentMap<EntryKey, Writing> all = new ConcurrentHashMap<>();

  /**
   * @param patience how long to wait for an entry that another thread is writing, in nanoseconds
   */
  public PendingWrites(FailureLog failures, long patience) {
    this.failures = failures;
    this.patience = patience;
  }

  /** An entry's way into the store, which is gone once. */
  private final class Writing implements Runnable {
    private final EntryKey resource;
    private final Runnable write;
    private final Runnable instead;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Thread writer;

    Writing(EntryKey resource, Runnable write, Runnable instead) {
      this.resource = resource;
      this.write = write;
      this.instead = instead;
    }

    @Override
    public void run() {
      if (!begun.compareAndSet(false, true)) {
        return;
      }
      writer = Thread.currentThread();
      try {
        if (!succeeds(write)) {
          succeeds(instead);
        }
      } finally {
        release();
      }
    }

    void release() {
      all.remove(resource, this);
      done.countDown();
    }

    /** Writes the entry, or waits for the thread that does, unless this is it. */
    void finish(long nanos) {
      run();
      if (writer == Thread.currentThread()) {
        return;
      }
      try {
        if (!done.await(nanos, TimeUnit.NANOSECONDS)) {
          LOG.debug("An entry takes long to be written; it is looked for all the same");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Puts off the writing of an entry. If another one of the same resource is on its way, both are
   * written at once, in the order in which they came.
   *
   * @param instead what to do if writing fails with an exception
   * @return what is to be run soon, once the reader has been told; does nothing if others were
   *     faster
   */
  public Runnable defer(EntryKey resource, Runnable write, Runnable instead) {
    Writing writing = new Writing(resource, write, instead);
    Writing before = all.putIfAbsent(resource, writing);
    if (before == null) {
      return writing;
    }
    before.finish(patience);
    writing.run();
    return () -> {};
  }

  private boolean succeeds(Runnable step) {
    try {
      step.run();
      return true;
    } catch (Throwable e) { // not even a checked one that nobody declared goes unnoticed
      failures.record("storing a response", e);
      return false;
    }
  }

  /**
   * Lets those go on who wait for what this thread writes of a resource: the entry is in its place,
   * or will never be. What the thread does after that may run code of the program.
   */
  public void written(EntryKey resource) {
    Writing writing = all.get(resource);
    if (writing != null && writing.writer == Thread.currentThread()) {
      writing.release();
    }
  }

  /** Makes sure that what was read of a resource is written; to be called before looking for it. */
  public void finish(EntryKey resource) {
    if (all.isEmpty()) {
      return;
    }
    Writing writing = all.get(resource);
    if (writing != null) {
      writing.finish(patience);
    }
  }

  /** The same for all resources; waits for no longer than for one. */
  public void finish() {
    long deadline = System.nanoTime() + patience;
    for (Writing writing : all.values()) {
      writing.finish(Math.max(0, deadline - System.nanoTime()));
    }
  }
}
