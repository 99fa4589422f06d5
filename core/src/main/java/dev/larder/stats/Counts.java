package dev.larder.stats;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts and times at one time, or of one day. Of one thread.
 *
 * <p>{@link #notServed} and {@link #notStored} tell by the word of the reason how many requests
 * were not served from the cache, and how many responses were not stored.
 */
@SuppressWarnings("EnumOrdinal") // the numbers are never kept by it
public final class Counts {
  private final long[] numbers = new long[Counter.values().length];
  private final Map<String, Long> notServed = new TreeMap<>();
  private final Map<String, Long> notStored = new TreeMap<>();
  private final Times hitTimes = new Times();
  private final Times networkTimes = new Times();
  private final Times remoteTimes = new Times();

  /** The number of a counter. */
  public long of(Counter counter) {
    return numbers[counter.ordinal()];
  }

  /** Adds to a counter. */
  public void add(Counter counter, long number) {
    numbers[counter.ordinal()] += number;
  }

  public Map<String, Long> notServed() {
    return notServed;
  }

  public Map<String, Long> notStored() {
    return notStored;
  }

  /** How long hits took. Not every hit is timed. */
  public Times hitTimes() {
    return hitTimes;
  }

  /** How long the network took to answer. */
  public Times networkTimes() {
    return networkTimes;
  }

  /** How long the remote tier took to tell whether it has a response. */
  public Times remoteTimes() {
    return remoteTimes;
  }

  /** Adds other counts. */
  public Counts add(Counts other) {
    for (Counter counter : Counter.values()) {
      add(counter, other.of(counter));
    }
    add(notServed, other.notServed, 1);
    add(notStored, other.notStored, 1);
    hitTimes.add(other.hitTimes);
    networkTimes.add(other.networkTimes);
    remoteTimes.add(other.remoteTimes);
    return this;
  }

  /** What was counted since an earlier time. */
  public Counts since(Counts before) {
    Counts since = new Counts().add(this);
    for (Counter counter : Counter.values()) {
      since.add(counter, -before.of(counter));
    }
    add(since.notServed, before.notServed, -1);
    add(since.notStored, before.notStored, -1);
    since.hitTimes.subtract(before.hitTimes);
    since.networkTimes.subtract(before.networkTimes);
    since.remoteTimes.subtract(before.remoteTimes);
    return since;
  }

  private static void add(Map<String, Long> sum, Map<String, Long> reasons, int sign) {
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      add(sum, reason.getKey(), sign * reason.getValue());
    }
  }

  /** Adds to the number of a reason; one that is zero then goes. */
  static void add(Map<String, Long> sum, String reason, long number) {
    Long before = sum.get(reason);
    long now = before == null ? number : before + number;
    if (now == 0) {
      sum.remove(reason);
    } else {
      sum.put(reason, now);
    }
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    for (long number : numbers) {
      if (number != 0) {
        return false;
      }
    }
    return true;
  }

  /** Requests whose response was delivered; each has one outcome. */
  public long requests() {
    return hits()
        + of(Counter.STALE)
        + of(Counter.VALIDATED)
        + of(Counter.MISSES)
        + of(Counter.BYPASSED)
        + of(Counter.REFUSED);
  }

  /** Served from the cache and fresh, collapsed ones included. */
  public long hits() {
    return of(Counter.HITS_MEMORY) + of(Counter.HITS_DISK) + of(Counter.COLLAPSED);
  }

  /** The part of the requests that were served from the cache, from 0 to 1. */
  public double hitRate() {
    long requests = requests();
    long served = hits() + of(Counter.STALE) + of(Counter.VALIDATED);
    return requests == 0 ? 0 : (double) served / requests;
  }

  /** The part of all body bytes that did not come from the network, from 0 to 1. */
  public double shareSaved() {
    double all = (double) of(Counter.BYTES_SAVED) + of(Counter.BYTES_FROM_NETWORK);
    return all == 0 ? 0 : of(Counter.BYTES_SAVED) / all;
  }

  /** One line for people; rare outcomes are left out while they are zero. */
  public String line() {
    StringBuilder line = new StringBuilder("larder: ");
    count(line, requests(), "request", "requests");
    count(line.append(", "), hits(), "hit", "hits");
    line.append(", ").append(of(Counter.VALIDATED)).append(" validated");
    rare(line, of(Counter.STALE), "stale");
    count(line.append(", "), of(Counter.MISSES), "miss", "misses");
    rare(line, of(Counter.BYPASSED), "bypassed");
    rare(line, of(Counter.REFUSED), "refused");
    line.append("; ");
    line.append(ByteCount.shown(of(Counter.BYTES_FROM_NETWORK)));
    line.append(" from the network, ");
    line.append(ByteCount.shown(of(Counter.BYTES_SAVED)));
    line.append(" saved (");
    share(line, shareSaved(), of(Counter.BYTES_FROM_NETWORK) > 0);
    line.append(" %)");
    observed(line);
    String remote = remote();
    if (!remote.isEmpty()) {
      line.append("; remote: ").append(remote);
    }
    if (of(Counter.FAILURES) != 0) {
      count(line.append("; "), of(Counter.FAILURES), "failure", "failures");
      line.append(" inside the cache");
    }
    return line.toString();
  }

  /** What the remote tier had, for people; empty if there was nothing to do with it. */
  public String remote() {
    if (Arrays.stream(Counter.values())
        .allMatch(counter -> of(counter) == 0 || !counter.word().startsWith("remote-"))) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(of(Counter.REMOTE_BROUGHT)).append(" brought (");
    text.append(ByteCount.shown(of(Counter.REMOTE_BYTES_BROUGHT))).append("), ");
    text.append(of(Counter.REMOTE_ABSENT)).append(" asked in vain, ");
    long late = of(Counter.REMOTE_LATE);
    text.append(late == 0 ? "never late" : late + " late");
    rare(text, of(Counter.REMOTE_WAITED), "waited for another machine");
    rare(text, of(Counter.REMOTE_TAKEN_OVER), "taken over");
    rare(text, of(Counter.REMOTE_PUSHED), "pushed");
    if (of(Counter.REMOTE_PUSHED) > 0) {
      text.append(" (").append(ByteCount.shown(of(Counter.REMOTE_BYTES_PUSHED))).append(')');
    }
    rare(text, of(Counter.REMOTE_DROPPED), "dropped");
    rare(text, of(Counter.REMOTE_REFUSED), "refused");
    rare(text, of(Counter.REMOTE_UNOPENED), "not opened");
    rare(text, of(Counter.REMOTE_BREAKS), "times away");
    return text.toString();
  }

  /** What was only observed; the bytes that would have been saved did come from the network. */
  private void observed(StringBuilder line) {
    long hit = of(Counter.WOULD_HIT);
    long validated = of(Counter.WOULD_VALIDATE);
    if (hit == 0 && validated == 0) {
      return;
    }
    long bytes = of(Counter.BYTES_WOULD_SAVE);
    count(line.append("; observed: "), hit, "hit", "hits");
    line.append(" and ").append(validated).append(" validated would have saved ");
    line.append(ByteCount.shown(bytes));
    long all = of(Counter.BYTES_FROM_NETWORK) + of(Counter.BYTES_SAVED);
    share(line.append(" ("), all == 0 ? 0 : (double) bytes / all, all > bytes);
    line.append(" %)");
  }

  private static void share(StringBuilder line, double share, boolean less) {
    long tenths = Math.round(share * 1000);
    if (tenths == 1000 && less) {
      tenths = 999; // 100 % would deny what did come from the network
    }
    line.append(tenths / 10);
    if (tenths % 10 != 0) {
      line.append('.').append(tenths % 10);
    }
  }

  private static void rare(StringBuilder line, long number, String word) {
    if (number != 0) {
      line.append(", ").append(number).append(' ').append(word);
    }
  }

  private static void count(StringBuilder line, long number, String one, String many) {
    line.append(number).append(' ').append(number == 1 ? one : many);
  }
}
