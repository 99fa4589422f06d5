package dev.larder.engine.remote;

import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.http.RequestHead;
import dev.larder.policy.Recency;
import dev.larder.policy.Sharing;
import dev.larder.policy.Storability;
import dev.larder.policy.SupersedePolicy;
import dev.larder.stats.Counter;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.RemoteTier;
import dev.larder.version.VersionListener;
import dev.larder.version.VersionObservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response of the remote tier on its way into the local store. It is judged as if the origin had
 * sent it to this machine when it was sent to another one, and published as any response: in one
 * step, and unless a later one lies there. Used by one thread of the tier.
 */
final class ArrivingEntry implements RemoteTier.Receiver {

  private final CacheView view;
  private final RequestHead request;
  private final EntryLocation location;

  /** Of the resource before the tier was asked. */
  private final long generation;

  private final long largest;
  private final @Nullable EntryCandidate held;
  private final OutcomeRecorder outcomes;
  private final long asked = System.nanoTime();
  private volatile long head = -1;
  private volatile boolean late;
  private volatile boolean stored;
  private volatile long received;
  private volatile @Nullable EntryMetadata metadata;

  /**
   * @param location where it is to lie; in place of a response without Vary an index may come
   * @param largest bytes of the largest body that is wanted
   * @param held what is stored here and stale, or null
   */
  ArrivingEntry(
      CacheView view,
      RequestHead request,
      EntryLocation location,
      long generation,
      long largest,
      @Nullable EntryCandidate held,
      OutcomeRecorder outcomes) {
    this.view = view;
    this.request = request;
    this.location = location;
    this.generation = generation;
    this.largest = largest;
    this.held = held;
    this.outcomes = outcomes;
  }

  /** Whether its head has come. */
  boolean begun() {
    return head >= 0;
  }

  /** How long its head has taken or is taking, in nanoseconds. */
  long headNanos() {
    long took = head;
    return took >= 0 ? took : System.nanoTime() - asked;
  }

  /** Where it is to lie. */
  EntryLocation location() {
    return location;
  }

  /** Whether it is in the local store. */
  boolean stored() {
    return stored;
  }

  /** Bytes of its body that have come. */
  long received() {
    return received;
  }

  /** Nobody waits for it any more: if it has not begun, it is not stored. */
  void giveUp() {
    late = true;
  }

  /** Its metadata as they came, or null if nothing has come that can be used. */
  @Nullable EntryMetadata metadata() {
    return metadata;
  }

  @Override
  public @Nullable EntryWriter begin(EntryMetadata arrived, long length, int sum)
      throws IOException {
    head = Math.max(0, System.nanoTime() - asked);
    PrimaryKey resource = location.resource();
    if (late || !arrived.uri().equals(resource.uri())) {
      return null;
    }
    boolean index = !arrived.variants().isEmpty();
    if (index ? location.variant() != null : !isUsable(arrived, length)) {
      return null;
    }
    metadata = arrived;
    if (index) {
      return null;
    }
    EntryMetadata own = local(arrived);
    EntryCandidate same = held;
    if (same != null
        && same.key().equals(location.key())
        && same.entry().length() == length
        && same.entry().sum() == sum) {
      Instant now = view.parts().clock().instant();
      stored = view.resources().renew(resource, request, same, own, true, now) == Recency.LATER;
      count(0);
      return null;
    }
    return new Publishing(view.resources().writer(location, own), own, length, sum);
  }

  /** Whether this machine would have stored it, had the origin sent it here. */
  private boolean isUsable(EntryMetadata arrived, long length) {
    boolean varies = !arrived.stored().vary().fields().isEmpty();
    return varies == (location.variant() != null)
        && length <= Math.min(largest, view.storage().store().maxEntrySize())
        && Storability.judge(request.whole(), arrived.head(), view.policy()).storable();
  }

  /**
   * As it is kept here. What a shared cache must validate before use is of no known generation, so
   * that it is validated.
   */
  private EntryMetadata local(EntryMetadata arrived) {
    Instant now = view.parts().clock().instant();
    boolean stale = Sharing.isStaleWhenShared(arrived.stored(), view.policy(), now);
    return arrived.renewed(
        arrived.head(),
        arrived.requestTime(),
        arrived.responseTime(),
        stale ? Invalidations.NO_GENERATION : generation);
  }

  private void count(long bytes) {
    if (stored) {
      outcomes.add(Counter.REMOTE_BROUGHT, 1);
      outcomes.add(Counter.REMOTE_BYTES_BROUGHT, bytes);
    }
  }

  private void observe(EntryMetadata own, long length, int sum) {
    VersionListener versions = view.parts().versions().get();
    if (versions != VersionListener.NONE) {
      EntryKey first = location.resource().key();
      EntryKey key = location.key();
      SupersedePolicy supersede = view.policy().overrides().of(own.head()).supersede();
      versions.seen(
          VersionObservation.of(
              own,
              length,
              sum,
              key.equals(first) ? List.of(first) : List.of(first, key),
              supersede));
    }
  }

  /** Takes the body, and publishes the entry. */
  private final class Publishing implements EntryWriter {
    private final EntryWriter out;
    private final EntryMetadata own;
    private final long length;
    private final int sum;

    Publishing(EntryWriter out, EntryMetadata own, long length, int sum) {
      this.out = out;
      this.own = own;
      this.length = length;
      this.sum = sum;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      out.write(bytes);
      received = out.written();
    }

    @Override
    public long written() {
      return out.written();
    }

    @Override
    public @Nullable Integer sum() {
      return out.sum();
    }

    @Override
    public void commit() throws IOException {
      Integer found = out.sum();
      if (out.written() != length || (found != null && found != sum)) {
        out.discard();
        throw new IOException("Not the body that the head tells of");
      }
      Instant now = view.parts().clock().instant();
      if (view.resources().publish(location, request, out, own, now) == Recency.LATER) {
        stored = true;
        count(length);
        observe(own, length, sum);
      } else {
        out.discard();
      }
    }

    @Override
    public void discard() {
      out.discard();
    }
  }
}
