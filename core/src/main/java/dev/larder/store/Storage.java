package dev.larder.store;

/**
 * What all processes that use one cache directory share.
 *
 * @param store the entries
 * @param invalidations which stored responses must not be used any more
 * @param identityKey the secret from which identities are derived
 * @param traces of the credentials under which responses were stored
 */
public record Storage(
    Store store, Invalidations invalidations, IdentityKey identityKey, CredentialTraces traces) {

  /** Without traces. */
  public Storage(Store store, Invalidations invalidations, IdentityKey identityKey) {
    this(store, invalidations, identityKey, CredentialTraces.NONE);
  }
}
