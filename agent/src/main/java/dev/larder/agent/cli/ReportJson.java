package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.agent.cli.report.ReportModel;
import dev.larder.agent.cli.report.StoredSummary;
import dev.larder.stats.Counts;
import dev.larder.stats.Statistics;
import dev.larder.version.VersionCatalog;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The report as JSON. */
final class ReportJson {

  private ReportJson() {}

  static void write(ReportModel model, JsonGenerator to) throws IOException {
    Statistics.Report sum = model.sum();
    to.writeStartObject();
    to.writeStringField("directory", model.directory());
    to.writeStringField("mode", model.mode());
    to.writeStringField("first", model.first().toString());
    to.writeStringField("last", model.last().toString());
    write(to, "total", sum.total());
    to.writeArrayFieldStart("days");
    for (Map.Entry<LocalDate, Statistics.Report> day : model.days().entrySet()) {
      to.writeStartObject();
      to.writeStringField("day", day.getKey().toString());
      CountsText.write(to, day.getValue().total());
      to.writeEndObject();
    }
    to.writeEndArray();
    write(to, "hosts", "host", sum.hosts());
    write(to, "clients", "client", sum.clients());
    write(to, "rules", "rule", sum.rules());
    reasons(to, "not_served", sum.total().notServed());
    reasons(to, "not_stored", sum.total().notStored());
    stored(to, model.stored());
    versions(to, model.versions());
    to.writeObjectFieldStart("settings");
    for (ReportModel.SettingValue setting : model.settings()) {
      to.writeObjectFieldStart(setting.name());
      to.writeStringField("value", setting.value());
      to.writeStringField("source", setting.source());
      to.writeEndObject();
    }
    to.writeEndObject();
    to.writeEndObject();
  }

  private static void write(JsonGenerator to, String name, Counts counts) throws IOException {
    to.writeObjectFieldStart(name);
    CountsText.write(to, counts);
    to.writeEndObject();
  }

  private static void write(JsonGenerator to, String name, String of, Map<String, Counts> counts)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (ReportModel.Named named : ReportModel.ranked(counts)) {
      to.writeStartObject();
      to.writeStringField(of, named.name());
      CountsText.write(to, named.counts());
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static void reasons(JsonGenerator to, String name, Map<String, Long> reasons)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (ReportModel.Counted counted : ReportModel.reasons(reasons)) {
      to.writeStartObject();
      to.writeStringField("reason", counted.word());
      to.writeNumberField("count", counted.count());
      to.writeStringField("sentence", counted.sentence());
      to.writeStringField("remedy", counted.remedy());
      to.writeStringField("section", counted.section());
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static void stored(JsonGenerator to, StoredSummary stored) throws IOException {
    to.writeObjectFieldStart("stored");
    to.writeNumberField("responses", stored.responses());
    to.writeNumberField("fresh", stored.fresh());
    to.writeNumberField("body_bytes", stored.bodyBytes());
    to.writeNumberField("files", stored.total().entries());
    to.writeNumberField("disk_bytes", stored.total().bytes());
    to.writeNumberField("disk_limit", stored.limit());
    rows(to, "largest", stored.largest());
    rows(to, "hottest", stored.hottest());
    to.writeEndObject();
  }

  private static void rows(JsonGenerator to, String name, List<StoredSummary.Row> rows)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (StoredSummary.Row row : rows) {
      to.writeStartObject();
      to.writeStringField("url", row.url());
      to.writeNumberField("size", row.size());
      to.writeNumberField("uses", row.uses());
      to.writeStringField("received", row.received().toString());
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static void versions(JsonGenerator to, List<VersionCatalog.Resource> resources)
      throws IOException {
    to.writeArrayFieldStart("versions");
    for (VersionCatalog.Resource resource : resources) {
      to.writeStartObject();
      to.writeStringField("resource", resource.name());
      to.writeArrayFieldStart("versions");
      for (VersionCatalog.Seen version : resource.versions()) {
        to.writeStartObject();
        to.writeStringField("version", version.version());
        to.writeStringField("url", version.url());
        to.writeStringField("validator", version.validator());
        to.writeNumberField("size", version.size());
        to.writeStringField("first", version.first().toString());
        to.writeStringField("last", version.last().toString());
        to.writeNumberField("served", version.served());
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    to.writeEndArray();
  }
}
