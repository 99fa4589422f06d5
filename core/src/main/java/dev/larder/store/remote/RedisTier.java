package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.RemoteTier;
import dev.larder.store.remote.RemoteEntries.Found;
import dev.larder.store.remote.redis.Commands;
import dev.larder.store.remote.redis.RedisConnection;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The tier on Redis or Valkey, once it has reached for its server. A request is never held: what it
 * asks for is done on the threads of the tier, and when its patience is over it goes on without.
 */
final class RedisTier implements RemoteTier {

  /** How long the end waits for what was offered and invalidated last, in milliseconds. */
  private static final long CLOSE_MILLIS = 400;

  /** How much later a response must be than another one, besides the error of the clock. */
  private static final Duration LATER = Duration.ofMillis(50);

  private final RemoteCalls calls;
  private final RemoteEntries entries;
  private final ServerClock clock;
  private final Invalidated invalidated;
  private final InvalidationStream stream;
  private final Leases leases;
  private final PushQueue pushes;
  private final Pushes.Limits limits;
  private final boolean push;

  RedisTier(TierParts parts) {
    this.calls = parts.calls();
    this.entries = parts.entries();
    this.clock = parts.clock();
    this.invalidated = parts.invalidated();
    this.stream = parts.stream();
    this.pushes = new PushQueue(calls, parts.pushes(), parts.statistics());
    this.limits = parts.limits();
    this.push = parts.push();
    this.leases =
        new Leases(
            calls,
            entries,
            parts.names(),
            this::isLookedFor,
            pushes::afterThose,
            parts.longestLease(),
            push,
            parts.statistics());
  }

  @Override
  public State state() {
    boolean ready = calls.isReady();
    if (ready) {
      stream.poll();
      return State.READY;
    }
    return clock.isTooFar() ? State.OFF : State.AWAY;
  }

  @Override
  public long maxEntrySize() {
    return push ? limits.maxEntrySize() : 0;
  }

  /** Whether what is stored is as late as a query wants it, and was not invalidated. */
  private boolean isLookedFor(Query query, EntryHead head) {
    EntryMetadata metadata = head.metadata();
    Instant than = query.laterThan();
    return !invalidated.covers(query.slot(), metadata.requestTime())
        && (than == null
            || metadata
                .responseTime()
                .isAfter(clock.toServer(than).plus(LATER).plus(clock.error())));
  }

  @Override
  public CompletableFuture<Answer> bring(Query query, Receiver into) {
    if (!calls.isReady()) {
      return CompletableFuture.completedFuture(Answer.UNKNOWN);
    }
    stream.poll();
    Bring bring = new Bring(query, into);
    bring.start();
    return bring.result;
  }

  /** How far one question has come. */
  private enum Stage {
    ASKED,
    LATE,
    BEGUN
  }

  /** One question. */
  private final class Bring {
    private final Query query;
    private final Receiver into;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ASKED);
    private final long started = System.nanoTime();
    private @Nullable Future<?> limit;

    Bring(Query query, Receiver into) {
      this.query = query;
      this.into = into;
    }

    void start() {
      limit = Threads.later(Math.max(1, query.patience().toMillis()), this::late);
      calls.submit(this::run, () -> end(Answer.UNKNOWN));
    }

    /**
     * The caller goes on alone; not on a thread of the tier, all of which may wait for the server.
     */
    private void late() {
      if (stage.compareAndSet(Stage.ASKED, Stage.LATE)) {
        result.complete(Answer.UNKNOWN);
      }
    }

    private void end(Answer answer) {
      Future<?> timer = limit;
      if (timer != null) {
        timer.cancel(false);
      }
      result.complete(answer);
    }

    private void run() {
      if (stage.get() != Stage.ASKED) {
        return;
      }
      Answer answer = Answer.UNKNOWN;
      try {
        answer = calls.ask(entries.entry(query.key()), this::ask);
      } catch (IOException e) {
        // Was counted.
      } finally {
        end(answer);
      }
    }

    private Answer ask(RedisConnection connection) throws IOException {
      boolean whole = query.laterThan() == null;
      Found found = question(connection, whole);
      if (found == null || !isLookedFor(query, found.head())) {
        return Answer.ABSENT;
      }
      if (!whole && found.head().chunks() > 0) {
        found = question(connection, true);
        if (found == null || !isLookedFor(query, found.head())) {
          return Answer.ABSENT;
        }
      }
      return stage.compareAndSet(Stage.ASKED, Stage.BEGUN)
          ? take(connection, found)
          : Answer.UNKNOWN;
    }

    private @Nullable Found question(RedisConnection connection, boolean withChunk)
        throws IOException {
      return entries.found(
          query.key(), connection.call(entries.question(query.key(), withChunk)).get(0));
    }

    private Answer take(RedisConnection connection, Found found) throws IOException {
      EntryHead head = found.head();
      EntryWriter writer;
      try {
        writer =
            into.begin(
                EntryHead.retimed(head.metadata(), clock::toLocal), head.length(), head.sum());
      } catch (IOException | RuntimeException e) {
        throw new LocalException(e);
      }
      if (writer == null) {
        return Answer.BROUGHT;
      }
      boolean right = false;
      try {
        right = entries.body(found, writer, entries.chunks(connection, head, stall()));
        if (right) {
          stream.use();
          commit(writer);
        }
        return right ? Answer.BROUGHT : Answer.ABSENT;
      } finally {
        if (!right) {
          writer.discard();
        }
      }
    }

    /**
     * How long the body may stand still: what the head has left of the patience, and longer only
     * where the server takes long for each answer.
     */
    private Duration stall() {
      long took = System.nanoTime() - started;
      long patience = calls.patience().toNanos();
      return Duration.ofNanos(Math.max(patience - took, Math.min(patience, 2 * took)));
    }

    private void commit(EntryWriter writer) throws IOException {
      try {
        writer.commit();
      } catch (IOException e) {
        throw new LocalException(e);
      }
    }
  }

  @Override
  public CompletableFuture<Lease> lease(Query query) {
    return calls.isReady() && (!push || calls.takesWrites())
        ? leases.lease(query)
        : CompletableFuture.completedFuture(Leases.none(Lease.State.UNKNOWN));
  }

  @Override
  public void offer(Offer offer) {
    stream.use();
    if (push && calls.isReady()) {
      pushes.offer(offer);
    }
  }

  @Override
  public void invalidated(EntryKey resource, int slot, Instant when) {
    stream.add(resource, slot, when);
  }

  @Override
  public void superseded(EntryKey key, Duration grace) {
    if (push && calls.isReady() && calls.takesWrites()) {
      String entry = entries.entry(key);
      pushes.afterThose(
          () -> {
            try {
              calls.ask(
                  entry,
                  connection ->
                      connection.call(Commands.pexpireIfShorter(entry, grace.toMillis())));
            } catch (IOException e) {
              // It ends when it would have ended.
            }
          });
    }
  }

  @Override
  public void close() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    leases.releaseAll();
    pushes.await(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    stream.await(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    stream.keep();
    calls.close();
  }
}
