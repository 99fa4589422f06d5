package dev.larder.engine.lookup;

import dev.larder.config.IdentityMode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.UriSecrets;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import java.net.URI;

/**
 * Tells by their keys which entries are for everybody: any cache with any identity key would find
 * them for a request without credentials. An entry of a user has another key, and so has one of a
 * client with its own trust, proxy or Host, of a request body, or of a cache in which all
 * credentials are shared. Any thread may call.
 */
public final class CommonEntries {

  /** Whose an entry is. */
  public enum Owner {
    /** Everybody's. */
    ALL,
    /** That of certain users or clients, or it can't be told. */
    SOME,
    /** Nobody's, as it was invalidated, or may have been. */
    NONE
  }

  private final IdentitySettings settings;
  private final KeyResolver keys;
  private final VariantIndex resources;

  /** The entries that a cache without rules sees. */
  public CommonEntries(CacheView view) {
    this.settings = view.policy().identity().with(IdentityMode.AUTO);
    this.keys = new KeyResolver(new Identities(view.storage().identityKey(), settings));
    this.resources = view.resources();
  }

  /** Whose the entry of this key is. */
  public Owner owner(EntryKey key, EntryMetadata metadata) {
    URI uri;
    try {
      uri = URI.create(metadata.uri());
    } catch (IllegalArgumentException e) {
      return Owner.SOME;
    }
    if (Credentials.inUri(uri, settings) || UriSecrets.isRedacted(uri, settings)) {
      return Owner.SOME;
    }
    PrimaryKey resource = keys.primaryKey(RequestHead.get(uri, Headers.empty()), "");
    if (!resources.isCommon(resource, key)) {
      return Owner.SOME;
    }
    return resources.isCurrent(resource, metadata.generation()) ? Owner.ALL : Owner.NONE;
  }
}
