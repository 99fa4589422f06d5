package dev.larder.agent.cli.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.http.Headers;
import dev.larder.store.EntryMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;

/** Writes stored responses as an HTTP Archive (HAR 1.2). */
public final class HarWriter implements AutoCloseable {

  /** The name of who made the archive; it holds only what is stored for everybody. */
  public static final String CREATOR = "Larder";

  private final JsonGenerator to;

  public HarWriter(OutputStream out, String version) throws IOException {
    to = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter();
    to.writeStartObject();
    to.writeObjectFieldStart("log");
    to.writeStringField("version", "1.2");
    to.writeObjectFieldStart("creator");
    to.writeStringField("name", CREATOR);
    to.writeStringField("version", version);
    to.writeEndObject();
    to.writeArrayFieldStart("entries");
  }

  /**
   * Writes a response.
   *
   * @param body without content coding
   */
  public void write(EntryMetadata metadata, byte[] body) throws IOException {
    long wait = Duration.between(metadata.requestTime(), metadata.responseTime()).toMillis();
    to.writeStartObject();
    to.writeStringField("startedDateTime", metadata.requestTime().toString());
    to.writeNumberField("time", Math.max(0, wait));
    writeRequest(metadata);
    writeResponse(metadata, body);
    to.writeObjectFieldStart("cache");
    to.writeEndObject();
    to.writeObjectFieldStart("timings");
    to.writeNumberField("send", 0);
    to.writeNumberField("wait", Math.max(0, wait));
    to.writeNumberField("receive", 0);
    to.writeEndObject();
    to.writeEndObject();
  }

  private void writeRequest(EntryMetadata metadata) throws IOException {
    to.writeObjectFieldStart("request");
    to.writeStringField("method", metadata.method());
    to.writeStringField("url", metadata.uri());
    to.writeStringField("httpVersion", metadata.head().version());
    write("cookies", Headers.empty());
    write("headers", metadata.selecting());
    write("queryString", query(metadata.uri()));
    to.writeNumberField("headersSize", -1);
    to.writeNumberField("bodySize", 0);
    to.writeEndObject();
  }

  private void writeResponse(EntryMetadata metadata, byte[] body) throws IOException {
    Headers headers = metadata.head().headers();
    String type = headers.first("Content-Type");
    String location = headers.first("Location");
    to.writeObjectFieldStart("response");
    to.writeNumberField("status", metadata.head().status());
    to.writeStringField("statusText", "");
    to.writeStringField("httpVersion", metadata.head().version());
    write("cookies", Headers.empty());
    write("headers", headers);
    to.writeObjectFieldStart("content");
    to.writeNumberField("size", body.length);
    to.writeStringField("mimeType", type == null ? "" : type);
    to.writeStringField("encoding", "base64");
    to.writeBinaryField("text", body);
    to.writeEndObject();
    to.writeStringField("redirectURL", location == null ? "" : location);
    to.writeNumberField("headersSize", -1);
    to.writeNumberField("bodySize", -1);
    to.writeEndObject();
  }

  private static Headers query(String url) {
    String query = URI.create(url).getRawQuery();
    Headers.Builder pairs = new Headers.Builder();
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      pairs.add(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : pair.substring(equals + 1));
    }
    return pairs.build();
  }

  private void write(String name, Headers pairs) throws IOException {
    to.writeArrayFieldStart(name);
    for (Headers.Field pair : pairs) {
      to.writeStartObject();
      to.writeStringField("name", pair.name());
      to.writeStringField("value", pair.value());
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  /** Ends the archive, and closes its stream. */
  @Override
  public void close() throws IOException {
    to.close(); // ends what is open
  }
}
