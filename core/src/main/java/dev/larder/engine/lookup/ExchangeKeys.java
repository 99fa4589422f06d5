package dev.larder.engine.lookup;

import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Storability;
import dev.larder.store.EntryKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about: the resource as everybody sees it and, if the request shows credentials,
 * as those see it who show the same.
 *
 * @param common the resource of everybody
 * @param identified whether the request shows credentials that tell identities apart
 * @param own the resource of the request's identity; null if it has none, or none is stored yet
 */
public record ExchangeKeys(PrimaryKey common, boolean identified, @Nullable PrimaryKey own) {

  public static ExchangeKeys of(CacheView view, RequestHead request, String partition)
      throws IOException {
    PrimaryKey common = view.parts().primaryKeys().of(request, partition, view.identities());
    if (!view.identities().isOwn(request, common)) {
      return new ExchangeKeys(common, false, null);
    }
    String identity = view.identities().existing(request);
    return new ExchangeKeys(common, true, identity == null ? null : common.of(identity));
  }

  /**
   * Whether a response to a request with credentials is about to change what everybody gets,
   * without saying that it is for everybody.
   */
  public boolean crosses(
      CacheView view, RequestHead request, ResponseHead response, EntryCandidate found) {
    return identified
        && found.resource().equals(common)
        && !Storability.isCommon(request, response, view.policy());
  }

  /**
   * Under which key those wait for each other who ask for the same. Those who show credentials wait
   * for those who show the same; for others only where the stored response is declared for all.
   *
   * @param found what the request selects of what is stored, or null
   */
  public EntryKey collapseKey(CacheView view, RequestHead request, @Nullable EntryCandidate found) {
    if (!identified) {
      return common.key();
    }
    if (found != null && found.resource().equals(common)) {
      return collapseKeyOfAll();
    }
    PrimaryKey known = own;
    return known == null ? view.identities().collapseKey(common, request) : known.key();
  }

  /** The key under which those wait who show credentials, whichever, for a response for all. */
  public EntryKey collapseKeyOfAll() {
    return common.of("all").key();
  }

  /** Where a response is to lie; what came from an identity's own entry stays with it. */
  public PrimaryKey home(
      CacheView view, RequestHead request, ResponseHead response, @Nullable EntryCandidate combined)
      throws IOException {
    boolean ofOwn = combined != null && combined.resource().equals(own);
    if (!identified || (!ofOwn && Storability.isCommon(request, response, view.policy()))) {
      return common;
    }
    PrimaryKey known = own;
    return known != null ? known : common.of(view.identities().forStoring(request));
  }
}
