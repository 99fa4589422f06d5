package dev.larder.policy;

import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.time.Instant;

/** Requests and responses around one fixed time. */
final class Exchange {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final URI TARGET = URI.create("https://example.com/dir/page?x=1");

  /** A private cache in which a stale response may stand in for a server that can't be reached. */
  static final PolicySettings PRIVATE = with(SettingTable.STALE_ON_DISCONNECT, true);

  static final PolicySettings SHARED = with(SettingTable.SHARED, true);

  private Exchange() {}

  /** The default policy but for one setting; stale responses may stand in on disconnect. */
  static <T> PolicySettings with(Setting<T> setting, T value) {
    return PolicySettings.of(
        Settings.defaults().with(SettingTable.STALE_ON_DISCONNECT, true).with(setting, value));
  }

  static RequestHead get(String... fields) {
    return RequestHead.get(TARGET, Headers.of(fields));
  }

  static RequestHead method(String method, String... fields) {
    return new RequestHead(method, TARGET, Headers.of(fields), false);
  }

  static ResponseHead response(int status, String... fields) {
    return new ResponseHead(status, "HTTP/1.1", Headers.of(fields));
  }

  /** A 200 that came at {@link #NOW} without delay, with a Date of that time unless it has one. */
  static StoredResponse stored(String... fields) {
    return stored(200, fields);
  }

  static StoredResponse stored(int status, String... fields) {
    Headers headers = Headers.of(fields);
    if (!headers.contains("Date")) {
      headers = headers.with("Date", date(0));
    }
    return new StoredResponse(
        new ResponseHead(status, "HTTP/1.1", headers), Headers.empty(), NOW, NOW);
  }

  /** The date so many seconds after {@link #NOW}. */
  static String date(long seconds) {
    return HttpDate.format(after(seconds));
  }

  static Instant after(long seconds) {
    return NOW.plusSeconds(seconds);
  }

  /** Fields in one string, {@code Name: value | Name: value}; {@code @5} in a value is a date. */
  static String[] fields(String text) {
    if (text.isBlank()) {
      return new String[0];
    }
    String[] lines = text.split("\\|", -1);
    String[] fields = new String[lines.length * 2];
    for (int i = 0; i < lines.length; i++) {
      int colon = lines[i].strip().indexOf(':', 1);
      String value = lines[i].strip().substring(colon + 1).strip();
      fields[2 * i] = lines[i].strip().substring(0, colon).strip();
      fields[2 * i + 1] = value.startsWith("@") ? date(Long.parseLong(value.substring(1))) : value;
    }
    return fields;
  }
}
