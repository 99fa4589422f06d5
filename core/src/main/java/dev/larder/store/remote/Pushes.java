package dev.larder.store.remote;

import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier.Offer;
import dev.larder.store.Storage;
import dev.larder.store.Variant;
import dev.larder.store.remote.RemoteEntries.Found;
import dev.larder.store.remote.redis.Commands;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is stored here to the server: what lies under its key now, if it was not invalidated.
 * For the threads of the tier.
 */
final class Pushes implements PushQueue.Pusher {
  private static final long LEAST_MILLIS = 60_000;
  private static final long INDEX_MILLIS = Duration.ofDays(1).toMillis();
  private static final int MOST_VARIANTS = 32;

  /** How long a push may take, and how long for each MiB besides. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration PATIENCE_PER_MIB = Duration.ofSeconds(1);

  /**
   * @param maxEntrySize bytes of the largest body
   * @param life how long anything stays at most
   */
  record Limits(long maxEntrySize, Duration life) {}

  private final RemoteCalls calls;
  private final RemoteEntries entries;
  private final Storage local;
  private final ServerClock clock;
  private final Invalidated invalidated;
  private final InvalidationStream stream;
  private final Limits limits;
  private final Statistics statistics;
  private final FailureLog failures;

  Pushes(
      RemoteCalls calls,
      RemoteEntries entries,
      Storage local,
      ServerClock clock,
      Invalidated invalidated,
      InvalidationStream stream,
      Limits limits,
      Statistics statistics,
      FailureLog failures) {
    this.calls = calls;
    this.entries = entries;
    this.local = local;
    this.clock = clock;
    this.invalidated = invalidated;
    this.stream = stream;
    this.limits = limits;
    this.statistics = statistics;
    this.failures = failures;
  }

  @Override
  public boolean push(Offer offer) {
    if (!calls.isReady() || !calls.takesWrites()) {
      statistics.add(Counter.REMOTE_DROPPED, 1);
      return false;
    }
    try {
      Entry entry = local.store().current(offer.key());
      if (entry == null || entry.length() > limits.maxEntrySize() || isOutdated(offer, entry)) {
        return true;
      }
      EntryHead head = head(offer.key(), entry.metadata(), entry.length(), entry.sum());
      byte[] bytes = head.bytes();
      if (bytes == null || invalidated.covers(offer.slot(), head.metadata().requestTime())) {
        return true;
      }
      boolean there =
          (offer.head() && renewed(offer, head)) || written(offer, head, bytes, entry.body());
      if (there && offer.variant() != null) {
        list(offer, offer.variant(), entry.metadata());
      }
      return true;
    } catch (LocalException e) {
      return true; // the body is gone, or no longer what it was
    } catch (IOException e) {
      return false; // was counted
    } catch (InternalError e) {
      failures.record("reading what is pushed", e); // a mapped file was shortened
      return true;
    }
  }

  private boolean isOutdated(Offer offer, Entry entry) {
    return local.invalidations().state(offer.slot(), entry.metadata().generation())
        != Invalidations.State.CURRENT;
  }

  private EntryHead head(EntryKey key, EntryMetadata metadata, long length, int sum) {
    return new EntryHead(
        entries.generation(), key, length, sum, EntryHead.retimed(metadata, clock::toServer));
  }

  private long life(Duration wanted) {
    return Math.max(LEAST_MILLIS, Math.min(wanted.toMillis(), limits.life().toMillis()));
  }

  /** Writes only the head, if the server has the same body. */
  private boolean renewed(Offer offer, EntryHead head) throws IOException {
    String entry = entries.entry(offer.key());
    return calls.ask(
        entry,
        PATIENCE,
        connection -> {
          Object reply = connection.call(entries.question(offer.key(), false)).get(0);
          Found found = entries.found(offer.key(), reply);
          if (found == null
              || found.head().length() != head.length()
              || found.head().sum() != head.sum()) {
            return false;
          }
          EntryHead renewed =
              new EntryHead(
                  found.head().generation(),
                  head.key(),
                  head.length(),
                  head.sum(),
                  head.metadata());
          byte[] bytes = renewed.bytes();
          if (bytes == null) {
            return false;
          }
          entries.renew(connection, renewed, bytes, life(offer.life()));
          return true;
        });
  }

  /** Writes all of it. */
  private boolean written(Offer offer, EntryHead head, byte[] bytes, List<ByteBuffer> body)
      throws IOException {
    String entry = entries.entry(offer.key());
    Duration time = PATIENCE.plus(PATIENCE_PER_MIB.multipliedBy(head.length() >> 20));
    Commands.Command since = stream.question();
    boolean together = since != null && calls.isSingle();
    Commands.Command last = since != null && together ? since : Commands.exists(entry);
    List<@Nullable Object> replies =
        calls.ask(
            entry,
            time,
            connection ->
                entries.write(connection, head, bytes, duplicates(body), life(offer.life()), last));
    if (replies.isEmpty()) {
      return false;
    }
    if (together) {
      stream.take(replies.get(0));
    } else if (since != null) {
      stream.read();
    }
    if (invalidated.covers(offer.slot(), head.metadata().requestTime())) {
      calls.ask(entry, connection -> connection.call(Commands.unlink(entry)));
      return false;
    }
    statistics.add(Counter.REMOTE_PUSHED, 1);
    statistics.add(Counter.REMOTE_BYTES_PUSHED, head.length());
    return true;
  }

  /** A task may begin anew, at the start of the body. */
  private static List<ByteBuffer> duplicates(List<ByteBuffer> body) {
    List<ByteBuffer> duplicates = new ArrayList<>(body.size());
    body.forEach(part -> duplicates.add(part.duplicate()));
    return duplicates;
  }

  /**
   * Lists a variant first in the index that the other machines see. If two machines do so at once,
   * one of the variants is not listed, which is a miss.
   */
  private void list(Offer offer, Variant variant, EntryMetadata metadata) throws IOException {
    EntryKey key = offer.resource();
    String entry = entries.entry(key);
    Object reply =
        calls.ask(entry, connection -> connection.call(entries.question(key, false)).get(0));
    Found found = entries.found(key, reply);
    List<Variant> variants = new ArrayList<>();
    variants.add(variant);
    boolean isListed = false;
    if (found != null && !invalidated.covers(offer.slot(), found.head().metadata().requestTime())) {
      List<Variant> listed = found.head().metadata().variants();
      // Who has a stale variant looks for an index that is later than that.
      isListed =
          listed.contains(variant)
              && !found
                  .head()
                  .metadata()
                  .responseTime()
                  .isBefore(clock.toServer(metadata.responseTime()));
      for (Variant one : listed) {
        if (!one.key().equals(variant.key()) && variants.size() < MOST_VARIANTS) {
          variants.add(one);
        }
      }
    }
    EntryMetadata index =
        EntryMetadata.index(
            metadata.uri(),
            variants,
            metadata.requestTime(),
            metadata.responseTime(),
            Invalidations.NO_GENERATION);
    EntryHead head = head(key, index, 0, 0);
    byte[] bytes = head.bytes();
    if (bytes != null && !(isListed && offer.head())) {
      long life = Math.max(life(offer.life()), Math.min(INDEX_MILLIS, limits.life().toMillis()));
      calls.ask(
          entry, PATIENCE, connection -> entries.write(connection, head, bytes, List.of(), life));
    }
  }
}
