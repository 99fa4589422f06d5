package dev.larder.engine.write;

import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.engine.remote.RemoteOffers;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Recency;
import dev.larder.policy.Storability;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Suitability;
import dev.larder.policy.Validation;
import dev.larder.policy.identity.Vary;
import dev.larder.store.EntryMetadata;
import java.io.IOException;
import java.time.Instant;

/** A stored response under the head that the origin has renewed (RFC 9111 §4.3.4 and §4.3.5). */
public final class FreshenedEntry {

  private final CacheView view;
  private final RequestHead request;
  private final EntryCandidate found;
  private final EntryMetadata metadata;

  /**
   * @param found what was stored
   * @param head of it, renewed
   * @param requestTime when the request that renewed it was sent
   * @param generation of the resource when it was sent
   */
  public FreshenedEntry(
      CacheView view,
      RequestHead request,
      EntryCandidate found,
      ResponseHead head,
      Instant requestTime,
      long generation) {
    this.view = view;
    this.request = request;
    this.found = found;
    this.metadata =
        found
            .entry()
            .metadata()
            .renewed(head, requestTime, view.parts().clock().instant(), generation)
            .selectedBy(Vary.of(head.headers()).select(request, view.identities().masking(true)));
  }

  /** What was stored, renewed, as the present request selects it. */
  public EntryMetadata metadata() {
    return metadata;
  }

  /**
   * Stores what is worth it; failures are recorded.
   *
   * @return whether other machines were offered what was stored
   */
  public boolean store(ExchangeKeys keys) {
    try {
      PrimaryKey home = view.keys().home(keys, request, metadata.head(), view.policy(), found);
      if (!view.resources().isCurrent(home, metadata.generation())) {
        return false;
      }
      if (!isStorable()) {
        // The origin has confirmed it, and said that it is not to be kept (RFC 9111 §5.2.2.5).
        view.resources().remove(found);
        return false;
      }
      boolean moved = !home.equals(found.resource());
      if (moved) {
        view.resources().remove(found); // it was for all, and is not any more
      }
      boolean inPlace = !moved && isSelectedAsBefore();
      if (!inPlace || isWorthStoring()) {
        Instant now = view.parts().clock().instant();
        Recency recency = view.resources().renew(home, request, found, metadata, inPlace, now);
        if (recency == Recency.UNKNOWN) {
          view.invalidate(home); // of two different responses either may be the later one
        }
        return recency == Recency.LATER && offer(keys, home, inPlace);
      }
    } catch (IOException | RuntimeException | Error e) {
      view.parts().failures().record("storing a validated response", e);
    }
    return false;
  }

  private boolean offer(ExchangeKeys keys, PrimaryKey home, boolean inPlace) {
    if (view.remote() == null || !RemoteOffers.permits(view, get(), keys, home, metadata.head())) {
      return false;
    }
    EntryLocation location =
        inPlace
            ? view.resources().location(home, found.key())
            : view.resources().place(home, request, metadata.head());
    return location != null
        && RemoteOffers.offer(view, location, metadata, found.entry().length(), inPlace);
  }

  private RequestHead get() {
    return RequestHead.get(
        request.uri(), request.headers().without(name -> name.equalsIgnoreCase("Range")));
  }

  private boolean isStorable() {
    RequestHead get = get();
    ResponseHead head = metadata.head();
    return head.status() == 206
        ? Storability.judgePartial(get, head, view.policy()).storable()
        : Storability.judge(get, head, view.policy()).storable();
  }

  /** Whether the same requests select it as before. */
  private boolean isSelectedAsBefore() {
    EntryMetadata old = found.entry().metadata();
    return old.selecting().equals(metadata.selecting())
        && Vary.of(old.head().headers())
            .fields()
            .equals(Vary.of(metadata.head().headers()).fields());
  }

  /**
   * Whether the next request is better off with the renewed response: if it would be fresh for it,
   * or has another validator. Else only times have changed, and writing its body again is for
   * nothing.
   */
  private boolean isWorthStoring() {
    RequestHead plain = RequestHead.get(request.uri(), Headers.empty());
    StoredResponse renewed = metadata.stored();
    Suitability use = Suitability.of(plain, renewed, view.policy(), view.parts().clock().instant());
    return use.isFresh()
        || !Validation.conditions(found.stored()).equals(Validation.conditions(renewed));
  }
}
