package dev.larder.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one cache did since the start of the process: by client and host, and by rule. Any thread
 * may call.
 */
public final class Statistics {

  /** So many hosts of a client are told apart; what follows counts for {@link #OTHER}. */
  public static final int MOST_HOSTS = 64;

  /** Stands for all hosts, clients or rules that are not told apart. */
  public static final String OTHER = "(other)";

  private final Map<String, Map<String, Tally>> clients = new ConcurrentHashMap<>();
  private final Map<String, Tally> rules = new ConcurrentHashMap<>();
  private final Tally rest = new Tally();
  private final LastRequests last = new LastRequests();
  private volatile @Nullable Runnable listener;
  private volatile @Nullable Events events;

  /** Counts of the requests of a client to a host. */
  public Tally of(String client, @Nullable String host) {
    Map<String, Tally> hosts = clients.get(client);
    if (hosts == null) {
      hosts = known(clients, client, new ConcurrentHashMap<>());
    }
    String name = host == null ? OTHER : host;
    Tally tally = hosts.get(name);
    return tally == null
        ? known(hosts, hosts.size() < MOST_HOSTS ? name : OTHER, new Tally())
        : tally;
  }

  /** What the map has under a name, which is what is given if there was nothing. */
  private static <T> T known(Map<String, T> map, String name, T absent) {
    T other = map.putIfAbsent(name, absent);
    return other == null ? absent : other;
  }

  /** Counts of the requests that a rule fits, by where the rule comes from. */
  public Tally rule(String origin) {
    return known(rules, origin, new Tally());
  }

  /** What became last of requests that were not simply served. */
  public LastRequests last() {
    return last;
  }

  /** Lets a listener hear of each request that is counted. */
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  /** A request was counted. */
  public void changed() {
    Runnable hears = listener;
    if (hears != null) {
      hears.run();
    }
  }

  /** Makes events for JDK Flight Recorder from now on if a recording was started in this JVM. */
  public void lookForRecording() {
    if (events == null) {
      try {
        events = FlightRecorderEvents.ifRecording();
      } catch (LinkageError absent) {
        // The runtime image has no Flight Recorder.
      }
    }
  }

  /** Whether somebody may record. */
  public boolean isRecorded() {
    return events != null;
  }

  /** Begins a request for whom records; null if nobody does. */
  public Events.@Nullable Request recorded() {
    Events recorder = events;
    return recorder == null ? null : recorder.request();
  }

  /** Tells who records of a response that was stored. */
  public void stored(String url, long bytes) {
    Events recorder = events;
    if (recorder != null) {
      recorder.stored(url, bytes);
    }
  }

  /** Counts what belongs to no request. */
  public void add(Counter counter, long number) {
    rest.add(counter, number);
  }

  /** Counts entries that were removed to make room. */
  public void evicted(long entries) {
    add(Counter.EVICTIONS, entries);
    Events recorder = events;
    if (recorder != null) {
      recorder.evicted(entries);
    }
  }

  /** Counts a newer version of a resource, which has this URL. */
  public void versionChanged(String url) {
    add(Counter.VERSION_CHANGES, 1);
    Events recorder = events;
    if (recorder != null) {
      recorder.versionChanged(url);
    }
  }

  /**
   * Counts an error inside the cache that the program did not see.
   *
   * @param what was attempted
   */
  public void failed(String what, @Nullable Throwable cause) {
    add(Counter.FAILURES, 1);
    Events recorder = events;
    if (recorder != null) {
      recorder.failed(what, cause);
    }
  }

  /** How often a counter was counted. */
  public long count(Counter counter) {
    return total().of(counter);
  }

  /** The counts of all, as of now; while threads are adding, they need not add up. */
  public Counts total() {
    Counts total = new Counts();
    rest.addTo(total);
    for (Map<String, Tally> hosts : clients.values()) {
      for (Tally tally : hosts.values()) {
        tally.addTo(total);
      }
    }
    return total;
  }

  /** All counts as of now. */
  public Report report() {
    Report report = new Report();
    Counts other = new Counts();
    rest.addTo(other);
    if (!other.isEmpty()) {
      report.in(report.hosts(), OTHER).add(other);
    }
    for (Map.Entry<String, Map<String, Tally>> client : clients.entrySet()) {
      Counts sum = report.in(report.clients(), client.getKey());
      for (Map.Entry<String, Tally> host : client.getValue().entrySet()) {
        host.getValue().addTo(sum);
        host.getValue().addTo(report.in(report.hosts(), host.getKey()));
      }
    }
    for (Map.Entry<String, Tally> rule : rules.entrySet()) {
      rule.getValue().addTo(report.in(report.rules(), rule.getKey()));
    }
    return report;
  }

  /** Counts by host, client and rule. The hosts make up the total. Of one thread. */
  public record Report(
      Map<String, Counts> hosts, Map<String, Counts> clients, Map<String, Counts> rules) {

    /** Without counts. */
    public Report() {
      this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /** The counts of a name, which are made if there are none. */
    public Counts in(Map<String, Counts> map, String name) {
      Counts counts = map.get(name);
      if (counts == null) {
        counts = new Counts();
        map.put(name, counts);
      }
      return counts;
    }

    /** The sum of all hosts. */
    public Counts total() {
      Counts total = new Counts();
      for (Counts counts : hosts.values()) {
        total.add(counts);
      }
      return total;
    }

    /** Adds other counts. */
    public void add(Report other) {
      add(hosts, other.hosts);
      add(clients, other.clients);
      add(rules, other.rules);
    }

    private void add(Map<String, Counts> to, Map<String, Counts> added) {
      for (Map.Entry<String, Counts> counts : added.entrySet()) {
        in(to, counts.getKey()).add(counts.getValue());
      }
    }

    /** What was counted since an earlier report. */
    public Report since(Report before) {
      return new Report(
          since(hosts, before.hosts), since(clients, before.clients), since(rules, before.rules));
    }

    private static Map<String, Counts> since(Map<String, Counts> now, Map<String, Counts> before) {
      Map<String, Counts> since = new TreeMap<>();
      for (Map.Entry<String, Counts> counts : now.entrySet()) {
        Counts earlier = before.get(counts.getKey());
        Counts change = earlier == null ? counts.getValue() : counts.getValue().since(earlier);
        if (!change.isEmpty()) {
          since.put(counts.getKey(), change);
        }
      }
      return since;
    }
  }
}
