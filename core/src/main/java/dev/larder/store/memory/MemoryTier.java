package dev.larder.store.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.larder.config.MemoryKind;
import dev.larder.stats.Statistics;
import dev.larder.thread.Threads;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and closes the memory tier. It starts in a thread that ends by itself, because that takes
 * too long for a request.
 */
public final class MemoryTier implements AutoCloseable {

  /**
   * How large it is to be.
   *
   * @param size bytes for everything, zero for no memory tier
   * @param maxEntrySize bytes of the largest body
   * @param ttl how long an entry stays after its last use; zero is for ever
   */
  public record Plan(MemoryKind kind, long size, int maxEntrySize, Duration ttl) {}

  private final Plan plan;
  private final Runnable preparation;
  private final Statistics statistics;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable MemoryStore store;
  private boolean closed;

  /**
   * Does nothing yet.
   *
   * @param preparation what must be done before Chronicle Map is tried; run at most once
   */
  public MemoryTier(Plan plan, Runnable preparation, Statistics statistics) {
    this.plan = plan;
    this.preparation = preparation;
    this.statistics = statistics;
  }

  /** The store, or null while it has not started. */
  public @Nullable MemoryStore store() {
    return store;
  }

  /** Bytes of the largest body that it takes. */
  public int maxEntrySize() {
    return plan.maxEntrySize;
  }

  /** Starts the tier in the background. Only the first call has an effect. */
  public void start(SourceValidator sources) {
    if (started.get() || !started.compareAndSet(false, true)) {
      return;
    }
    if (plan.kind == MemoryKind.OFF || plan.size == 0) {
      return;
    }
    try {
      Threads.start("larder-memory", () -> comeUp(sources));
    } catch (RuntimeException | OutOfMemoryError e) { // no more threads
      failed(e);
    }
  }

  private void comeUp(SourceValidator sources) {
    Logger log = LoggerFactory.getLogger(MemoryTier.class);
    try {
      MemoryStore made =
          new MemoryStore(
              blocks(log),
              plan.maxEntrySize,
              plan.ttl,
              sources,
              () -> System.nanoTime() / 1_000_000,
              statistics);
      synchronized (this) {
        if (!closed) {
          store = made;
          made = null;
        }
      }
      if (made != null) {
        made.close();
      } else {
        log.debug("The cache in memory is up");
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable cause) {
    statistics.failed("starting the cache in memory", cause);
    LoggerFactory.getLogger(MemoryTier.class).warn("There is no cache in memory", cause);
  }

  /** At most half of the heap's limit, so that a small process keeps its memory. */
  private long size() {
    return Math.min(plan.size, Runtime.getRuntime().maxMemory() / 2);
  }

  private Blocks blocks(Logger log) {
    if (plan.kind == MemoryKind.CHRONICLE) {
      String obstacle = null;
      Throwable cause = null;
      try {
        preparation.run();
        obstacle = UnsafeAccess.obstacle();
        if (obstacle == null) {
          return new ChronicleBlocks(size());
        }
      } catch (Throwable e) { // it fails in many ways, errors of linkage among them
        obstacle = e.toString();
        cause = e;
      }
      log.info(
          "The cache in memory uses direct buffers, as Chronicle Map can't run here: "
              .concat(obstacle),
          cause);
    }
    return new BufferBlocks(Math.min(size(), directLimit() / 4));
  }

  /** How many bytes the application and the cache may have in direct buffers, as far as known. */
  private static long directLimit() {
    long heap = Runtime.getRuntime().maxMemory();
    try {
      HotSpotDiagnosticMXBean options =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      long given = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
      return given == 0 ? heap : Math.min(given, heap);
    } catch (RuntimeException | LinkageError e) {
      return heap; // not this JVM's option, or the module jdk.management is missing
    }
  }

  /** Closes the store, or prevents that it starts. */
  @Override
  public void close() {
    MemoryStore open;
    synchronized (this) {
      closed = true;
      open = store;
      store = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
