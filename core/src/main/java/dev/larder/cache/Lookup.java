package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.cache.Resources.Selection;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reuse;
import dev.larder.policy.Storability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for a request: of its identity or, where that may answer it, of everybody.
 *
 * @param resource where it was found, or was looked for last
 * @param selection what is stored there
 * @param found what may answer the request, perhaps after validation, or null
 * @param reuse whether it may, or null if nothing was found
 * @param withheld whether something was found that was fetched without the request's credentials
 */
record Lookup(
    Resource resource,
    Selection selection,
    @Nullable Found found,
    @Nullable Reuse reuse,
    boolean withheld) {

  static Lookup of(HttpCache cache, Target target, RequestHead request) {
    Resource own = target.own();
    Lookup mine = own == null ? null : in(own, cache, request);
    if (mine != null && mine.isFresh()) {
      return mine;
    }
    Lookup common = in(target.common(), cache, request);
    if (target.identified() && !common.isFor(cache, request)) {
      // What others fetched without credentials is no answer, unless it is declared to be for all.
      common = new Lookup(common.resource, common.selection, null, null, true);
    }
    return mine == null || mine.found == null || common.isFresh() ? common : mine;
  }

  private static Lookup in(Resource resource, HttpCache cache, RequestHead request) {
    cache.unwritten().finish(resource.key());
    Selection selection = cache.resources().select(resource, request);
    Found found = usable(selection.selected(), cache, request);
    Reuse reuse = found == null ? null : judge(found, cache, request);
    return new Lookup(resource, selection, found, reuse, false);
  }

  private static Reuse judge(Found found, HttpCache cache, RequestHead request) {
    return found.known() || !cache.mode().asksNetwork()
        ? Reuse.judge(request, found.stored(), cache.policy(), cache.clock().instant())
        : Reuse.unknown(request);
  }

  private static @Nullable Found usable(
      @Nullable Found found, HttpCache cache, RequestHead request) {
    return found != null && Storability.isUsable(request, found.stored(), cache.policy())
        ? found
        : null;
  }

  private boolean isFresh() {
    return reuse != null && reuse.kind() == Reuse.Kind.FRESH;
  }

  /** Whether it may answer the request without the origin, stale or not. */
  boolean isReusable() {
    return reuse != null
        && switch (reuse.kind()) {
          case FRESH, STALE_ALLOWED, STALE_WHILE_REVALIDATE -> true;
          case VALIDATE, REFUSE -> false;
        };
  }

  private boolean isFor(HttpCache cache, RequestHead request) {
    return found == null || isFor(found, cache, request);
  }

  private static boolean isFor(Found found, HttpCache cache, RequestHead request) {
    return Storability.isCommon(request, found.stored().head(), cache.policy());
  }

  boolean isPart() {
    return found != null && found.stored().head().status() == 206;
  }

  /** What was found, and the other variants of the resource that may answer the request. */
  List<Found> all(HttpCache cache, Target target, RequestHead request) {
    List<Found> all = new ArrayList<>();
    if (found != null) {
      all.add(found);
    }
    for (Found other : cache.resources().others(resource, selection)) {
      boolean whole = other.stored().head().status() == 200;
      boolean usable = usable(other, cache, request) != null;
      if (whole && usable && (resource.equals(target.own()) || isFor(other, cache, request))) {
        all.add(other);
      }
    }
    return all;
  }
}
