package dev.larder.engine.rules;

import dev.larder.engine.lookup.CacheView;
import dev.larder.http.RequestHead;
import dev.larder.policy.RequestClass;
import dev.larder.stats.Tally;
import java.util.List;

/**
 * A request under the user's rules.
 *
 * @param view the cache under these rules
 * @param request as the cache sees it, without what makes no difference
 * @param requestClass how the cache takes part in it
 * @param made the request as the program made it
 * @param partition what separates it from requests of other clients, or for other rules
 * @param tallies of the rules that fit it
 */
public record RuledRequest(
    CacheView view,
    RequestHead request,
    RequestClass requestClass,
    RequestHead made,
    String partition,
    List<Tally> tallies) {

  /** A request that no rule concerns. */
  public static RuledRequest of(CacheView view, RequestHead request, String partition) {
    return of(view, request, partition, List.of());
  }

  /** A request whose rules only change the view. */
  static RuledRequest of(
      CacheView view, RequestHead request, String partition, List<Tally> tallies) {
    return new RuledRequest(view, request, RequestClass.of(request), request, partition, tallies);
  }
}
