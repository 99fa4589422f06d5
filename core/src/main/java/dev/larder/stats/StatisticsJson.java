package dev.larder.stats;

import dev.larder.json.JsonReader;
import dev.larder.json.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts as JSON. A report is
 *
 * <pre>
 * {"hosts": {"example.org": {"hits-disk": 7, "misses": 2, "bytes-saved": 1234,
 *    "why-not-served": {"miss": 2}, "why-not-stored": {"response-no-store": 1},
 *    "hit-times": [[90, 6], [120, 1]], "network-times": [[20000, 2]],
 *    "remote-times": [[300, 4]]}},
 *  "clients": {…}, "rules": {…}}
 * </pre>
 *
 * Times are pairs of a length in microseconds and a count. Counts of zero are left out, and a
 * reader skips what it does not know.
 */
public final class StatisticsJson {
  private static final Map<String, Counter> COUNTERS = new HashMap<>();

  static {
    for (Counter counter : Counter.values()) {
      COUNTERS.put(counter.word(), counter);
    }
  }

  private StatisticsJson() {}

  /** A report as bytes in UTF-8. */
  public static byte[] write(Statistics.Report report) {
    JsonWriter to = new JsonWriter().object();
    writeMembers(to, report);
    return to.endObject().toByteArray();
  }

  /** The members of an object for a report. */
  public static void writeMembers(JsonWriter to, Statistics.Report report) {
    write(to, "hosts", report.hosts());
    write(to, "clients", report.clients());
    write(to, "rules", report.rules());
  }

  private static void write(JsonWriter to, String name, Map<String, Counts> counts) {
    to.name(name).object();
    for (Map.Entry<String, Counts> of : counts.entrySet()) {
      to.name(of.getKey()).object();
      writeMembers(to, of.getValue());
      to.endObject();
    }
    to.endObject();
  }

  /** The members of an object for counts. */
  public static void writeMembers(JsonWriter to, Counts counts) {
    for (Counter counter : Counter.values()) {
      if (counts.of(counter) != 0) {
        to.name(counter.word()).number(counts.of(counter));
      }
    }
    writeReasons(to, "why-not-served", counts.notServed());
    writeReasons(to, "why-not-stored", counts.notStored());
    write(to, "hit-times", counts.hitTimes());
    write(to, "network-times", counts.networkTimes());
    write(to, "remote-times", counts.remoteTimes());
  }

  private static void writeReasons(JsonWriter to, String name, Map<String, Long> reasons) {
    if (!reasons.isEmpty()) {
      to.name(name).object();
      for (Map.Entry<String, Long> reason : reasons.entrySet()) {
        to.name(reason.getKey()).number(reason.getValue());
      }
      to.endObject();
    }
  }

  private static void write(JsonWriter to, String name, Times times) {
    if (times.count() != 0) {
      to.name(name).array();
      for (Times.Bar bar : times.bars()) {
        to.array().number(bar.micros()).number(bar.count()).endArray();
      }
      to.endArray();
    }
  }

  /**
   * Reads a report.
   *
   * @throws IOException if it isn't one
   */
  public static Statistics.Report read(byte[] bytes) throws IOException {
    Statistics.Report report = new Statistics.Report();
    try {
      JsonReader from = new JsonReader(bytes);
      from.object();
      while (from.hasNext()) {
        switch (from.name()) {
          case "hosts" -> read(from, report.hosts());
          case "clients" -> read(from, report.clients());
          case "rules" -> read(from, report.rules());
          default -> from.skip();
        }
      }
      from.endObject();
    } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(e);
    }
    return report;
  }

  private static void read(JsonReader from, Map<String, Counts> counts) throws IOException {
    from.object();
    while (from.hasNext()) {
      counts.put(from.name(), readCounts(from));
    }
    from.endObject();
  }

  /** Reads an object for counts. */
  public static Counts readCounts(JsonReader from) throws IOException {
    Counts counts = new Counts();
    from.object();
    while (from.hasNext()) {
      String name = from.name();
      Counter counter = COUNTERS.get(name);
      if (counter != null) {
        counts.add(counter, number(from));
      } else {
        switch (name) {
          case "why-not-served" -> readReasons(from, counts.notServed());
          case "why-not-stored" -> readReasons(from, counts.notStored());
          case "hit-times" -> read(from, counts.hitTimes());
          case "network-times" -> read(from, counts.networkTimes());
          case "remote-times" -> read(from, counts.remoteTimes());
          default -> from.skip();
        }
      }
    }
    from.endObject();
    return counts;
  }

  private static void readReasons(JsonReader from, Map<String, Long> reasons) throws IOException {
    from.object();
    while (from.hasNext()) {
      reasons.put(from.name(), number(from));
    }
    from.endObject();
  }

  private static void read(JsonReader from, Times times) throws IOException {
    from.array();
    while (from.hasNext()) {
      from.array();
      from.next();
      long micros = number(from);
      from.next();
      times.add(micros, number(from));
      from.endArray();
    }
    from.endArray();
  }

  private static long number(JsonReader from) throws IOException {
    long number = from.number();
    if (number < 0) {
      throw new IOException("Counts are not negative");
    }
    return number;
  }
}
