package dev.larder.store.remote;

import dev.larder.stats.Counter;
import dev.larder.stats.Statistics;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.Query;
import dev.larder.store.remote.redis.Commands;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which machine asks the origin for a resource. A lease is a key that ends by itself after
 * three seconds, unless its holder renews it. It is a hint: if two machines hold one, the origin is
 * asked twice. Any thread may call.
 */
final class Leases {
  private static final long LIFE_MILLIS = 3000;
  private static final long RENEW_MILLIS = 1000;

  /** How long a resource counts as not worth waiting for. */
  private static final long REFUSED_MILLIS = 60_000;

  private static final String REFUSED = "-";

  /** The first wait between two looks, what each is longer than the one before, and the longest. */
  private static final double FIRST_MILLIS = 5;

  private static final double GROWTH = 1.4;
  private static final double LONGEST_MILLIS = 50;

  /** Where ends of leases wait until what was offered before is pushed. */
  interface Turn {
    void take(Runnable task);
  }

  private final RemoteCalls calls;
  private final RemoteEntries entries;
  private final Names names;
  private final BiPredicate<Query, EntryHead> isLookedFor;
  private final Turn turn;
  private final Duration longest;
  private final boolean push;
  private final Statistics statistics;
  private final Set<Held> held = ConcurrentHashMap.newKeySet();

  /**
   * @param isLookedFor whether what is stored is what a query looks for
   * @param longest how long a lease is renewed at most
   * @param push whether this machine holds leases: others would wait in vain for one that does not
   *     push what it fetches. It waits for those of others all the same
   */
  Leases(
      RemoteCalls calls,
      RemoteEntries entries,
      Names names,
      BiPredicate<Query, EntryHead> isLookedFor,
      Turn turn,
      Duration longest,
      boolean push,
      Statistics statistics) {
    this.calls = calls;
    this.entries = entries;
    this.names = names;
    this.isLookedFor = isLookedFor;
    this.turn = turn;
    this.longest = longest;
    this.push = push;
    this.statistics = statistics;
  }

  /** A lease that is none. */
  static Lease none(Lease.State state) {
    return new Lease() {
      @Override
      public State state() {
        return state;
      }

      @Override
      public void release() {}

      @Override
      public void refuse() {}
    };
  }

  /** Asks for a lease, and waits for another machine if that has it. */
  CompletableFuture<Lease> lease(Query query) {
    Attempt attempt = new Attempt(query);
    attempt.begin();
    return attempt.result;
  }

  /** A request for a lease. */
  private final class Attempt {
    private final Query query;
    private final String lease;
    private final String token = Names.token();
    private final long started = System.nanoTime();
    private final CompletableFuture<Lease> result = new CompletableFuture<>();
    private double wait = FIRST_MILLIS;
    private boolean waited;
    private volatile boolean answered;

    Attempt(Query query) {
      this.query = query;
      this.lease = names.lease(names.of(query.key()));
    }

    /** The first look is bounded by a timer: all threads of the tier may wait for the server. */
    void begin() {
      Future<?> bound =
          Threads.later(
              Math.max(1, query.patience().toMillis()),
              () -> {
                if (!answered) {
                  result.complete(none(Lease.State.UNKNOWN));
                }
              });
      result.whenComplete((lease, failure) -> bound.cancel(false));
      calls.submit(this::look, this::giveUp);
    }

    void giveUp() {
      complete(none(Lease.State.UNKNOWN));
    }

    private void complete(Lease found) {
      if (waited) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
        statistics.add(Counter.REMOTE_WAITED, 1);
        statistics.add(Counter.REMOTE_MICROS_WAITED, micros);
      }
      if (!result.complete(found)) {
        found.release(); // nobody waits for it any more
      }
    }

    void look() {
      if (!calls.isReady() || (push && !calls.takesWrites()) || isOver() || result.isDone()) {
        giveUp();
        return;
      }
      try {
        Commands.Command first =
            push ? Commands.setIfAbsent(lease, token, LIFE_MILLIS) : Commands.exists(lease);
        List<@Nullable Object> replies =
            calls.ask(
                lease,
                connection ->
                    connection.call(
                        first, entries.question(query.key(), false), Commands.get(lease)));
        answered = true;
        decide(replies);
      } catch (IOException e) {
        giveUp();
      }
    }

    private void decide(List<@Nullable Object> replies) throws IOException {
      boolean won = push && replies.get(0) != null;
      RemoteEntries.Found found = entries.found(query.key(), replies.get(1));
      if (found != null && isLookedFor.test(query, found.head())) {
        if (won) {
          calls.ask(lease, connection -> connection.call(Commands.unlink(lease)));
        }
        complete(none(Lease.State.STORED));
      } else if (won) {
        if (waited) {
          statistics.add(Counter.REMOTE_TAKEN_OVER, 1);
        }
        Held mine = new Held(lease, token);
        held.add(mine);
        mine.renewLater();
        complete(mine);
      } else if (replies.get(2) instanceof byte[] holder
          && new String(holder, StandardCharsets.US_ASCII).equals(REFUSED)) {
        complete(none(Lease.State.NOT_WORTH));
      } else if (!push && replies.get(2) == null) {
        giveUp(); // nobody else asks the origin
      } else {
        later();
      }
    }

    private boolean isOver() {
      return System.nanoTime() - started >= query.limit().toNanos();
    }

    private void later() {
      waited = true;
      double spread = 0.75 + 0.5 * ThreadLocalRandom.current().nextDouble();
      long left = query.limit().toMillis() - millisSince(started);
      if (left <= 0) {
        giveUp();
        return;
      }
      Threads.later(
          Math.max(1, Math.min(left, Math.round(wait * spread))),
          () -> calls.submit(this::look, this::giveUp));
      wait = Math.min(LONGEST_MILLIS, GROWTH * wait);
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  /** A lease that this machine has. */
  private final class Held implements Lease {
    private final String lease;
    private final String token;
    private final long since = System.nanoTime();
    private final AtomicBoolean ending = new AtomicBoolean();
    private long renewed = System.nanoTime();
    private boolean ended;

    Held(String lease, String token) {
      this.lease = lease;
      this.token = token;
    }

    @Override
    public State state() {
      return State.HELD;
    }

    private void renewLater() {
      Threads.later(RENEW_MILLIS, () -> calls.submit(this::renew, () -> held.remove(this)));
    }

    /** Goes on until what was fetched is pushed: till then others would find nothing. */
    private synchronized void renew() {
      boolean lost = millisSince(renewed) >= LIFE_MILLIS;
      if (ended || lost || millisSince(since) >= longest.toMillis() || !calls.isReady()) {
        held.remove(this);
        return;
      }
      try {
        Object reply =
            calls.ask(
                lease,
                connection ->
                    connection.call(Commands.setIfPresent(lease, token, LIFE_MILLIS)).get(0));
        if (reply != null) {
          renewed = System.nanoTime();
          renewLater();
          return;
        }
      } catch (IOException e) {
        // It ends by itself.
      }
      held.remove(this);
    }

    @Override
    public void release() {
      end(this::unlink);
    }

    @Override
    public void refuse() {
      end(
          () -> {
            try {
              calls.ask(
                  lease,
                  connection -> connection.call(Commands.set(lease, REFUSED, REFUSED_MILLIS)));
            } catch (IOException e) {
              // It ends by itself.
            }
          });
    }

    private void end(Runnable how) {
      if (ending.compareAndSet(false, true)) {
        held.remove(this);
        turn.take(() -> endNow(how));
      }
    }

    private synchronized void endNow(Runnable how) {
      ended = true;
      if (calls.isReady()) {
        how.run();
      }
    }

    /** Removes it if it is still this machine's. */
    void unlink() {
      try {
        calls.ask(
            lease,
            connection -> {
              Object now = connection.call(Commands.get(lease)).get(0);
              boolean own =
                  now instanceof byte[] bytes
                      && new String(bytes, StandardCharsets.US_ASCII).equals(token);
              return own ? connection.call(Commands.unlink(lease)) : List.of();
            });
      } catch (IOException e) {
        // It ends by itself.
      }
    }
  }

  /** Ends all that are held. */
  void releaseAll() {
    held.forEach(Lease::release);
  }
}
