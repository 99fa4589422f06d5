package dev.larder.cache;

import dev.larder.config.Rules;
import dev.larder.http.RequestHead;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.RequestPolicy;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP cache (RFC 9111) that performs no network call: an integration asks it about each request
 * and follows its decision. Safe for use by any number of threads.
 */
public final class HttpCache implements AutoCloseable {

  private final Storage storage;
  private final CacheSettings settings;
  private final Flights flights;
  private final Statistics statistics;
  private final FailureLog failures;
  private final InstantSource clock;
  private final Identities identities;
  private final Resources resources;
  private final boolean passes;
  private volatile @Nullable Rulebook rulebook;

  public HttpCache(
      Storage storage,
      CacheSettings settings,
      Statistics statistics,
      FailureLog failures,
      InstantSource clock) {
    this.storage = storage;
    this.settings = settings;
    this.flights = new Flights(settings.collapseWait());
    this.statistics = statistics;
    this.failures = failures;
    this.clock = clock;
    this.identities = new Identities(storage.identityKey(), settings.policy().identity());
    this.resources = new Resources(storage, identities);
    this.passes = false;
  }

  /** The same cache under other policy. */
  private HttpCache(HttpCache same, PolicySettings policy, boolean passes) {
    this.storage = same.storage;
    this.settings = same.settings.with(policy);
    this.flights = same.flights;
    this.statistics = same.statistics;
    this.failures = same.failures;
    this.clock = same.clock;
    boolean sameIdentity = policy.identity().equals(same.policy().identity());
    this.identities =
        sameIdentity ? same.identities : new Identities(storage.identityKey(), policy.identity());
    this.resources = sameIdentity ? same.resources : new Resources(storage, identities);
    this.passes = passes;
  }

  /**
   * The same cache as it is under a rule.
   *
   * @param passes whether no request is to be served
   */
  HttpCache under(PolicySettings policy, boolean passes) {
    return new HttpCache(this, policy, passes);
  }

  /** Applies other rules to the exchanges that are made from now on. */
  public void follow(Rules rules) {
    rulebook = rules.isEmpty() ? null : new Rulebook(this, rules);
  }

  /** Whether a rule says that nothing is served. */
  boolean passes() {
    return passes;
  }

  /** A new exchange for one request; nothing is looked up before it begins. */
  public CacheExchange exchange(RequestHead request) {
    return exchange(request, "", null);
  }

  /**
   * A new exchange for one request of a client that shares only with clients of its partition.
   *
   * @param partition any text that is the same for them, in all processes; empty is common
   * @param patience how long it may wait for another request at most, or null for the setting
   */
  public CacheExchange exchange(
      RequestHead request, String partition, @Nullable Duration patience) {
    Rulebook book = rulebook;
    return book == null
        ? new CacheExchange(this, request, partition, patience)
        : book.exchange(request, partition, patience);
  }

  /**
   * Counts and tells a request that an integration leaves alone.
   *
   * @param reason in kebab-case words
   */
  public void passed(RequestHead request, String reason) {
    new Handling(this, request, RequestPolicy.classify(request, policy())).passed(reason);
  }

  PolicySettings policy() {
    return settings.policy();
  }

  CacheSettings settings() {
    return settings;
  }

  Flights flights() {
    return flights;
  }

  Statistics statistics() {
    return statistics;
  }

  FailureLog failures() {
    return failures;
  }

  InstantSource clock() {
    return clock;
  }

  Identities identities() {
    return identities;
  }

  /** The longest body that is stored, in bytes. */
  long maxEntrySize() {
    return storage.store().maxEntrySize();
  }

  /** Forgets a resource, and what is on its way from before (RFC 9111 §4.4). */
  void invalidate(Resource resource) {
    flights.forget(resource.key());
    resources.invalidate(resource, clock.instant());
  }

  Resources resources() {
    return resources;
  }

  @Override
  public void close() {
    storage.store().close();
  }
}
