package dev.larder.cache;

import dev.larder.config.MemoryStay;
import dev.larder.config.Mode;
import dev.larder.config.Rules;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Freshness;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestPolicy;
import dev.larder.policy.Ruling;
import dev.larder.policy.Rulings;
import dev.larder.policy.Storability;
import dev.larder.policy.Suitability;
import dev.larder.stats.Statistics;
import dev.larder.store.CredentialTraces;
import dev.larder.store.EntryMetadata;
import dev.larder.store.FetchLocks;
import dev.larder.store.Storage;
import dev.larder.version.VersionListener;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP cache (RFC 9111) that performs no network call: an integration asks it about each request
 * and follows its decision. Safe for use by any number of threads.
 */
public final class HttpCache implements AutoCloseable {

  /** How long a lookup, or the end of a process, waits for what a thread is writing just now. */
  private static final long FINISH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Storage storage;
  private final CacheSettings settings;
  private final Flights flights;
  private final Statistics statistics;
  private final FailureLog failures;
  private final InstantSource clock;
  private final Identities identities;
  private final Resources resources;
  private final PlainResources plain;
  private final Unwritten unwritten;
  private final Mode mode;
  private final boolean passes;
  private final Map<Mode, HttpCache> inOtherModes = new ConcurrentHashMap<>();
  private volatile @Nullable Rulebook rulebook;
  private volatile @Nullable ModeSwitch modes;

  /** The cache of which this is one under other policy, or itself. */
  private final HttpCache root;

  private volatile VersionListener ledger = VersionListener.NONE;

  public HttpCache(
      Storage storage,
      CacheSettings settings,
      Statistics statistics,
      FailureLog failures,
      InstantSource clock) {
    this.storage =
        new Storage(
            storage.store(),
            new OwnInvalidations(storage.invalidations()),
            storage.identityKey(),
            storage.traces());
    this.settings = settings;
    this.flights = new Flights(failures, settings.collapseWait());
    this.statistics = statistics;
    this.failures = failures;
    this.clock = clock;
    this.identities = new Identities(storage.identityKey(), settings.policy().identity());
    this.resources = new Resources(this.storage, identities);
    this.plain = new PlainResources();
    this.unwritten = new Unwritten(failures, FINISH_NANOS);
    this.mode = Mode.ON;
    this.root = this;
    this.passes = false;
  }

  /** The same cache under other policy. */
  private HttpCache(
      HttpCache same,
      Storage storage,
      PolicySettings policy,
      @Nullable MemoryStay stay,
      Mode mode,
      boolean passes) {
    this.storage = storage;
    this.settings = same.settings.with(policy);
    this.flights = same.flights;
    this.statistics = same.statistics;
    this.failures = same.failures;
    this.clock = same.clock;
    boolean sameStorage = storage.equals(same.storage);
    this.identities =
        sameStorage && policy.identity().equals(same.policy().identity())
            ? same.identities
            : new Identities(storage.identityKey(), policy.identity());
    this.resources =
        sameStorage
            ? same.resources.under(identities, stay)
            : new Resources(storage, identities).under(identities, stay);
    this.plain = same.plain;
    this.unwritten = same.unwritten;
    this.mode = mode;
    this.passes = passes;
    this.root = same.root;
  }

  /**
   * The same cache as it is under a rule.
   *
   * @param stay how long entries stay in memory, or null for what the settings say
   * @param passes whether no request is to be served
   */
  HttpCache under(PolicySettings policy, @Nullable MemoryStay stay, boolean passes) {
    return new HttpCache(
        this, storage, mode.asksNetwork() ? policy : lasting(policy), stay, mode, passes);
  }

  /** Under which whatever is stored is fresh, except what a rule passes. */
  private static PolicySettings lasting(PolicySettings policy) {
    Rulings given = policy.rulings();
    return policy.with(
        policy.identity(),
        response -> given.of(response).passed() ? Ruling.PASSED : Ruling.LASTING);
  }

  /** The same cache as it is in a mode. */
  private HttpCache in(Mode other) {
    return other == mode ? this : inOtherModes.computeIfAbsent(other, this::another);
  }

  private HttpCache another(Mode other) {
    boolean writes = other.stores() || other == Mode.OFF;
    Storage used = storage;
    if (!writes && storage.invalidations() instanceof OwnInvalidations own) {
      used =
          new Storage(
              new Overlay(storage.store(), other == Mode.OBSERVE),
              own.unwritten(),
              new OwnKey(storage.identityKey()),
              storage.traces());
    }
    PolicySettings policy = other.asksNetwork() ? policy() : lasting(policy());
    return new HttpCache(this, used, policy, null, other, false);
  }

  /** Lets a switch tell the mode of the exchanges that are made from now on. */
  public void obey(ModeSwitch mode) {
    modes = mode;
  }

  /** Lets a ledger hear of what is stored from now on. */
  public void keep(VersionListener kept) {
    root.ledger = kept;
  }

  /** Lets requests wait for those of other processes from now on. */
  public void share(FetchLocks claims) {
    flights.share(claims);
  }

  VersionListener ledger() {
    return root.ledger;
  }

  Mode mode() {
    return mode;
  }

  /** Applies other rules to the exchanges that are made from now on. */
  public void follow(Rules rules) {
    rulebook = rules.isEmpty() ? null : new Rulebook(rules, policy().identity());
  }

  /** Why nothing is served, or null. */
  @Nullable Reason passing() {
    return passes ? Reason.RULE : mode == Mode.OFF ? Reason.MODE_OFF : null;
  }

  /** A new exchange for one request; nothing is looked up before it begins. */
  public Exchange exchange(RequestHead request) {
    return exchange(request, "", null);
  }

  /**
   * A new exchange for one request of a client that shares only with clients of its partition.
   *
   * @param partition any text that is the same for them, in all processes; empty is common
   * @param patience how long it may wait for another request at most, or null for the setting
   */
  public Exchange exchange(RequestHead request, String partition, @Nullable Duration patience) {
    return exchange(request, partition, patience, RequestBody.UNKNOWN);
  }

  /** Whether a rule lets what this request brings be stored by the request's body. */
  public boolean asksForBody(RequestHead request) {
    Rulebook book = rulebook;
    return book != null && book.asksForBody(request);
  }

  /**
   * The same.
   *
   * @param body what is known of the request's body; of account if it was asked for
   */
  public Exchange exchange(
      RequestHead request, String partition, @Nullable Duration patience, RequestBody body) {
    HttpCache cache = now();
    RequestHead seen = cache.mode.asksNetwork() ? request : Rulebook.willing(request);
    Rulebook book = rulebook;
    return book == null
        ? new Exchange(cache, seen, partition, patience)
        : book.exchange(cache, seen, partition, patience, body);
  }

  /** The cache in the mode of now. */
  private HttpCache now() {
    ModeSwitch told = modes;
    return told == null ? this : in(told.mode());
  }

  /**
   * Counts and tells a request that an integration leaves alone.
   *
   * @param reason in kebab-case words of the integration
   */
  public void passed(RequestHead request, String reason) {
    new Handling(this, request, RequestPolicy.classify(request), request).passed(reason);
  }

  /** Whether what answers a request may invalidate what is stored (RFC 9111 §4.4). */
  public boolean isUnsafe(RequestHead request) {
    return RequestPolicy.classify(request).invalidates();
  }

  /**
   * The network has answered a request that an integration leaves alone: what that invalidates is
   * forgotten.
   *
   * @param partition as for {@link #exchange(RequestHead, String, Duration)}
   */
  public void passed(RequestHead request, String partition, ResponseHead response) {
    exchange(request, partition, null).invalidate(response);
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

  CredentialTraces traces() {
    return storage.traces();
  }

  PlainResources plain() {
    return plain;
  }

  Unwritten unwritten() {
    return unwritten;
  }

  /** Writes what callers have read to its end and is not written yet; for the end of a process. */
  public void finish() {
    unwritten.finish();
  }

  /** The longest body that is stored, in bytes. */
  long maxEntrySize() {
    return storage.store().maxEntrySize();
  }

  /** Forgets every response to requests for a URI, whosoever it is. */
  public void forget(URI uri) {
    RequestHead request = RequestHead.get(uri, Headers.empty());
    HttpCache under = ruled(request);
    Rulebook book = rulebook;
    URI seen = book == null ? uri : book.seen(request);
    under.invalidate(Resource.of(seen, request, "", under.identities()));
  }

  /**
   * Until when a stored response answers a plain request for its URI without the origin, by the
   * settings and rules of now; null if it doesn't.
   */
  public @Nullable Instant freshUntil(EntryMetadata metadata) {
    RequestHead request;
    try {
      request = RequestHead.get(URI.create(metadata.uri()), Headers.empty());
    } catch (IllegalArgumentException e) {
      return null;
    }
    HttpCache under = ruled(request);
    Instant now = clock.instant();
    Resource resource = Resource.of(request, "", under.identities());
    boolean served =
        under.passing() == null
            && under.mode != Mode.REFRESH
            && under.resources.isCurrent(resource, metadata.generation())
            && Storability.isUsable(request, metadata.stored(), under.policy())
            && Suitability.of(request, metadata.stored(), under.policy(), now).isFresh();
    return served
        ? now.plus(Freshness.of(metadata.stored(), under.policy(), now).remaining())
        : null;
  }

  /** The cache as it is now for a request, under the rules that fit it. */
  private HttpCache ruled(RequestHead request) {
    Rulebook book = rulebook;
    return book == null ? now() : book.under(now(), request);
  }

  /** Forgets a resource, and what is on its way from before (RFC 9111 §4.4). */
  void invalidate(Resource resource) {
    flights.forget(resource.key());
    resources.invalidate(resource);
  }

  Resources resources() {
    return resources;
  }

  @Override
  public void close() {
    finish();
    storage.store().close();
  }
}
