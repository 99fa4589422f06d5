package dev.larder.engine.lookup;

import dev.larder.http.RequestHead;
import dev.larder.policy.identity.Vary;
import dev.larder.store.EntryKey;

/**
 * What the entries of one URI have in common (RFC 9111 §2, the primary cache key).
 *
 * @param uri as it is sent, without what it tells of credentials: as it may be written down
 * @param hash of the URI, however it is spelled, and the host that is asked, whoever asks
 * @param canonical the URI and whatever else tells resources apart; may be secret
 * @param key of the response without Vary, or of the index of variants
 * @param tells whether the URI itself says who uses it
 * @param portable whether it is the same on other machines; that of an identity only if they have
 *     the same identity key
 */
public record PrimaryKey(
    String uri, int hash, String canonical, EntryKey key, boolean tells, boolean portable) {

  static PrimaryKey of(
      String uri, int hash, CharSequence canonical, boolean tells, boolean portable) {
    String text = canonical.toString();
    return new PrimaryKey(uri, hash, text, EntryKey.of("GET ".concat(text)), tells, portable);
  }

  /** The same resource as those see it who show certain credentials. */
  public PrimaryKey of(String identity) {
    return of(uri, hash, canonical + "\nidentity: " + identity, tells, portable);
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
