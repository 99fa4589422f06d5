package dev.larder.version;

/**
 * A part of a URL that names a version.
 *
 * @param text as it stands in the URL
 */
public record VersionToken(Kind kind, String text) {

  /** How a version is written. */
  public enum Kind {
    /** Numbers with dots: {@code 3.7.1}, {@code v2.0.0-beta.1}, {@code @18}. */
    NUMBER,
    /** A build by its date or number: {@code 20251020-0645_RC000}, {@code build-1234}. */
    BUILD,
    /** A digest of the content or a commit: {@code 3f9a8c7b}, {@code 4ZT6XKQO}. */
    HASH,
    /** The value of a query parameter: {@code ?v=12}. */
    PARAMETER,
    /** What a pattern of the user's own says. */
    PATTERN
  }
}
