package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.http.RequestHead;
import dev.larder.policy.Candidates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up in the store what is stored for one request, as far as a plan asks for it. */
final class Lookup implements Candidates<Found> {

  private final CacheView view;
  private final Target target;
  private final RequestHead request;

  Lookup(CacheView view, Target target, RequestHead request) {
    this.view = view;
    this.target = target;
    this.request = request;
  }

  @Override
  public boolean identified() {
    return target.identified();
  }

  @Override
  public @Nullable Selection<Found> own() {
    Resource own = target.own();
    return own == null ? null : in(own);
  }

  @Override
  public Selection<Found> common() {
    return in(target.common());
  }

  private Selection<Found> in(Resource resource) {
    view.parts().unwritten().finish(resource.key());
    return view.resources().select(resource, request);
  }

  @Override
  public List<Found> others(Selection<Found> of) {
    return view.resources().others((Resources.Selection) of);
  }
}
