package dev.larder.engine.collapse;

import dev.larder.thread.MemoTable;
import java.util.concurrent.TimeUnit;

/**
 * How long the heads of responses took to come, by URL and by host, for a bounded number of those
 * asked last. Tells how long it is likely to pay to wait for a head. Any thread may call.
 */
final class HeadTimes {

  /** How long to wait for a head of an unknown host, in nanoseconds. */
  static final long UNKNOWN = TimeUnit.SECONDS.toNanos(2);

  /** The shortest wait: a machine that is busy may let a thread wait for a while. */
  static final long LEAST = TimeUnit.SECONDS.toNanos(1);

  private record Time(Object of, long nanos) {}

  private final MemoTable<Time> known = new MemoTable<>(512);

  /** A head took so many nanoseconds. */
  void took(Object resource, Object host, long nanos) {
    known.put(resource.hashCode(), new Time(resource, nanos));
    long before = of(host);
    // A host has slow resources beside quick ones: the slow ones count for longer.
    known.put(host.hashCode(), new Time(host, Math.max(nanos, (before + nanos) / 2)));
  }

  /** How long to wait for a head, in nanoseconds: twice the time that one took before. */
  long patience(Object resource, Object host) {
    long time = of(resource);
    if (time == 0) {
      time = of(host);
    }
    return time == 0 ? UNKNOWN : Math.max(LEAST, 2 * time);
  }

  private long of(Object key) {
    Time time = known.get(key.hashCode());
    return time != null && time.of.equals(key) ? time.nanos : 0;
  }
}
