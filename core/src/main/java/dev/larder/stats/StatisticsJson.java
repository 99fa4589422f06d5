package dev.larder.stats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts as JSON. A report is
 *
 * <pre>
 * {"hosts": {"example.org": {"hits-disk": 7, "misses": 2, "bytes-saved": 1234,
 *    "why-not-served": {"miss": 2}, "why-not-stored": {"response-no-store": 1},
 *    "hit-times": [[90, 6], [120, 1]], "network-times": [[20000, 2]]}},
 *  "clients": {…}, "rules": {…}}
 * </pre>
 *
 * Times are pairs of a length in microseconds and a count. Counts of zero are left out, and a
 * reader skips what it does not know.
 */
public final class StatisticsJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Counter> COUNTERS = new HashMap<>();

  static {
    for (Counter counter : Counter.values()) {
      COUNTERS.put(counter.word(), counter);
    }
  }

  private StatisticsJson() {}

  /** A report as bytes in UTF-8. */
  public static byte[] write(Statistics.Report report) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = JSON.createGenerator(bytes)) {
      to.writeStartObject();
      writeMembers(to, report);
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** The members of an object for a report. */
  public static void writeMembers(JsonGenerator to, Statistics.Report report) throws IOException {
    write(to, "hosts", report.hosts());
    write(to, "clients", report.clients());
    write(to, "rules", report.rules());
  }

  private static void write(JsonGenerator to, String name, Map<String, Counts> counts)
      throws IOException {
    to.writeObjectFieldStart(name);
    for (Map.Entry<String, Counts> of : counts.entrySet()) {
      to.writeObjectFieldStart(of.getKey());
      writeMembers(to, of.getValue());
      to.writeEndObject();
    }
    to.writeEndObject();
  }

  /** The members of an object for counts. */
  public static void writeMembers(JsonGenerator to, Counts counts) throws IOException {
    for (Counter counter : Counter.values()) {
      if (counts.of(counter) != 0) {
        to.writeNumberField(counter.word(), counts.of(counter));
      }
    }
    writeReasons(to, "why-not-served", counts.notServed());
    writeReasons(to, "why-not-stored", counts.notStored());
    write(to, "hit-times", counts.hitTimes());
    write(to, "network-times", counts.networkTimes());
  }

  private static void writeReasons(JsonGenerator to, String name, Map<String, Long> reasons)
      throws IOException {
    if (!reasons.isEmpty()) {
      to.writeObjectFieldStart(name);
      for (Map.Entry<String, Long> reason : reasons.entrySet()) {
        to.writeNumberField(reason.getKey(), reason.getValue());
      }
      to.writeEndObject();
    }
  }

  private static void write(JsonGenerator to, String name, Times times) throws IOException {
    if (times.count() != 0) {
      to.writeArrayFieldStart(name);
      for (Times.Bar bar : times.bars()) {
        to.writeStartArray();
        to.writeNumber(bar.micros());
        to.writeNumber(bar.count());
        to.writeEndArray();
      }
      to.writeEndArray();
    }
  }

  /**
   * Reads a report.
   *
   * @throws IOException if it isn't one
   */
  public static Statistics.Report read(byte[] bytes) throws IOException {
    Statistics.Report report = new Statistics.Report();
    try (JsonParser from = JSON.createParser(bytes)) {
      expect(from.nextToken(), JsonToken.START_OBJECT);
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        String name = from.currentName();
        from.nextToken();
        switch (name) {
          case "hosts" -> read(from, report.hosts());
          case "clients" -> read(from, report.clients());
          case "rules" -> read(from, report.rules());
          default -> from.skipChildren();
        }
      }
      expect(from.currentToken(), JsonToken.END_OBJECT);
    } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(e);
    }
    return report;
  }

  private static void read(JsonParser from, Map<String, Counts> counts) throws IOException {
    expect(from.currentToken(), JsonToken.START_OBJECT);
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      String name = from.currentName();
      from.nextToken();
      counts.put(name, readCounts(from));
    }
  }

  /** Reads an object for counts, whose first token is the current one. */
  public static Counts readCounts(JsonParser from) throws IOException {
    expect(from.currentToken(), JsonToken.START_OBJECT);
    Counts counts = new Counts();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      String name = from.currentName();
      from.nextToken();
      Counter counter = COUNTERS.get(name);
      if (counter != null) {
        counts.add(counter, number(from));
      } else {
        switch (name) {
          case "why-not-served" -> readReasons(from, counts.notServed());
          case "why-not-stored" -> readReasons(from, counts.notStored());
          case "hit-times" -> read(from, counts.hitTimes());
          case "network-times" -> read(from, counts.networkTimes());
          default -> from.skipChildren();
        }
      }
    }
    return counts;
  }

  private static void readReasons(JsonParser from, Map<String, Long> reasons) throws IOException {
    expect(from.currentToken(), JsonToken.START_OBJECT);
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      String name = from.currentName();
      from.nextToken();
      reasons.put(name, number(from));
    }
  }

  private static void read(JsonParser from, Times times) throws IOException {
    expect(from.currentToken(), JsonToken.START_ARRAY);
    while (from.nextToken() == JsonToken.START_ARRAY) {
      from.nextToken();
      long micros = number(from);
      from.nextToken();
      times.add(micros, number(from));
      expect(from.nextToken(), JsonToken.END_ARRAY);
    }
  }

  private static long number(JsonParser from) throws IOException {
    expect(from.currentToken(), JsonToken.VALUE_NUMBER_INT);
    long number = from.getLongValue();
    if (number < 0) {
      throw new IOException("Counts are not negative");
    }
    return number;
  }

  private static void expect(JsonToken is, JsonToken should) throws IOException {
    if (is != should) {
      throw new IOException(should + " expected, not " + is);
    }
  }
}
