package dev.larder.engine.lookup;

import dev.larder.config.MemoryStay;
import dev.larder.config.Mode;
import dev.larder.engine.modes.EphemeralIdentityKey;
import dev.larder.engine.modes.LocalInvalidations;
import dev.larder.engine.modes.ShadowStore;
import dev.larder.policy.PolicyOverride;
import dev.larder.policy.PolicyOverrides;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.store.Invalidations;
import dev.larder.store.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A cache as one request sees it: in a mode, and under the rules that fit the request.
 *
 * @param storage what may be written, which depends on the mode
 * @param policy what the settings and rules say
 * @param identities how requests of different users are told apart under this policy
 * @param keys of requests, with these identities
 * @param resources entries by request, under this policy
 * @param bypass whether a rule lets no request be served
 * @param local whether a rule keeps what is asked for from the remote tier
 */
public record CacheView(
    CacheParts parts,
    Storage storage,
    PolicySettings policy,
    Identities identities,
    KeyResolver keys,
    VariantIndex resources,
    Mode mode,
    boolean bypass,
    boolean local) {

  /** In the mode that stores and serves, without rules. */
  public static CacheView of(CacheParts parts, Storage storage, PolicySettings policy) {
    Identities identities = new Identities(storage.identityKey(), policy.identity());
    return new CacheView(
        parts,
        storage,
        policy,
        identities,
        new KeyResolver(identities),
        new VariantIndex(storage, identities),
        Mode.ON,
        false,
        false);
  }

  /**
   * Under rules.
   *
   * @param stay how long entries stay in memory, or null for what the settings say
   * @param keptLocal whether the remote tier has no part in it
   */
  public CacheView under(
      PolicySettings ruled, @Nullable MemoryStay stay, boolean bypassed, boolean keptLocal) {
    Identities whose =
        ruled.identity().equals(policy.identity())
            ? identities
            : new Identities(storage.identityKey(), ruled.identity());
    return new CacheView(
        parts,
        storage,
        mode.asksNetwork() ? ruled : lasting(ruled),
        whose,
        keys.under(whose),
        resources.under(whose, stay),
        mode,
        bypassed,
        keptLocal);
  }

  /** In another mode, without rules. */
  public CacheView in(Mode other) {
    boolean writes = other.stores() || other == Mode.OFF;
    PolicySettings used = other.asksNetwork() ? policy : lasting(policy);
    if (writes || !(storage.invalidations() instanceof LocalInvalidations own)) {
      return new CacheView(parts, storage, used, identities, keys, resources, other, false, false);
    }
    Storage shadow =
        new Storage(
            new ShadowStore(storage.store(), other == Mode.OBSERVE),
            own.inMemory(),
            new EphemeralIdentityKey(storage.identityKey()),
            storage.traces());
    Identities whose = new Identities(shadow.identityKey(), used.identity());
    return new CacheView(
        parts,
        shadow,
        used,
        whose,
        keys.under(whose),
        new VariantIndex(shadow, whose),
        other,
        false,
        false);
  }

  /** Under which whatever is stored is fresh, except what a rule passes. */
  private static PolicySettings lasting(PolicySettings policy) {
    PolicyOverrides given = policy.overrides();
    return policy.with(
        policy.identity(),
        response -> given.of(response).passed() ? PolicyOverride.PASSED : PolicyOverride.LASTING);
  }

  /** Why nothing is served, or null. */
  public @Nullable Reason passing() {
    return bypass ? Reason.RULE : mode == Mode.OFF ? Reason.MODE_OFF : null;
  }

  /** The remote tier, or null if there is none or the request keeps from it. */
  public @Nullable RemoteUse remote() {
    return local ? null : parts.remote().get();
  }

  /** Whether a request may go to the network. */
  public boolean asksNetwork() {
    return mode.asksNetwork() || passing() != null;
  }

  /** Forgets a resource, and what is on its way from before (RFC 9111 §4.4). */
  public void invalidate(PrimaryKey resource) {
    parts.collapser().forget(resource.key());
    resources.invalidate(resource);
    RemoteUse remote = mode.stores() ? parts.remote().get() : null;
    if (remote != null) {
      int slot = Invalidations.slot(resource.hash());
      remote.tier().invalidated(resource.key(), slot, parts.clock().instant());
    }
  }
}
