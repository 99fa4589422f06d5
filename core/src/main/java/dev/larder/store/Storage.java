package dev.larder.store;

/**
 * What all who use one cache directory share.
 *
 * @param store the entries
 * @param invalidations what is not to be used any more, whenever it is stored
 * @param identityKey the secret with which identities are told apart
 * @param traces of the credentials under which responses were stored
 */
public record Storage(
    Store store, Invalidations invalidations, IdentityKey identityKey, CredentialTraces traces) {

  /** Without traces. */
  public Storage(Store store, Invalidations invalidations, IdentityKey identityKey) {
    this(store, invalidations, identityKey, CredentialTraces.NONE);
  }
}
