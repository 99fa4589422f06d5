package dev.larder.store;

/**
 * What all who use one cache directory share.
 *
 * @param store the entries
 * @param invalidations what is not to be used any more, whenever it is stored
 * @param identityKey the secret with which identities are told apart
 */
public record Storage(Store store, Invalidations invalidations, IdentityKey identityKey) {}
