package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.stats.ByteCount;
import dev.larder.stats.Counter;
import dev.larder.stats.Counts;
import dev.larder.stats.Times;
import dev.larder.store.disk.shared.RunningProcesses.Running;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts as rows of tables and as JSON, the same for all commands. */
final class CountsText {

  private CountsText() {}

  /** The head of a table whose rows are made by {@link #row}. */
  static List<String> columns(String first) {
    return List.of(first, "REQUESTS", "SERVED", "VALIDATED", "FROM NETWORK", "SAVED", "TIME SAVED");
  }

  /** Counts as a row. */
  static List<String> row(String name, Counts counts) {
    return List.of(
        Text.plain(name),
        String.valueOf(counts.requests()),
        percent(counts.hitRate()),
        String.valueOf(counts.of(Counter.VALIDATED)),
        ByteCount.shown(counts.of(Counter.BYTES_FROM_NETWORK)),
        ByteCount.shown(counts.of(Counter.BYTES_SAVED)),
        time(counts.of(Counter.MICROS_SAVED)));
  }

  /** The processes that use a directory, as a table. */
  static List<List<String>> processes(List<Running> processes) {
    List<List<String>> rows = new ArrayList<>();
    List<String> columns = new ArrayList<>(List.of("PID", "UP"));
    columns.addAll(columns("PROGRAM"));
    rows.add(columns);
    for (Running process : processes) {
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(process.pid()));
      row.add(Text.span(Duration.between(process.started(), Instant.now())));
      row.addAll(row(process.program(), process.counts()));
      rows.add(row);
    }
    return rows;
  }

  /** A share from 0 to 1. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000) / 10);
  }

  /** A time in microseconds. */
  static String time(long micros) {
    if (micros < 1000) {
      return micros + " µs";
    }
    return micros < 10_000_000
        ? micros / 1000 + " ms"
        : Text.span(Duration.of(micros, ChronoUnit.MICROS));
  }

  /** Writes the members of an object: all counters, what follows from them, reasons and times. */
  static void write(JsonGenerator to, Counts counts) throws IOException {
    to.writeNumberField("requests", counts.requests());
    to.writeNumberField("hits", counts.hits());
    to.writeNumberField("hit_rate", counts.hitRate());
    for (Counter counter : Counter.values()) {
      to.writeNumberField(counter.word().replace('-', '_'), counts.of(counter));
    }
    write(to, "why_not_served", counts.notServed());
    write(to, "why_not_stored", counts.notStored());
    write(to, "hit_micros", counts.hitTimes());
    write(to, "network_micros", counts.networkTimes());
    write(to, "remote_micros", counts.remoteTimes());
  }

  private static void write(JsonGenerator to, String name, Map<String, Long> reasons)
      throws IOException {
    to.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      to.writeNumberField(reason.getKey(), reason.getValue());
    }
    to.writeEndObject();
  }

  private static void write(JsonGenerator to, String name, Times times) throws IOException {
    to.writeObjectFieldStart(name);
    to.writeNumberField("count", times.count());
    to.writeNumberField("p50", times.percentile(50));
    to.writeNumberField("p99", times.percentile(99));
    to.writeNumberField("max", times.max());
    to.writeEndObject();
  }

  /** Writes an array of processes. */
  static void write(JsonGenerator to, String name, List<Running> processes) throws IOException {
    to.writeArrayFieldStart(name);
    for (Running process : processes) {
      to.writeStartObject();
      to.writeNumberField("pid", process.pid());
      to.writeStringField("program", process.program());
      to.writeStringField("started", process.started().toString());
      write(to, process.counts());
      to.writeEndObject();
    }
    to.writeEndArray();
  }
}
