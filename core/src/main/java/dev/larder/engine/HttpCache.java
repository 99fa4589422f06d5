package dev.larder.engine;

import dev.larder.config.Mode;
import dev.larder.config.Rules;
import dev.larder.engine.collapse.RequestCollapser;
import dev.larder.engine.lookup.CacheParts;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.CommonEntries;
import dev.larder.engine.lookup.PendingWrites;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.engine.modes.LocalInvalidations;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.engine.remote.GuardedTier;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.rules.RuleEngine;
import dev.larder.engine.rules.RuledRequest;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Freshness;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.Storability;
import dev.larder.policy.Suitability;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.stats.Tally;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.FetchLocks;
import dev.larder.store.RemoteTier;
import dev.larder.store.Storage;
import dev.larder.version.VersionListener;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP cache (RFC 9111) that performs no network call: an integration asks it about each request
 * and follows its decision. Safe for use by any number of threads.
 */
public final class HttpCache implements AutoCloseable {

  /** How long a lookup, or the end of a process, waits for what a thread is writing just now. */
  private static final long FINISH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Storage storage;
  private final CacheParts parts;
  private final CacheView plain;
  private final Map<Mode, CacheView> byMode = new ConcurrentHashMap<>();
  private volatile @Nullable RuleEngine ruleEngine;
  private volatile @Nullable ModeSwitch modes;
  private volatile VersionListener versions = VersionListener.NONE;
  private volatile @Nullable RemoteUse remote;

  public HttpCache(
      Storage storage,
      CacheSettings settings,
      Statistics statistics,
      FailureLog failures,
      InstantSource clock) {
    this.storage =
        new Storage(
            storage.store(),
            new LocalInvalidations(storage.invalidations()),
            storage.identityKey(),
            storage.traces());
    this.parts =
        new CacheParts(
            statistics,
            failures,
            clock,
            new RequestCollapser(failures, settings.collapseWait()),
            new PendingWrites(failures, FINISH_NANOS),
            () -> versions,
            () -> remote,
            settings.cacheStatus());
    this.plain = CacheView.of(parts, this.storage, settings.policy());
    byMode.put(Mode.ON, plain);
  }

  /** Lets a switch tell the mode of the exchanges that are made from now on. */
  public void setModeSwitch(ModeSwitch mode) {
    modes = mode;
  }

  /** Lets a listener hear of what is stored from now on. */
  public void setVersionListener(VersionListener kept) {
    versions = kept;
  }

  /** Lets requests wait for those of other processes from now on. */
  public void setFetchLocks(FetchLocks locks) {
    parts.collapser().setLocks(locks);
  }

  /**
   * Asks a remote tier from now on.
   *
   * @param opened makes it, given what is stored here
   */
  public void setRemote(Function<Storage, RemoteUse> opened) {
    RemoteUse made = opened.apply(storage);
    remote =
        new RemoteUse(
            new GuardedTier(made.tier(), parts.failures()),
            made.patience(),
            made.scope(),
            made.identities());
  }

  /** A newer version has taken over from an entry, which is of use for so long at most. */
  public void superseded(EntryKey key, Duration grace) {
    RemoteUse used = remote;
    if (used != null) {
      used.tier().superseded(key, grace);
    }
  }

  /** Whether the remote tier is asked. */
  public RemoteTier.State remoteState() {
    RemoteUse used = remote;
    return used == null ? RemoteTier.State.OFF : used.tier().state();
  }

  /** Applies other rules to the exchanges that are made from now on. */
  public void setRules(Rules rules) {
    ruleEngine =
        rules.isEmpty()
            ? null
            : new RuleEngine(rules, plain.policy().identity(), parts.statistics());
  }

  /** A new exchange for one request of an unnamed client. */
  public Exchange exchange(RequestHead request) {
    return exchange(ClientRequest.of(Statistics.OTHER, request));
  }

  /** Whether a rule lets what this request brings be stored by the request's body. */
  public boolean asksForBody(RequestHead request) {
    RuleEngine engine = ruleEngine;
    return engine != null && engine.asksForBody(request);
  }

  /** A new exchange for one request; nothing is looked up before it begins. */
  public Exchange exchange(ClientRequest of) {
    hearFromOthers();
    return new Exchange(ruled(of), of.patience(), tally(of.client(), of.head()));
  }

  /** Lets the remote tier hear what other machines invalidate, as long as there are requests. */
  private void hearFromOthers() {
    RemoteUse used = remote;
    if (used != null) {
      used.tier().state();
    }
  }

  private RuledRequest ruled(ClientRequest of) {
    CacheView view = now();
    RequestHead seen = view.mode().asksNetwork() ? of.head() : RuleEngine.willing(of.head());
    RuleEngine engine = ruleEngine;
    return engine == null
        ? RuledRequest.of(view, seen, of.partition())
        : engine.apply(view, seen, of.partition(), of.body());
  }

  /** What the rules make of a request, for people. Nothing is looked up. */
  public AppliedRules appliedRules(RequestHead request) {
    return AppliedRules.of(
        ruled(ClientRequest.of(Statistics.OTHER, request)), key(request).uri(), origins(request));
  }

  private Tally tally(String client, RequestHead request) {
    return parts.statistics().of(client, request.uri().getHost());
  }

  /**
   * What would happen to a request now, for people. Nothing is done or counted.
   *
   * @throws IOException if the directory can't be used
   */
  public Explanation explain(RequestHead request) throws IOException {
    return Explanation.of(exchange(request), key(request).uri(), now().mode(), origins(request));
  }

  /** Where the rules that fit a request come from. */
  private List<String> origins(RequestHead request) {
    RuleEngine engine = ruleEngine;
    return engine == null ? List.of() : engine.origins(request);
  }

  /** In the mode of now. */
  private CacheView now() {
    ModeSwitch told = modes;
    return told == null ? plain : byMode.computeIfAbsent(told.mode(), plain::in);
  }

  /** Counts and tells a request that an integration leaves alone. */
  public void passed(String client, RequestHead request, Reason reason) {
    Tally tally = tally(client, request);
    RuledRequest unruled = RuledRequest.of(plain, request, "");
    new OutcomeRecorder(unruled, unruled.requestClass(), tally).passed(reason);
  }

  /** Whether what answers a request may invalidate what is stored (RFC 9111 §4.4). */
  public boolean isUnsafe(RequestHead request) {
    return RequestClass.of(request).invalidates();
  }

  /**
   * The network has answered a request that an integration leaves alone: what that invalidates is
   * forgotten.
   */
  public void passed(ClientRequest request, ResponseHead response) {
    exchange(request).invalidate(response);
  }

  /**
   * Writes what callers have read to its end and is not written yet, and ends the remote tier; for
   * the end of a process.
   */
  public void finish() {
    parts.pendingWrites().finish();
    RemoteUse used = remote;
    if (used != null) {
      used.tier().close();
    }
  }

  /** Forgets every response to requests for a URI, whosoever it is. */
  public void forget(URI uri) {
    RequestHead request = RequestHead.get(uri, Headers.empty());
    ruled(request).invalidate(key(request));
  }

  /** The URI that entries for this one state: normalised, by the rules, and without secrets. */
  public String stated(URI uri) {
    return key(RequestHead.get(uri, Headers.empty())).uri();
  }

  private PrimaryKey key(RequestHead request) {
    RuleEngine engine = ruleEngine;
    URI seen = engine == null ? request.uri() : engine.seen(request);
    return ruled(request).keys().primaryKey(seen, request, "");
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
    CacheView under = ruled(request);
    Instant now = parts.clock().instant();
    PrimaryKey resource = under.keys().primaryKey(request, "");
    boolean served =
        under.passing() == null
            && under.mode() != Mode.REFRESH
            && under.resources().isCurrent(resource, metadata.generation())
            && Storability.isUsable(request, metadata.stored(), under.policy())
            && Suitability.of(request, metadata.stored(), under.policy(), now).isFresh();
    return served
        ? now.plus(Freshness.of(metadata.stored(), under.policy(), now).remaining())
        : null;
  }

  /** Tells which stored responses are for everybody, whatever the rules are. */
  public CommonEntries commonEntries() {
    return new CommonEntries(plain);
  }

  /** The cache as it is now for a request, under the rules that fit it. */
  private CacheView ruled(RequestHead request) {
    RuleEngine engine = ruleEngine;
    return engine == null ? now() : engine.under(now(), request);
  }

  @Override
  public void close() {
    finish();
    storage.store().close();
  }
}
