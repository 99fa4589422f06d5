package dev.larder.cache;

import dev.larder.config.MemoryStay;
import dev.larder.config.Mode;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.Ruling;
import dev.larder.policy.Rulings;
import dev.larder.store.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A cache as one request sees it: in a mode, and under the rules that fit the request.
 *
 * @param storage what may be written, which depends on the mode
 * @param policy what the settings and rules say
 * @param identities how requests of different users are told apart under this policy
 * @param resources entries by request, under this policy
 * @param bypass whether a rule lets no request be served
 */
record CacheView(
    CacheParts parts,
    Storage storage,
    PolicySettings policy,
    Identities identities,
    Resources resources,
    Mode mode,
    boolean bypass) {

  /** In the mode that stores and serves, without rules. */
  static CacheView of(CacheParts parts, Storage storage, PolicySettings policy) {
    Identities identities = new Identities(storage.identityKey(), policy.identity());
    return new CacheView(
        parts, storage, policy, identities, new Resources(storage, identities), Mode.ON, false);
  }

  /**
   * Under rules.
   *
   * @param stay how long entries stay in memory, or null for what the settings say
   */
  CacheView under(PolicySettings ruled, @Nullable MemoryStay stay, boolean bypassed) {
    Identities whose =
        ruled.identity().equals(policy.identity())
            ? identities
            : new Identities(storage.identityKey(), ruled.identity());
    return new CacheView(
        parts,
        storage,
        mode.asksNetwork() ? ruled : lasting(ruled),
        whose,
        resources.under(whose, stay),
        mode,
        bypassed);
  }

  /** In another mode, without rules. */
  CacheView in(Mode other) {
    boolean writes = other.stores() || other == Mode.OFF;
    PolicySettings used = other.asksNetwork() ? policy : lasting(policy);
    if (writes || !(storage.invalidations() instanceof OwnInvalidations own)) {
      return new CacheView(parts, storage, used, identities, resources, other, false);
    }
    Storage unwritten =
        new Storage(
            new Overlay(storage.store(), other == Mode.OBSERVE),
            own.unwritten(),
            new OwnKey(storage.identityKey()),
            storage.traces());
    Identities whose = new Identities(unwritten.identityKey(), used.identity());
    return new CacheView(
        parts, unwritten, used, whose, new Resources(unwritten, whose), other, false);
  }

  /** Under which whatever is stored is fresh, except what a rule passes. */
  private static PolicySettings lasting(PolicySettings policy) {
    Rulings given = policy.rulings();
    return policy.with(
        policy.identity(),
        response -> given.of(response).passed() ? Ruling.PASSED : Ruling.LASTING);
  }

  /** Why nothing is served, or null. */
  @Nullable Reason passing() {
    return bypass ? Reason.RULE : mode == Mode.OFF ? Reason.MODE_OFF : null;
  }

  /** Whether a request may go to the network. */
  boolean asksNetwork() {
    return mode.asksNetwork() || passing() != null;
  }

  /** Forgets a resource, and what is on its way from before (RFC 9111 §4.4). */
  void invalidate(Resource resource) {
    parts.flights().forget(resource.key());
    resources.invalidate(resource);
  }
}
