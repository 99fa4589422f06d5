package dev.larder.store.disk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.store.Sighting;
import dev.larder.version.VersionedUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The versions of one resource, each a URL and a validator, the latest last. As a file:
 *
 * <pre>
 * {"resource": "https://example.org/app.*.js",
 *  "versions": [
 *    {"version": "3f9a8c7b", "url": "https://example.org/app.3f9a8c7b.js", "validator": "\"1\"",
 *     "size": 1234, "first": "2026-01-01T00:00:00Z", "last": "2026-01-02T00:00:00Z", "count": 2}]}
 * </pre>
 *
 * Used by one thread.
 */
final class VersionHistory {

  /** Versions that are kept; beyond, the one that was seen last the longest ago goes. */
  static final int MOST_VERSIONS = 64;

  private static final JsonFactory JSON = new JsonFactory();

  /** Times in text, as ISO 8601 has them; a count of zero is of one that was only replaced. */
  private record Version(
      String url, String validator, long size, Instant first, Instant last, long count) {

    Version and(Version other) {
      return new Version(
          url,
          validator,
          last.isAfter(other.last) ? size : other.size,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last,
          count + other.count);
    }
  }

  private final String resource;
  private final List<Version> versions = new ArrayList<>();

  VersionHistory(String resource) {
    this.resource = resource;
  }

  /** A response was seen. */
  void add(Sighting seen) {
    add(version(seen, 1));
  }

  /** A response was replaced, which may not have been noted when it came. */
  void had(Sighting replaced) {
    add(version(replaced, 0));
  }

  private static Version version(Sighting seen, long count) {
    return new Version(seen.uri(), seen.validator(), seen.size(), seen.time(), seen.time(), count);
  }

  private void add(Version version) {
    Version known = null;
    for (Version other : versions) {
      if (other.url.equals(version.url) && other.validator.equals(version.validator)) {
        known = other;
      }
    }
    versions.remove(known);
    versions.add(known == null ? version : known.and(version));
    versions.sort(Comparator.comparing(Version::last));
    if (versions.size() > MOST_VERSIONS) {
      versions.remove(0);
    }
  }

  /** Adds what a file tells; of one that is damaged, what can be read. */
  void read(byte[] file) {
    try (JsonParser parser = JSON.createParser(file)) {
      while (parser.nextToken() != null) {
        boolean list =
            parser.currentToken() == JsonToken.START_ARRAY
                && "versions".equals(parser.currentName());
        while (list && parser.nextToken() == JsonToken.START_OBJECT) {
          add(version(parser));
        }
      }
    } catch (IOException | DateTimeException | NumberFormatException e) {
      // What was read before counts; the next write makes it whole.
    }
  }

  private static Version version(JsonParser parser) throws IOException {
    Map<String, String> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (!parser.nextToken().isScalarValue()) {
        throw new IOException("A member of a version has one value");
      }
      members.put(name, parser.getText());
    }
    return new Version(
        members.getOrDefault("url", ""),
        members.getOrDefault("validator", ""),
        Long.parseLong(members.getOrDefault("size", "")),
        Instant.parse(members.getOrDefault("first", "")),
        Instant.parse(members.getOrDefault("last", "")),
        Long.parseLong(members.getOrDefault("count", "")));
  }

  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("resource", resource);
      json.writeArrayFieldStart("versions");
      for (Version version : versions) {
        json.writeStartObject();
        json.writeStringField("version", VersionedUrl.of(version.url).version());
        json.writeStringField("url", version.url);
        json.writeStringField("validator", version.validator);
        json.writeNumberField("size", version.size);
        json.writeStringField("first", version.first.toString());
        json.writeStringField("last", version.last.toString());
        json.writeNumberField("count", version.count);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
