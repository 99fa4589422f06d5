package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Storability;
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
record Target(Resource common, boolean identified, @Nullable Resource own) {

  static Target of(HttpCache cache, RequestHead request, String partition) throws IOException {
    Resource common = Resource.of(request, partition, cache.policy().identity());
    if (!cache.identities().isOwn(request)) {
      return new Target(common, false, null);
    }
    String identity = cache.identities().existing(request);
    return new Target(common, true, identity == null ? null : common.of(identity));
  }

  /** Where a response is to lie; what came from an identity's own entry stays with it. */
  Resource home(
      HttpCache cache, RequestHead request, ResponseHead response, @Nullable Found combined)
      throws IOException {
    boolean ofOwn = combined != null && combined.resource().equals(own);
    if (!identified || (!ofOwn && Storability.isCommon(request, response, cache.policy()))) {
      return common;
    }
    Resource known = own;
    return known != null ? known : common.of(cache.identities().forStoring(request));
  }
}
