package dev.larder.engine.collapse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many requests in the background a host gets: so many within a minute, whatever the program
 * does and the host answers. The hosts asked last are remembered. Safe for use by several threads.
 */
final class BackgroundLimit {

  /** Requests to one host within a minute. */
  static final int PER_MINUTE = 600;

  /** How many hosts are remembered. */
  static final int HOSTS = 256;

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<String, Minute> hosts = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Minute {
    private final long begin;
    private int requests;

    Minute(long begin) {
      this.begin = begin;
    }
  }

  /**
   * Counts one more request, unless that is too much.
   *
   * @param host name and port
   * @param nanos the time, as of {@link System#nanoTime}
   */
  synchronized boolean permits(String host, long nanos) {
    Minute minute = hosts.get(host);
    if (minute == null || nanos - minute.begin >= MINUTE_NANOS) {
      minute = new Minute(nanos);
      hosts.put(host, minute);
      if (hosts.size() > HOSTS) {
        hosts.remove(hosts.keySet().iterator().next());
      }
    }
    if (minute.requests >= PER_MINUTE) {
      return false;
    }
    minute.requests++;
    return true;
  }
}
