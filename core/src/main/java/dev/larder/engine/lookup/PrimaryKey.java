package dev.larder.engine.lookup;

import dev.larder.config.IdentityMode;
import dev.larder.http.RequestHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.Reflected;
import dev.larder.policy.identity.UriSecrets;
import dev.larder.policy.identity.Vary;
import dev.larder.store.EntryKey;
import java.net.URI;

/**
 * What the entries of one URI have in common (RFC 9111 §2, the primary cache key).
 *
 * @param uri as it is sent, without what it tells of credentials: as it may be written down
 * @param hash of the URI, however it is spelled, and the host that is asked, whoever asks
 * @param canonical the URI and whatever else tells resources apart; may be secret
 * @param key of the response without Vary, or of the index of variants
 * @param tells whether the URI itself says who uses it
 */
public record PrimaryKey(String uri, int hash, String canonical, EntryKey key, boolean tells) {

  /**
   * The resource that a request is about; a Host of the caller's own names another server's.
   *
   * @param partition what separates clients that must not share, or empty
   */
  public static PrimaryKey of(RequestHead request, String partition, Identities identities) {
    return of(request.uri(), request, partition, identities);
  }

  /** Another resource of the same authority and partition, such as a request may invalidate. */
  public static PrimaryKey of(
      URI uri, RequestHead request, String partition, Identities identities) {
    IdentitySettings settings = identities.settings();
    String sent = UriSecrets.withoutUserInformation(UriNormalizer.asSent(uri));
    String masked = UriSecrets.masked(sent, settings, identities::redacted);
    String host = request.headers().combined("Host");
    boolean ofUri = host == null || host.equalsIgnoreCase(request.uri().getRawAuthority());
    String named = ofUri ? "" : "\nhost: " + host;
    int hash = normalized(uri, sent).concat(named).hashCode();
    StringBuilder canonical = new StringBuilder(masked).append(named);
    if (!masked.equals(sent)) {
      canonical.append("\nredacted"); // no URI can pose as this one
    }
    canonical.append(Reflected.of(request.headers()));
    if (!partition.isEmpty()) {
      canonical.append("\npartition: ").append(partition);
    }
    if (settings.mode() == IdentityMode.SHARED) {
      // What is everybody's in such a process is not in another one with the same directory.
      canonical.append("\nidentity: shared");
    }
    return of(
        UriSecrets.redacted(sent, settings), hash, canonical, Credentials.inUri(uri, settings));
  }

  /** What is the same for all spellings of a URI: what changes one of them changes all. */
  private static String normalized(URI uri, String sent) {
    boolean spelledOtherwise = sent.indexOf('%') >= 0 || sent.contains("/.");
    return spelledOtherwise
        ? UriSecrets.withoutUserInformation(UriNormalizer.normalize(uri))
        : sent;
  }

  private static PrimaryKey of(String uri, int hash, CharSequence canonical, boolean tells) {
    String text = canonical.toString();
    return new PrimaryKey(uri, hash, text, EntryKey.of("GET ".concat(text)), tells);
  }

  /** The same resource as those see it who show certain credentials. */
  public PrimaryKey of(String identity) {
    return of(uri, hash, canonical + "\nidentity: " + identity, tells);
  }

  /** The key of the variant that a request selects by these fields, made with this salt. */
  EntryKey variant(Vary vary, String salt, RequestHead request, Vary.Masking masking) {
    String selecting = vary.variantKey(vary.select(request, masking));
    return EntryKey.of("GET " + canonical + "\nvariant: " + salt + "\n" + selecting);
  }

  /** Without the canonical text, which may be secret. */
  @Override
  public String toString() {
    return uri;
  }
}
