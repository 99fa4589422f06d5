package dev.larder.store.remote;

import dev.larder.store.EntryKey;
import dev.larder.store.Invalidations;
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

  /** The identifier of what was read last; guarded by this. */
  private @Nullable String position;

  private record Waiting(int slot, Instant when) {}

  private final Map<EntryKey, Waiting> waiting = new LinkedHashMap<>();
  private boolean sending;

  /**
   * @param local hears what was invalidated elsewhere
   * @param push whether others are told
   */
  InvalidationStream(
      RemoteCalls calls,
      RemoteEntries entries,
      Names names,
      ServerClock clock,
      Invalidations local,
      Invalidated invalidated,
      boolean push) {
    this.calls = calls;
    this.entries = entries;
    this.stream = names.invalidations();
    this.clock = clock;
    this.local = local;
    this.invalidated = invalidated;
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

  /** Reads on, on the thread of a caller who has just written. */
  void readNow() {
    read();
  }

  private void read() {
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
        more = take(replies.get(1)) == AT_ONCE;
        if (entries >= LENGTH) {
          everything(); // what came before may be gone from the stream
          more = false;
        }
      }
    } catch (IOException e) {
      // Was counted; the stream holds what there is until the next time.
    }
  }

  /**
   * From where the stream is read on; null if that is not known yet. At first, what is invalidated
   * from now on is of interest: the identifiers of a stream are times.
   */
  private synchronized @Nullable String position() {
    if (position == null && clock.isUsable()) {
      position = Math.max(0, clock.now().toEpochMilli()) + "-0";
    }
    return position;
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
    String now = position;
    if (id.matches("\\d{1,18}-\\d{1,18}") && (now == null || isLater(id, now))) {
      position = id;
    }
  }

  private static boolean isLater(String id, String than) {
    int a = id.indexOf('-');
    int b = than.indexOf('-');
    int order =
        Long.compare(Long.parseLong(id.substring(0, a)), Long.parseLong(than.substring(0, b)));
    return order > 0
        || (order == 0
            && Long.parseLong(id.substring(a + 1)) > Long.parseLong(than.substring(b + 1)));
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
      sent(SEND_MILLIS);
    }
  }

  private void sent(long millis) {
    Threads.later(
        millis,
        () -> {
          synchronized (waiting) {
            sending = false;
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
