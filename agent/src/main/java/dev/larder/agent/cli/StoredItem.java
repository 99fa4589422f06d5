package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.http.Headers;
import dev.larder.local.LocalCache;
import dev.larder.store.EntryMetadata;
import dev.larder.store.disk.Inventory;
import dev.larder.version.VersionedUrl;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stored response as the commands show it.
 *
 * @param freshUntil until when it is served without a question to the server, by the settings and
 *     rules of this process, or null
 */
record StoredItem(Inventory.Item item, @Nullable Instant freshUntil) {

  /** The stored responses that are wanted, in no particular order. */
  static List<StoredItem> find(LocalCache cache, Predicate<Inventory.Item> wanted)
      throws IOException {
    List<StoredItem> found = new ArrayList<>();
    cache
        .disk()
        .inventory()
        .list(
            item -> {
              if (wanted.test(item)) {
                found.add(of(cache, item));
              }
              return true;
            });
    return found;
  }

  static StoredItem of(LocalCache cache, Inventory.Item item) {
    return new StoredItem(item, cache.http().freshUntil(item.metadata()));
  }

  EntryMetadata metadata() {
    return item.metadata();
  }

  String url() {
    return metadata().uri();
  }

  /** With its port if it is not the usual one; empty if the URL has none. */
  String host() {
    try {
      String authority = URI.create(url()).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  Duration age(Instant now) {
    return Duration.between(metadata().responseTime(), now);
  }

  String version() {
    return VersionedUrl.of(url()).version();
  }

  /** Writes the members of an object that {@code ls} and {@code show} have in common. */
  void write(JsonGenerator to) throws IOException {
    to.writeStringField("url", url());
    to.writeStringField("method", metadata().method());
    to.writeNumberField("status", metadata().head().status());
    to.writeNumberField("size", item.length());
    to.writeStringField("received", metadata().responseTime().toString());
    to.writeStringField("fresh_until", freshUntil == null ? null : freshUntil.toString());
    to.writeStringField("version", version());
    to.writeNumberField("uses", item.uses());
  }

  static void write(JsonGenerator to, String name, Headers headers) throws IOException {
    to.writeArrayFieldStart(name);
    for (Headers.Field field : headers) {
      to.writeArray(new String[] {field.name(), field.value()}, 0, 2);
    }
    to.writeEndArray();
  }

  static void write(JsonGenerator to, String name, List<String> texts) throws IOException {
    to.writeArrayFieldStart(name);
    for (String text : texts) {
      to.writeString(text);
    }
    to.writeEndArray();
  }
}
