package dev.larder.policy;

import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.UriNormalizer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What this cache did with a request, as a member of Cache-Status (RFC 9211): an item of structured
 * fields with parameters (RFC 8941 §3.3 and §3.1.2). A hit or forwarded, never both (RFC 9211
 * §2.1). Immutable. Not meant for responses that a cache makes up without a stored one, such as the
 * 504 to only-if-cached (RFC 9211 §2).
 */
public final class CacheStatus {

  private static final String NAME = "Cache-Status";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** RFC 8941 §3.3.1: integers have at most 15 digits. */
  private static final long INTEGER_MAX = 999_999_999_999_999L;

  /** Why a request was forwarded (RFC 9211 §2.2). */
  public enum Forward {
    BYPASS,
    METHOD,
    URI_MISS,
    VARY_MISS,
    REQUEST,
    STALE,
    PARTIAL;

    /** The reason for a request that may not look anything up. */
    public static Forward of(RequestClass unserved) {
      return unserved.kind() == RequestClass.Kind.UNSAFE || unserved.reason() == Reason.METHOD
          ? METHOD
          : BYPASS;
    }

    /**
     * The reason where a stored response was found and may not be used: the request, if nothing but
     * its words kept a fresh one from being used.
     */
    public static Forward of(Suitability use, Freshness freshness) {
      return freshness.fresh() && use.reason().isOfRequest() ? REQUEST : STALE;
    }

    private String token() {
      return FieldSyntax.lower(name()).replace('_', '-');
    }
  }

  /** The parameters in the order in which they are rendered, {@code "; hit; ttl=5"}. */
  private final String parameters;

  private final boolean forwarded;

  private CacheStatus(String parameters, boolean forwarded) {
    this.parameters = parameters;
    this.forwarded = forwarded;
  }

  /** Served from the cache, and for how much longer it could be; negative once stale. */
  public static CacheStatus hit(Duration ttl) {
    return new CacheStatus("; hit", false).ttl(ttl);
  }

  /** Sent on towards the origin. */
  public static CacheStatus forwarded(Forward reason) {
    return new CacheStatus("; fwd=" + reason.token(), true);
  }

  /** The status that the next hop answered with, where it isn't the one of the response. */
  public CacheStatus fwdStatus(int status) {
    return ofForwarded("; fwd-status=" + status);
  }

  /** The response was stored, which doesn't tell that it came completely. */
  public CacheStatus stored() {
    return ofForwarded("; stored");
  }

  /** The request went out together with others for the same resource. */
  public CacheStatus collapsed() {
    return ofForwarded("; collapsed");
  }

  /** Remaining freshness in whole seconds, rounded down. */
  public CacheStatus ttl(Duration remaining) {
    long seconds = Math.max(-INTEGER_MAX, Math.min(INTEGER_MAX, remaining.toSeconds()));
    return and("; ttl=" + seconds);
  }

  /**
   * The URI of the key, normalised. User information is left out, and so is all of a query and of
   * parameters of the path, in which credentials are common; that there are some is shown.
   */
  public CacheStatus key(URI uri) {
    String text = UriNormalizer.asSent(uri);
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    String plain = path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", ";...");
    String shown = query < 0 ? plain : plain.concat("?...");
    return and("; key=" + string(shown.replaceFirst("//[^/?]*@", "//")));
  }

  /** More, in words of this cache: that of a {@link Reason}, or a sentence. */
  public CacheStatus detail(String words) {
    return and("; detail=" + (isToken(words) ? words : string(words)));
  }

  private CacheStatus ofForwarded(String parameter) {
    if (!forwarded) {
      throw new IllegalStateException("A hit has no" + parameter.substring(1));
    }
    return and(parameter);
  }

  private CacheStatus and(String parameter) {
    return new CacheStatus(parameters + parameter, forwarded);
  }

  /** These fields with this as the last member of Cache-Status, after those of other caches. */
  public Headers appendedTo(Headers headers) {
    String others = headers.combined(NAME);
    return headers.with(
        NAME, others == null || others.isEmpty() ? toString() : others + ", " + this);
  }

  /** As it stands in the field: {@code larder; fwd=stale; fwd-status=304; stored}. */
  @Override
  public String toString() {
    return "larder" + parameters;
  }

  /** RFC 8941 §3.3.4. */
  private static boolean isToken(String text) {
    if (text.isEmpty()) {
      return false;
    }
    char first = FieldSyntax.lower(text).charAt(0);
    return (first == '*' || (first >= 'a' && first <= 'z'))
        && FieldSyntax.isToken(text.replace(':', '.').replace('/', '.'));
  }

  /** RFC 8941 §3.3.3: quoted; what isn't printable ASCII is percent-encoded UTF-8. */
  private static String string(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x20 || c > 0x7e) {
        quoted.append('%').append(HEX.toHexDigits(b));
      } else {
        quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
