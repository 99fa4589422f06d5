package dev.larder.engine.lookup;

import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.http.RequestHead;
import dev.larder.policy.Candidates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up in the store what is stored for one request, as far as a plan asks for it. */
public final class Lookup implements Candidates<EntryCandidate> {

  private final CacheView view;
  private final ExchangeKeys keys;
  private final RequestHead request;

  public Lookup(CacheView view, ExchangeKeys keys, RequestHead request) {
    this.view = view;
    this.keys = keys;
    this.request = request;
  }

  @Override
  public boolean identified() {
    return keys.identified();
  }

  @Override
  public @Nullable Selection<EntryCandidate> own() {
    PrimaryKey own = keys.own();
    return own == null ? null : in(own);
  }

  @Override
  public Selection<EntryCandidate> common() {
    return in(keys.common());
  }

  private Selection<EntryCandidate> in(PrimaryKey resource) {
    view.parts().pendingWrites().finish(resource.key());
    return view.resources().select(resource, request);
  }

  @Override
  public List<EntryCandidate> others(Selection<EntryCandidate> of) {
    return view.resources().others((VariantIndex.Selection) of);
  }
}
