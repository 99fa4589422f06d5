package dev.larder.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * One file of the site, with the validators and the freshness that a well-kept origin gives it.
 *
 * @param path absolute path of its URL
 * @param type its media type
 * @param etag quoted hash of the content
 * @param lastModified whole seconds
 * @param freshness what the origin says about reuse
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asset(
    String path,
    String type,
    byte[] content,
    String etag,
    Instant lastModified,
    Freshness freshness) {

  /** How the origin lets its answers be reused. */
  enum Freshness {
    /** Its URL contains a version: it never changes. */
    IMMUTABLE,
    /** To be validated before each use. */
    VALIDATE,
    /** An absolute date and nothing else, as older servers send it. */
    EXPIRES
  }

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "map", "application/json",
          "png", "image/png",
          "md", "text/markdown; charset=utf-8",
          "txt", "text/plain; charset=utf-8");

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  static Asset of(String path, byte[] content, Instant lastModified, Freshness freshness) {
    String extension = path.substring(path.lastIndexOf('.') + 1);
    return new Asset(
        path,
        TYPES.getOrDefault(extension, "application/octet-stream"),
        content,
        '"' + HexFormat.of().formatHex(sha256().digest(content), 0, 12) + '"',
        Instant.ofEpochSecond(lastModified.getEpochSecond()),
        freshness);
  }

  /** A script of this many bytes, the same in every run: functions named by their number. */
  static Asset script(String path, int length) {
    StringBuilder text = new StringBuilder(length + 80);
    for (int i = 0; text.length() < length; i++) {
      text.append("export function f").append(i).append("(x) { return (x * ");
      text.append(Integer.toUnsignedString(i * 0x9E3779B9)).append(" + ").append(i);
      text.append(") >>> 7; }\n");
    }
    text.setLength(length);
    Instant built = Instant.parse("2026-01-01T00:00:00Z");
    byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
    return of(path, content, built, Freshness.IMMUTABLE);
  }

  /** The header fields of freshness: name to value. */
  Map<String, String> freshnessFields(Instant now) {
    return switch (freshness) {
      case IMMUTABLE -> Map.of("Cache-Control", "public, max-age=31536000, immutable");
      case VALIDATE -> Map.of("Cache-Control", "no-cache");
      case EXPIRES -> Map.of("Expires", httpDate(now.plus(Duration.ofDays(1))));
    };
  }

  /** An instant as an IMF-fixdate (RFC 9110 §5.6.7). */
  static String httpDate(Instant instant) {
    return HTTP_DATE.format(ZonedDateTime.ofInstant(instant, ZoneOffset.UTC));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
