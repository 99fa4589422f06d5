package dev.larder.store.remote;

import dev.larder.stats.FailureLog;
import dev.larder.store.EntryKey;
import dev.larder.store.Invalidations;
import dev.larder.store.RemotePosition;
import dev.larder.store.RemotePosition.Position;
import dev.larder.store.remote.redis.Commands;
import dev.larder.store.remote.redis.RedisConnection;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other machines what was invalidated on this one (RFC 9111 §4.4), and learns from them,
 * through a stream of bounded length. It is read at most once a second, and only while there are
 * requests. Unlike messages, what it holds is not lost while a connection is away. Any thread may
 * call.
 */
final class InvalidationStream {

  /** About how many invalidations the stream keeps. */
  private static final int LENGTH = 65_536;

  /** How long the stream stays after the last one. */
  private static final long LIFE_MILLIS = TimeUnit.DAYS.toMillis(7);

  private static final int AT_ONCE = 512;

  /** How often the position is kept. */
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What comes in the last moments before the position is kept is read again. */
  private static final long MARGIN_MILLIS = 2000;

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So many are sent at once, and so often: two hundred a second. */
  private static final int SENT_AT_ONCE = 20;

  private static final long SEND_MILLIS = 100;

  private static final Duration WRITING = Duration.ofSeconds(2);

  /** How many wait to be sent; what is beyond is not told. */
  private static final int MOST_WAITING = 4096;

  private final RemoteCalls calls;
  private final RemoteEntries entries;
  private final ServerClock clock;
  private final Invalidations local;
  private final Invalidated invalidated;
  private final String stream;
  private final boolean push;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile long readNext = System.nanoTime();

  private final RemotePosition kept;
  private final FailureLog failures;

  /** The identifier of what was read last; guarded by this. */
  private @Nullable Position position;

  /** Whether this process has brought or offered something, so that the directory has its part. */
  private volatile boolean used;

  private volatile long keepNext = System.nanoTime();

  /** When all there was had been read, in milliseconds by the server's clock. */
  private volatile long lastRead;

  private record Waiting(int slot, Instant when) {}

  private final Map<EntryKey, Waiting> waiting = new LinkedHashMap<>();
  private boolean sending;
  private volatile boolean ending;

  /**
   * @param local hears what was invalidated elsewhere
   * @param kept where an earlier process of the directory has stopped to read
   * @param push whether others are told
   */
  InvalidationStream(
      RemoteCalls calls,
      RemoteEntries entries,
      Names names,
      ServerClock clock,
      Invalidations local,
      Invalidated invalidated,
      RemotePosition kept,
      FailureLog failures,
      boolean push) {
    this.calls = calls;
    this.entries = entries;
    this.stream = names.invalidations();
    this.clock = clock;
    this.local = local;
    this.invalidated = invalidated;
    this.kept = kept;
    this.failures = failures;
    this.push = push;
  }

  /** There is a request: reads on if that is due. */
  void poll() {
    if (System.nanoTime() - readNext >= 0 && reading.compareAndSet(false, true)) {
      readNext = System.nanoTime() + INTERVAL_NANOS;
      sendWaiting();
      calls.submit(
          () -> {
            try {
              read();
            } finally {
              reading.set(false);
            }
          },
          () -> reading.set(false));
    }
  }

  /** Reads on, on the thread of the caller, which is one of the tier. */
  void read() {
    try {
      boolean more = true;
      for (int entries = 0; more; entries += AT_ONCE) {
        String after = position();
        if (after == null) {
          return;
        }
        long sent = System.nanoTime();
        List<@Nullable Object> replies =
            calls.ask(
                stream,
                connection ->
                    connection.call(Commands.time(), Commands.xread(stream, AT_ONCE, after)));
        clock.time(replies.get(0), sent);
        long time = clock.now().toEpochMilli();
        more = take(replies.get(1)) == AT_ONCE;
        if (!more) {
          lastRead = time;
        }
        if (entries >= LENGTH) {
          everything(); // what came before may be gone from the stream
          more = false;
        }
      }
      if (System.nanoTime() - keepNext >= 0) {
        keepNext = System.nanoTime() + KEEP_NANOS;
        keep();
      }
    } catch (IOException e) {
      // Was counted; the stream holds what there is until the next time.
    }
  }

  /**
   * From where the stream is read on; null if that is not known yet. At first that is where an
   * earlier process has stopped. If there was none, what is invalidated from now on is of interest:
   * the identifiers of a stream are times.
   */
  private synchronized @Nullable String position() {
    if (position == null && clock.isUsable()) {
      long now = Math.max(0, clock.now().toEpochMilli());
      Position before = before();
      if (before != null && now - before.millis() >= LIFE_MILLIS) {
        everything(); // the stream may have ended since, and begun anew
        before = null;
      }
      position = before == null ? new Position(now, 0) : before;
    }
    return position == null ? null : position.toString();
  }

  private @Nullable Position before() {
    try {
      return kept.read();
    } catch (IOException e) {
      return null; // who writes it says why
    }
  }

  /** The directory has a part in what the stream tells of. */
  void use() {
    used = true;
  }

  /** Keeps for the next process of the directory what this one has read. */
  void keep() {
    Position read;
    synchronized (this) {
      read = position;
    }
    if (!used || read == null || !clock.isUsable()) {
      return;
    }
    Position quiet = new Position(lastRead - MARGIN_MILLIS, 0);
    try {
      kept.write(quiet.compareTo(read) > 0 ? quiet : read);
    } catch (IOException e) {
      failures.record("keeping the position in the remote tier", e);
    }
  }

  /** As if each slot was invalidated. */
  private synchronized void everything() {
    Instant now = clock.now();
    for (int slot = 0; slot < Invalidations.SLOTS; slot++) {
      learn(slot, now);
    }
    position = null;
  }

  /**
   * The command whose reply {@link #take} reads, for one who has just written: what was invalidated
   * meanwhile.
   */
  Commands.@Nullable Command question() {
    String after = position();
    return after == null ? null : Commands.xread(stream, AT_ONCE, after);
  }

  /** Takes what the stream has; gives how many there were. */
  synchronized int take(@Nullable Object reply) {
    if (!(reply instanceof List<?> streams)
        || streams.isEmpty()
        || !(streams.get(0) instanceof List<?> pair)
        || pair.size() != 2
        || !(pair.get(1) instanceof List<?> all)) {
      return 0;
    }
    for (Object one : all) {
      if (one instanceof List<?> entry
          && entry.size() == 2
          && entry.get(0) instanceof byte[] id
          && entry.get(1) instanceof List<?> fields) {
        advance(new String(id, StandardCharsets.US_ASCII));
        learn(fields);
      }
    }
    return all.size();
  }

  /** Several may have read at once: the position does not go back. */
  private synchronized void advance(String id) {
    if (id.matches("\\d{1,18}-\\d{1,18}")) {
      int dash = id.indexOf('-');
      Position read =
          new Position(
              Long.parseLong(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1)));
      if (position == null || read.compareTo(position) > 0) {
        position = read;
      }
    }
  }

  private void learn(List<?> fields) {
    long slot = fields.size() == 4 ? number(fields.get(1)) : -1;
    long micros = slot < 0 ? -1 : number(fields.get(3));
    if (slot < Invalidations.SLOTS && micros >= 0) {
      Instant when = Invalidated.instant(micros);
      Instant now = clock.now();
      learn((int) slot, when.isAfter(now) ? now : when);
    }
  }

  /** A number, or -1. */
  private static long number(@Nullable Object text) {
    String digits =
        text instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : "";
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
  }

  private void learn(int slot, Instant when) {
    if (invalidated.add(slot, when)) {
      local.add(slot);
    }
  }

  /**
   * This machine has invalidated a resource.
   *
   * @param when by the clock of this machine
   */
  void add(EntryKey resource, int slot, Instant when) {
    Instant server = clock.toServer(when).plus(clock.error());
    invalidated.add(slot, server);
    if (!push) {
      return;
    }
    synchronized (waiting) {
      if (waiting.size() < MOST_WAITING || waiting.containsKey(resource)) {
        waiting.put(resource, new Waiting(slot, server));
      }
    }
    sendWaiting();
  }

  /** Sends what waits, unless that is being done, or the server is away: then it waits on. */
  private void sendWaiting() {
    synchronized (waiting) {
      if (sending || waiting.isEmpty() || !calls.isReady() || !calls.takesWrites()) {
        return;
      }
      sending = true;
    }
    calls.submit(this::send, () -> sent(0));
  }

  private void send() {
    Map<EntryKey, Waiting> some = new LinkedHashMap<>();
    synchronized (waiting) {
      for (Map.Entry<EntryKey, Waiting> one : waiting.entrySet()) {
        if (some.size() < SENT_AT_ONCE) {
          some.put(one.getKey(), one.getValue());
        }
      }
    }
    try {
      tell(some);
      synchronized (waiting) {
        some.forEach(waiting::remove);
      }
    } catch (IOException e) {
      // Was counted; it waits on.
    } finally {
      sent(ending ? 0 : SEND_MILLIS);
    }
  }

  /** Waits until the others are told of all, if the server answers; nothing is added any more. */
  void await(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    ending = true;
    sendWaiting();
    try {
      synchronized (waiting) {
        while (!waiting.isEmpty() && calls.isReady() && calls.takesWrites()) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) {
            return;
          }
          waiting.wait(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sent(long millis) {
    Threads.later(
        millis,
        () -> {
          synchronized (waiting) {
            sending = false;
            waiting.notifyAll();
          }
          sendWaiting();
        });
  }

  /**
   * First the stream is told and then the entry removed. Who publishes an older entry reads the
   * stream after that: so either this removal comes later, or the other machine removes it.
   */
  private void tell(Map<EntryKey, Waiting> some) throws IOException {
    List<Commands.Command> told = new ArrayList<>();
    for (Waiting one : some.values()) {
      String micros = Long.toString(Invalidated.micros(one.when));
      told.add(
          Commands.xadd(stream, LENGTH, List.of("s", Integer.toString(one.slot), "t", micros)));
    }
    told.add(Commands.pexpire(stream, LIFE_MILLIS));
    calls.ask(stream, WRITING, connection -> call(connection, told));
    for (EntryKey key : some.keySet()) {
      String entry = entries.entry(key);
      calls.ask(entry, WRITING, connection -> connection.call(Commands.unlink(entry)));
    }
  }

  private static List<@Nullable Object> call(
      RedisConnection connection, List<Commands.Command> commands) throws IOException {
    return connection.call(commands.toArray(new Commands.Command[0]));
  }
}
