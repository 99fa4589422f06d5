package dev.larder.policy;

import dev.larder.config.Mode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.CachePlan.Complete;
import dev.larder.policy.CachePlan.Fetch;
import dev.larder.policy.CachePlan.Purpose;
import dev.larder.policy.CachePlan.Refuse;
import dev.larder.policy.CachePlan.Serve;
import dev.larder.policy.CachePlan.ServeStale;
import dev.larder.policy.CachePlan.ToOrigin;
import dev.larder.policy.CachePlan.Validate;
import dev.larder.policy.CachePlan.Why;
import dev.larder.policy.CacheStatus.Forward;
import dev.larder.policy.Suitability.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is done for a request, from what is stored, the settings, the mode and the time, and
 * nothing else (RFC 9111 §4). Reads top to bottom: the plan, the choice among what is stored, the
 * way to the origin. Whether one stored response may be used tells {@link Suitability}. Pure
 * functions.
 */
public final class CachePlanner {

  private CachePlanner() {}

  /**
   * The plan for a request.
   *
   * @param mode {@code OFF} also where a rule lets the request pass
   */
  public static <C extends Candidate> CachePlan<C> plan(
      PlannedRequest request,
      Candidates<C> candidates,
      PolicySettings settings,
      Mode mode,
      Instant now) {
    RequestClass of = request.of();
    if (!of.mayLookUp()) {
      return mode.asksNetwork()
          ? Fetch.plain(Forward.of(of), of.reason())
          : new Refuse<>(Reason.of(mode));
    }
    Choice<C> best = choose(request, candidates, settings, mode, now);
    C found = best.found;
    Suitability use = best.use;
    boolean answers =
        found != null && use != null && use.isReusable() && answers(request, found, mode, now);
    if (mode == Mode.OBSERVE) {
      return answers
          ? bypass(Reason.OBSERVE_HIT, found, Purpose.WOULD_SERVE)
          : observed(toOrigin(request, best, candidates, settings, now));
    }
    Reason anew = request.anew();
    if (anew != null && mode.asksNetwork()) {
      Purpose purpose = anew == Reason.GIVEN ? Purpose.GIVEN : Purpose.ANEW;
      return bypass(anew, found, purpose);
    }
    if (use == null ? Suitability.isOnlyIfCached(request.head()) : use.kind() == Kind.REFUSE) {
      return new Refuse<>(Reason.REQUEST_ONLY_IF_CACHED);
    }
    if (mode == Mode.REFRESH && !Suitability.isOnlyIfCached(request.head())) {
      return bypass(Reason.MODE_REFRESH, found, Purpose.ANEW);
    }
    boolean deliverable = found == null || request.canDeliver(found.stored().head());
    if (answers && deliverable && found != null && use != null) {
      boolean revalidate = use.kind() == Kind.STALE_WHILE_REVALIDATE;
      if (use.isFresh()) {
        return new Serve<>(found);
      }
      if (!revalidate || (request.foreground() && !of.isByBody())) {
        return new ServeStale<>(found, use.reason(), revalidate && mode.stores());
      }
    }
    if (!mode.asksNetwork()) {
      return new Refuse<>(Reason.of(mode));
    }
    return deliverable
        ? toOrigin(request, best, candidates, settings, now)
        : Fetch.plain(Forward.REQUEST, Reason.UNDELIVERABLE);
  }

  /**
   * The stored response that stands in for an error of the origin, or null.
   *
   * @param selected what the request selects of what is stored, or null
   * @param status of the error response, or {@link Suitability#NETWORK_FAILURE}
   */
  public static <C extends Candidate> @Nullable ServeStale<C> onError(
      RequestHead request,
      @Nullable C selected,
      PolicySettings settings,
      Mode mode,
      Instant now,
      int status) {
    return selected != null
            && selected.known()
            && mode != Mode.OBSERVE
            && Suitability.mayServeOnError(request, selected.stored(), settings, now, status)
        ? new ServeStale<>(selected, Reason.STALE_IF_ERROR, false)
        : null;
  }

  /**
   * What is chosen of what is stored.
   *
   * @param found what may answer the request, perhaps after validation, or null
   * @param use whether it may, or null if nothing was found
   * @param withheld whether what was found is for others
   */
  private record Choice<C extends Candidate>(
      Candidates.Selection<C> of,
      @Nullable C found,
      @Nullable Suitability use,
      boolean own,
      boolean withheld) {

    boolean isFresh() {
      return use != null && use.isFresh();
    }
  }

  /** What is stored for the request's identity or, where that may answer it, for everybody. */
  private static <C extends Candidate> Choice<C> choose(
      PlannedRequest request,
      Candidates<C> candidates,
      PolicySettings settings,
      Mode mode,
      Instant now) {
    Candidates.Selection<C> identity = candidates.own();
    Choice<C> own = identity == null ? null : choose(request, identity, true, settings, mode, now);
    if (own != null && own.isFresh()) {
      return own;
    }
    Choice<C> common = choose(request, candidates.common(), false, settings, mode, now);
    if (candidates.identified()
        && common.found != null
        && !Storability.isCommon(request.head(), common.found.stored().head(), settings)) {
      // What others fetched without credentials is no answer, unless it is declared to be for all.
      common = new Choice<>(common.of, null, null, false, true);
    }
    return own == null || own.found == null || common.isFresh() ? common : own;
  }

  private static <C extends Candidate> Choice<C> choose(
      PlannedRequest request,
      Candidates.Selection<C> of,
      boolean own,
      PolicySettings settings,
      Mode mode,
      Instant now) {
    C found = of.selected();
    if (found == null || !Storability.isUsable(request.head(), found.stored(), settings)) {
      return new Choice<>(of, null, null, own, false);
    }
    Suitability use =
        found.known() || !mode.asksNetwork()
            ? Suitability.of(request.head(), found.stored(), settings, now)
            : Suitability.unknown(request.head());
    return new Choice<>(of, found, use, own, false);
  }

  /** Whether a response that may be used has what the request asks for. */
  private static boolean answers(PlannedRequest request, Candidate found, Mode mode, Instant now) {
    RequestHead head = request.head();
    boolean part = isPart(found);
    if (request.of().kind() == RequestClass.Kind.LOOKUP) {
      return !part;
    }
    boolean conditional =
        head.headers().contains("If-None-Match") || head.headers().contains("If-Modified-Since");
    if (conditional
        && ClientConditions.evaluate(head, found.stored()) == ClientConditions.Verdict.FORWARD) {
      return false;
    }
    if (!part || request.of().kind() != RequestClass.Kind.RANGE) {
      return true;
    }
    StoredResponse seen = mode == Mode.REPLAY ? found.stored().replayed(now) : found.stored();
    return Partials.answer(head, seen, now) != null;
  }

  /** How and why the origin is asked, given what is stored. */
  private static <C extends Candidate> ToOrigin<C> toOrigin(
      PlannedRequest request,
      Choice<C> best,
      Candidates<C> candidates,
      PolicySettings settings,
      Instant now) {
    Why why = why(request, best, settings, now);
    C found = best.found;
    Fetch<C> plain = new Fetch<>(why, found, Purpose.ANSWER);
    if (request.of().isByBody()) {
      return plain;
    }
    if (found != null && isPart(found)) {
      return forPart(request, plain, found, now);
    }
    if (request.isPlainGet() && best.of.varies()) {
      return validate(request, plain, all(request, best, candidates, settings));
    }
    return found == null ? plain : validate(request, plain, List.of(found));
  }

  private static Why why(
      PlannedRequest request, Choice<?> best, PolicySettings settings, Instant now) {
    Candidate found = best.found;
    Suitability use = best.use;
    if (found == null || use == null) {
      Forward miss = best.of.varies() ? Forward.VARY_MISS : Forward.URI_MISS;
      return new Why(miss, Reason.MISS, best.withheld);
    }
    if (isPart(found)) {
      return new Why(Forward.PARTIAL, use.reason(), false);
    }
    return use.isFresh()
        ? new Why(Forward.REQUEST, request.of().reason(), false)
        : new Why(
            Forward.of(use, Freshness.of(found.stored(), settings, now)), use.reason(), false);
  }

  /** A part is completed for who wants the whole, and validated for who wants what it holds. */
  private static <C extends Candidate> ToOrigin<C> forPart(
      PlannedRequest request, Fetch<C> plain, C part, Instant now) {
    if (request.isPlainGet()) {
      Headers range = Partials.completion(part.stored());
      return range.isEmpty() ? plain : new Complete<>(plain.why(), part, range);
    }
    boolean held =
        request.of().kind() == RequestClass.Kind.RANGE
            && Partials.answer(request.head(), part.stored(), now) != null;
    return held ? validate(request, plain, List.of(part)) : plain;
  }

  /** With conditions that ask about these, if they have validators and the request none. */
  private static <C extends Candidate> ToOrigin<C> validate(
      PlannedRequest request, Fetch<C> plain, List<C> asked) {
    Headers conditions = Validation.conditions(request.head(), CachePlan.stored(asked));
    return conditions.isEmpty()
        ? plain
        : new Validate<>(plain.why(), plain.response(), asked, conditions);
  }

  /** What was found, and the other variants of the resource that may answer the request. */
  private static <C extends Candidate> List<C> all(
      PlannedRequest request, Choice<C> best, Candidates<C> candidates, PolicySettings settings) {
    List<C> all = new ArrayList<>();
    if (best.found != null) {
      all.add(best.found);
    }
    for (C other : candidates.others(best.of)) {
      StoredResponse stored = other.stored();
      if (stored.head().status() == 200
          && Storability.isUsable(request.head(), stored, settings)
          && (best.own || Storability.isCommon(request.head(), stored.head(), settings))) {
        all.add(other);
      }
    }
    return all;
  }

  /** The same in the mode observe, in which nothing is added to a request. */
  private static <C extends Candidate> Fetch<C> observed(ToOrigin<C> planned) {
    return new Fetch<>(
        planned.why(),
        planned.selected(),
        planned instanceof Validate<?> ? Purpose.WOULD_VALIDATE : Purpose.ANEW);
  }

  private static <C extends Candidate> Fetch<C> bypass(
      Reason reason, @Nullable C found, Purpose purpose) {
    return new Fetch<>(new Why(Forward.BYPASS, reason, false), found, purpose);
  }

  private static boolean isPart(Candidate found) {
    return found.stored().head().status() == 206;
  }
}
