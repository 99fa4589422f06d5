package dev.larder.engine.remote;

import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.ExchangeKeys;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.http.RequestHead;
import dev.larder.stats.Counter;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.Query;
import dev.larder.store.Variant;
import dev.larder.thread.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the remote tier before the origin is asked: for a response, or for a later one than what is
 * stored here and stale; for the variant that the request selects, if an index of variants comes;
 * and if there is nothing, for the lease of the resource. Who gets the lease asks the origin. Who
 * does not waits until another machine has stored something, and asks again.
 *
 * <p>No thread is held meanwhile: each step runs on the thread that ended the one before it.
 * Whatever the tier does, the lookup ends: the heads of answers are waited for no longer than the
 * patience of the request, a body no longer than it moves.
 */
public final class RemoteLookup {

  /** How often the tier is asked at most, as other machines have stored something. */
  private static final int ROUNDS = 4;

  /**
   * When no byte of a body has come for so many milliseconds, or for the patience if that is
   * longer, it is not waited for any more.
   */
  private static final long STILL_MILLIS = 250;

  /**
   * Bytes of the largest body that is brought for a request that wants less: what one reply has.
   */
  private static final long SMALL = 256 << 10;

  private final CacheView view;
  private final RemoteUse use;
  private final RequestHead request;

  /** Bytes of the largest body that is brought. */
  private final long largest;

  private final InFlightFetch fetch;
  private final OutcomeRecorder outcomes;
  private final BooleanSupplier answered;

  /** How long the heads of answers and the word on a lease are waited for, in all. */
  private final Duration patience;

  /** How long other machines are waited for. */
  private final Duration limit;

  /** What is stored here and stale, or null. */
  private final @Nullable EntryCandidate held;

  /** Where a response for the request may lie. */
  private final List<PrimaryKey> resources;

  /** The resource for which one machine at a time asks the origin, or null if each does. */
  private final @Nullable PrimaryKey leased;

  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private volatile boolean brought;

  /** Whether there was an index without the variant that the request selects. */
  private volatile boolean unlisted;

  /** When the latest response arrived that is known of, or null. */
  private volatile @Nullable Instant latest;

  /** For how many nanoseconds the server is still waited for. */
  private volatile long left;

  /**
   * What is asked for.
   *
   * @param whole whether all of a response is wanted: of others only small bodies are worth
   *     bringing
   * @param held what is stored here and must not be used as it is, or null
   * @param patience how long the request waits for others at most, or null for the setting
   */
  public record Wanted(
      RequestHead request,
      boolean whole,
      ExchangeKeys keys,
      @Nullable EntryCandidate held,
      @Nullable Duration patience) {}

  /**
   * Does nothing yet.
   *
   * @param fetch of the request, for which others of this process wait
   * @param answered whether what is stored here by now answers the request
   */
  public RemoteLookup(
      CacheView view,
      RemoteUse use,
      Wanted wanted,
      InFlightFetch fetch,
      OutcomeRecorder outcomes,
      BooleanSupplier answered) {
    this.view = view;
    this.use = use;
    this.request = wanted.request;
    this.largest = wanted.whole ? Long.MAX_VALUE : SMALL;
    this.fetch = fetch;
    this.outcomes = outcomes;
    this.answered = answered;
    this.limit = view.parts().collapser().limit(wanted.patience);
    Duration most = wanted.patience;
    this.patience = most != null && most.compareTo(use.patience()) < 0 ? most : use.patience();
    EntryCandidate found = wanted.held;
    this.held = found == null || found.stored().head().status() == 206 ? null : found;
    this.latest = held == null ? null : held.stored().responseTime();
    this.resources = resources(wanted.keys);
    this.leased = leased(wanted.keys);
  }

  private List<PrimaryKey> resources(ExchangeKeys keys) {
    List<PrimaryKey> places = new ArrayList<>(2);
    PrimaryKey own = keys.own();
    boolean shared = use.identities() && view.storage().identityKey().isPortable();
    if (own != null && own.portable() && shared) {
      places.add(own);
    }
    if (keys.common().portable()) {
      places.add(keys.common());
    }
    return places;
  }

  private @Nullable PrimaryKey leased(ExchangeKeys keys) {
    if (resources.isEmpty() || fetch == InFlightFetch.NONE || limit.isZero()) {
      return null;
    }
    PrimaryKey first = resources.get(0);
    EntryCandidate found = held;
    boolean forAll = found != null && found.resource().equals(keys.common());
    // Each identity may get a response of its own from the origin.
    return keys.identified() && first.equals(keys.common()) && !forAll ? null : first;
  }

  /** Whether there is anything to ask for. */
  public boolean isOfUse() {
    return !resources.isEmpty();
  }

  /** Whether the tier has brought a response. */
  public boolean brought() {
    return brought;
  }

  /** Asks. Completes when the request can go on. */
  public CompletableFuture<Void> start() {
    fetch.busy(true); // it does not move, and is waited for all the same
    left = patience.toNanos();
    safely(() -> ask(ROUNDS, 0));
    return released;
  }

  /** Asks, only to count what the tier has; nobody waits for that. */
  public void observe() {
    ArrivingEntry unused = arriving(new EntryLocation(resources.get(0), null), null);
    unused.giveUp();
    left = patience.toNanos();
    outcomes.add(Counter.REMOTE_ASKED, 1);
    safely(
        () ->
            bring(
                unused,
                null,
                answer ->
                    outcomes.add(
                        switch (answer) {
                          case BROUGHT -> Counter.REMOTE_BROUGHT;
                          case ABSENT -> Counter.REMOTE_ABSENT;
                          case UNKNOWN -> Counter.REMOTE_LATE;
                        },
                        1)));
  }

  /** Asks for what lies under a resource, then under the next one, then for the lease. */
  private void ask(int rounds, int index) {
    if (index == resources.size()) {
      lease(rounds);
      return;
    }
    PrimaryKey resource = resources.get(index);
    EntryCandidate found = held;
    EntryCandidate stale = found != null && found.resource().equals(resource) ? found : null;
    ArrivingEntry first = arriving(new EntryLocation(resource, null), stale);
    outcomes.add(Counter.REMOTE_ASKED, 1);
    Instant own = stale == null ? null : stale.stored().responseTime();
    bring(
        first,
        own == null || rounds == 0 ? own : latest,
        answer -> {
          EntryMetadata arrived = first.metadata();
          if (answer == Answer.UNKNOWN) {
            late();
          } else if (arrived != null && !arrived.variants().isEmpty()) {
            Iterator<Variant> selected =
                view.resources().selected(resource, arrived, request).iterator();
            variants(selected, resource, stale, () -> goOn(rounds, index));
          } else {
            if (arrived == null) {
              outcomes.add(Counter.REMOTE_ABSENT, 1);
            }
            goOn(rounds, index);
          }
        });
  }

  /** Asks for the variants of an index one by one; there is one, unless indexes were merged. */
  private void variants(
      Iterator<Variant> selected,
      PrimaryKey resource,
      @Nullable EntryCandidate stale,
      Runnable then) {
    if (!selected.hasNext()) {
      if (!brought) {
        outcomes.add(Counter.REMOTE_ABSENT, 1);
        unlisted = true;
      }
      then.run();
      return;
    }
    EntryLocation location = new EntryLocation(resource, selected.next());
    bring(
        arriving(location, stale),
        stale == null ? null : stale.stored().responseTime(),
        answer -> {
          if (answer == Answer.UNKNOWN) {
            late();
          } else {
            variants(selected, resource, stale, then);
          }
        });
  }

  private void goOn(int rounds, int index) {
    if (brought && answered.getAsBoolean()) {
      end();
    } else {
      ask(rounds, index + 1);
    }
  }

  private void lease(int rounds) {
    PrimaryKey resource = leased;
    if (resource == null || rounds == 0) {
      end();
      return;
    }
    if (left <= 0) {
      late();
      return;
    }
    long asked = System.nanoTime();
    long before = left;
    AtomicBoolean over = new AtomicBoolean();
    Future<?> bound =
        Threads.later(
            limit.plus(patience).toMillis(),
            () -> {
              if (over.compareAndSet(false, true)) {
                end();
              }
            });
    use.tier()
        .lease(new Query(resource.key(), slot(resource), latest, Duration.ofNanos(before), limit))
        .thenAccept(
            lease -> {
              bound.cancel(false);
              if (over.compareAndSet(false, true)) {
                long took = System.nanoTime() - asked;
                // Who has waited for another machine has its patience again.
                left = took > before ? patience.toNanos() : before - took;
                safely(() -> leased(lease, rounds));
              } else {
                lease.release(); // nobody waits for it any more
              }
            });
  }

  private void leased(Lease lease, int rounds) {
    switch (lease.state()) {
      case STORED -> ask(rounds - 1, 0);
      case HELD -> {
        fetch.lease(lease);
        if (unlisted && rounds > 0) {
          // Two variants may have been stored at once: only the index itself tells.
          ask(0, 0);
        } else {
          end();
        }
      }
      case NOT_WORTH, UNKNOWN -> end();
    }
  }

  private ArrivingEntry arriving(EntryLocation location, @Nullable EntryCandidate stale) {
    long generation = view.resources().generation(location.resource());
    return new ArrivingEntry(view, request, location, generation, largest, stale, outcomes);
  }

  private static int slot(PrimaryKey resource) {
    return Invalidations.slot(resource.hash());
  }

  /** Asks for one entry. */
  private void bring(ArrivingEntry entry, @Nullable Instant laterThan, Consumer<Answer> next) {
    if (left <= 0) {
      next.accept(Answer.UNKNOWN);
      return;
    }
    Duration wait = Duration.ofNanos(left);
    EntryLocation location = entry.location();
    Query query = new Query(location.key(), slot(location.resource()), laterThan, wait);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    use.tier().bring(query, entry).thenAccept(answer::complete);
    bound(answer, entry, wait.plusMillis(1).toMillis(), -1);
    answer.thenAccept(
        told ->
            safely(
                () -> {
                  left = wait.toNanos() - entry.headNanos();
                  if (told != Answer.UNKNOWN) {
                    outcomes.remoteTook(entry.headNanos());
                  }
                  seen(entry);
                  next.accept(told);
                }));
  }

  /**
   * Gives an answer up when its head has not come in time, or its body does not move.
   *
   * @param before bytes of the body that had come at the last look, -1 at the first
   */
  private void bound(
      CompletableFuture<Answer> answer, ArrivingEntry entry, long millis, long before) {
    if (answer.isDone()) {
      return;
    }
    Future<?> look =
        Threads.later(
            millis,
            () -> {
              long now = entry.begun() ? entry.received() : -1;
              if (now == before) {
                entry.giveUp();
                answer.complete(Answer.UNKNOWN);
              } else {
                bound(answer, entry, Math.max(STILL_MILLIS, patience.toMillis()), now);
              }
            });
    answer.thenRun(() -> look.cancel(false));
  }

  private void seen(ArrivingEntry entry) {
    brought = brought || entry.stored();
    EntryMetadata arrived = entry.metadata();
    Instant before = latest;
    if (arrived != null && (before == null || arrived.responseTime().isAfter(before))) {
      latest = arrived.responseTime();
    }
  }

  private void late() {
    outcomes.add(Counter.REMOTE_LATE, 1);
    end();
  }

  private void end() {
    fetch.busy(false);
    fetch.sent();
    released.complete(null);
  }

  private void safely(Runnable step) {
    try {
      step.run();
    } catch (Throwable failure) {
      view.parts().failures().record("asking the remote tier", failure);
      end();
    }
  }
}
