package dev.larder.version;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.store.EntryKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one resource, each a URL and a validator, the latest last. As a file:
 *
 * <pre>
 * {"resource": "https://example.org/app.*.js",
 *  "side-by-side": "2026-01-02T00:00:00Z",
 *  "versions": [
 *    {"version": "3f9a8c7b", "url": "https://example.org/app.3f9a8c7b.js", "validator": "\"1\"",
 *     "size": 1234, "first": "2026-01-01T00:00:00Z", "last": "2026-01-02T00:00:00Z", "count": 2,
 *     "hits": 7,
 *     "superseded": "2026-01-03T00:00:00Z", "used": true, "reclaimed": "2026-01-04T00:00:00Z",
 *     "entries": ["5f…", "e0…"]}]}
 * </pre>
 *
 * Used by one thread.
 */
final class VersionHistory {

  /**
   * The most versions that are kept; beyond, the one whose last observation is the oldest is
   * dropped.
   */
  static final int MOST_VERSIONS = 64;

  /** How long a resource counts as one whose versions are used side by side. */
  private static final Duration SIDE_BY_SIDE = Duration.ofDays(30);

  private static final JsonFactory JSON = new JsonFactory();

  private String resource;
  private final List<Version> versions = new ArrayList<>();
  private @Nullable Instant sideBySide;

  VersionHistory(String resource) {
    this.resource = resource;
  }

  /** Adds an observation; the version that it is of. */
  Version add(VersionObservation seen) {
    return add(Version.of(seen, 1));
  }

  /** Adds the version that was replaced, which may not be known yet. */
  void had(VersionObservation replaced) {
    add(Version.of(replaced, 0));
  }

  /**
   * Adds uses of a stored response.
   *
   * @param validator that the response states, or null: then the latest version of its URL with a
   *     checksum is meant
   * @return whether the version is known
   */
  boolean served(String url, @Nullable String validator, long hits, Instant last) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      Version version = versions.get(i);
      boolean same =
          validator == null
              ? version.validator.startsWith(VersionObservation.SUMMED)
              : version.validator.equals(validator);
      if (same && version.url.equals(url)) {
        version.hits += hits;
        version.last = version.last.isBefore(last) ? last : version.last;
        versions.sort(Comparator.comparing(known -> known.last));
        return true;
      }
    }
    return false;
  }

  private Version add(Version version) {
    Version row = version;
    for (Version other : versions) {
      if (other.isSame(version)) {
        row = other;
      }
    }
    if (row == version) {
      versions.add(version);
    } else {
      row.add(version);
    }
    versions.sort(Comparator.comparing(known -> known.last));
    if (versions.size() > MOST_VERSIONS) {
      versions.remove(0);
    }
    return row;
  }

  /** The URL with a star for each version in it. */
  String resource() {
    return resource;
  }

  /** Since when its versions count as used side by side, or null. */
  @Nullable Instant sideBySide() {
    return sideBySide;
  }

  /** All versions, the latest last. */
  List<Version> versions() {
    return versions;
  }

  /** Marks the resource as one whose versions are used side by side: none is superseded. */
  void leaveAlone(Instant now) {
    sideBySide = now;
    versions.forEach(Version::reinstate);
  }

  boolean isLeftAlone(Instant now) {
    return sideBySide != null && now.isBefore(sideBySide.plus(SIDE_BY_SIDE));
  }

  /** Adds what a file tells. Of a damaged file, adds what can be read. */
  void read(byte[] file) {
    try (JsonParser parser = JSON.createParser(file)) {
      while (parser.nextToken() != null) {
        boolean value = parser.currentToken().isScalarValue();
        if (value && "resource".equals(parser.currentName())) {
          resource = parser.getText();
        }
        if (value && "side-by-side".equals(parser.currentName())) {
          sideBySide = Instant.parse(parser.getText());
        }
        boolean list =
            parser.currentToken() == JsonToken.START_ARRAY
                && "versions".equals(parser.currentName());
        while (list && parser.nextToken() == JsonToken.START_OBJECT) {
          add(version(parser));
        }
      }
    } catch (IOException | DateTimeException | NumberFormatException e) {
      // What was read before counts; the next write makes the file complete.
    }
  }

  private static Version version(JsonParser parser) throws IOException {
    Map<String, String> members = new HashMap<>();
    List<EntryKey> keys = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY && name.equals("entries")) {
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          keys.add(EntryKey.parse(parser.getText()));
        }
      } else if (value.isScalarValue()) {
        members.put(name, parser.getText());
      } else {
        throw new IOException("A member of a version has one value");
      }
    }
    Version version =
        new Version(
            members.getOrDefault("url", ""),
            members.getOrDefault("validator", ""),
            Long.parseLong(members.getOrDefault("size", "")),
            Instant.parse(members.getOrDefault("first", "")),
            Instant.parse(members.getOrDefault("last", "")),
            Long.parseLong(members.getOrDefault("count", "")));
    version.add(keys);
    version.hits = Long.parseLong(members.getOrDefault("hits", "0"));
    version.superseded = time(members.get("superseded"));
    version.reclaimed = time(members.get("reclaimed"));
    version.used = "true".equals(members.get("used"));
    return version;
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("resource", resource);
      write(json, "side-by-side", sideBySide);
      json.writeArrayFieldStart("versions");
      for (Version version : versions) {
        write(json, version);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Version version) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", VersionedUrl.of(version.url).version());
    json.writeStringField("url", version.url);
    json.writeStringField("validator", version.validator);
    json.writeNumberField("size", version.size);
    write(json, "first", version.first);
    write(json, "last", version.last);
    json.writeNumberField("count", version.count);
    if (version.hits > 0) {
      json.writeNumberField("hits", version.hits);
    }
    write(json, "superseded", version.superseded);
    if (version.used) {
      json.writeBooleanField("used", true);
    }
    write(json, "reclaimed", version.reclaimed);
    if (!version.keys.isEmpty()) {
      json.writeArrayFieldStart("entries");
      for (EntryKey key : version.keys) {
        json.writeString(key.hex());
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, @Nullable Instant time)
      throws IOException {
    if (time != null) {
      json.writeStringField(name, time.toString());
    }
  }
}
