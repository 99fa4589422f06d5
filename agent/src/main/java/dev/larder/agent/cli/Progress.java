package dev.larder.agent.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * One line on a terminal that says how far long work is. It is written over from time to time, and
 * removed at the end; where there is no terminal nothing is written. Any thread may call.
 */
final class Progress implements AutoCloseable {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Returns to the start of the line and removes it (ECMA-48 EL). */
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean shown;
  private long next;
  private boolean written;

  /**
   * @param shown whether {@code out} is a terminal and nothing else is written to it meanwhile
   */
  Progress(PrintWriter out, boolean shown) {
    this.out = out;
    this.shown = shown;
    this.next = System.nanoTime() + INTERVAL_NANOS;
  }

  /** The progress of a command, unless it answers in JSON or is piped. */
  static Progress of(CacheOptions options) {
    return new Progress(options.out(), !options.json && LarderCommand.onTerminal());
  }

  /** Whether anybody sees it. */
  boolean isShown() {
    return shown;
  }

  /** Says how far it is: {@code 12 of 340 URLs}. */
  synchronized void at(String where) {
    if (shown && System.nanoTime() - next >= 0) {
      out.print(CLEAR + Text.plain(where));
      out.flush();
      next = System.nanoTime() + INTERVAL_NANOS;
      written = true;
    }
  }

  /** Removes the line. */
  @Override
  public synchronized void close() {
    if (written) {
      out.print(CLEAR);
      out.flush();
      written = false;
    }
  }
}
