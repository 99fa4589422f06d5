package dev.larder.engine.rules;

import dev.larder.engine.lookup.CacheView;
import dev.larder.http.RequestHead;
import dev.larder.policy.RequestClass;

/**
 * A request under the user's rules.
 *
 * @param view the cache under these rules
 * @param request as the cache sees it, without what makes no difference
 * @param requestClass how the cache takes part in it
 * @param made the request as the program made it
 * @param partition what separates it from requests of other clients, or for other rules
 */
public record RuledRequest(
    CacheView view,
    RequestHead request,
    RequestClass requestClass,
    RequestHead made,
    String partition) {

  /** A request that no rule concerns, or whose rules only change the view. */
  public static RuledRequest of(CacheView view, RequestHead request, String partition) {
    return new RuledRequest(view, request, RequestClass.of(request), request, partition);
  }
}
