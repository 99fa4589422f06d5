package dev.larder.engine.lookup;

import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Storability;
import dev.larder.store.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about: the resource as everybody sees it and, if the request shows credentials,
 * as those see it who show the same.
 *
 * @param common the key for everybody
 * @param identified whether the request shows credentials that tell identities apart
 * @param own the key for the request's identity; null if it has none, or none is stored yet
 */
public record ExchangeKeys(PrimaryKey common, boolean identified, @Nullable PrimaryKey own) {

  /**
   * Whether a response to a request with credentials is about to change what everybody gets,
   * without saying that it is for everybody.
   */
  public boolean crosses(
      RequestHead request, ResponseHead response, PolicySettings policy, EntryCandidate found) {
    return identified
        && found.resource().equals(common)
        && !Storability.isCommon(request, response, policy);
  }

  /** The key under which those wait who show credentials, whichever, for a response for all. */
  public EntryKey collapseKeyOfAll() {
    return common.of("all").key();
  }
}
