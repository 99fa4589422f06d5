package dev.larder.engine.write;

import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.CachedRepresentation;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.engine.remote.RemoteOffers;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.report.StoredForOthers;
import dev.larder.policy.Reason;
import dev.larder.policy.Recency;
import dev.larder.policy.SupersedePolicy;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.version.VersionListener;
import dev.larder.version.VersionObservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of a network response while the caller reads it. Counts its bytes, and makes an
 * entry of it if there is to be one, once the body is complete and as long as it was said to be.
 * Tells those who wait for the entry how far it is. Fault-hiding: no method throws; whatever goes
 * wrong ends the storing and nothing else. Safe for use by several threads, as a cancellation may
 * come from any.
 */
public final class EntryRecorder {

  private final CacheView view;
  private final @Nullable NewEntry entry;
  private final long expected;
  private final InFlightFetch fetch;
  private final OutcomeRecorder outcomes;
  private @Nullable EntryLocation location;
  private @Nullable EntryWriter writer;
  private @Nullable Integer sum;
  private boolean storing;
  private boolean complete;
  private boolean ended;
  private long received;
  private List<ByteBuffer> rest = List.of();
  private @Nullable Reason refusal;

  /**
   * @param entry what the response is to become, or null if it is not to be stored
   * @param expected the length of the body in bytes by its Content-Length, or -1
   * @param fetch for which others wait until the entry is there
   * @param outcomes hears whether the response was stored
   */
  public EntryRecorder(
      CacheView view,
      @Nullable NewEntry entry,
      long expected,
      InFlightFetch fetch,
      OutcomeRecorder outcomes) {
    this.view = view;
    this.entry = entry;
    this.storing = entry != null;
    this.expected = expected;
    this.fetch = fetch;
    this.outcomes = outcomes;
  }

  /** Whether the body is being stored. */
  public synchronized boolean isStoring() {
    return storing && !ended;
  }

  /** Why a body that was to be stored is not; null if it may still be, or is. */
  public synchronized @Nullable Reason refusal() {
    return refusal;
  }

  /** The length of the body in bytes by its Content-Length, or -1. */
  public long expectedLength() {
    return expected;
  }

  /** Takes the bytes between position and limit of each buffer; leaves the buffers as they are. */
  public synchronized void write(List<ByteBuffer> buffers) {
    if (ended || complete) {
      return;
    }
    received += CachedRepresentation.length(buffers);
    if (entry != null && storing) {
      store(entry, buffers);
      fetch.received(received);
    }
  }

  /** The body has ended as the protocol says a body ends. */
  public void complete() {
    completeLater().run();
  }

  /**
   * The body has ended, and its reader is not to wait until the entry is written.
   *
   * @return what is to be run as soon as the reader has been told; who looks for the resource
   *     before does not miss the entry
   */
  public Runnable completeLater() {
    return completeLater(List.of());
  }

  /**
   * Completes a body whose last bytes are written together with the entry.
   *
   * @param last the bytes that follow those written so far; not to be changed from now on
   */
  public Runnable completeLater(List<ByteBuffer> last) {
    synchronized (this) {
      if (ended || complete) {
        return () -> {};
      }
      received += CachedRepresentation.length(last);
      rest = last;
      complete = true;
    }
    boolean done = false;
    try {
      Runnable later = () -> {};
      if (entry != null && isStoring()) {
        later = view.parts().pendingWrites().defer(entry.key().key(), this::end, this::quit);
      } else {
        end();
      }
      done = true;
      return later;
    } finally {
      if (!done) {
        quit();
      }
    }
  }

  /** The body will not be complete: an error, a cancellation, or a caller who does not want it. */
  public void abort() {
    synchronized (this) {
      if (complete) {
        return;
      }
    }
    end();
  }

  /** Ends without an entry what can't end with one. */
  private void quit() {
    synchronized (this) {
      complete = false;
    }
    end();
  }

  private void end() {
    boolean stored;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (entry != null && storing) {
        boolean whole = complete && (expected < 0 || received == expected);
        Reason why = whole ? outdated(entry) : Reason.INCOMPLETE;
        if (why != null) {
          giveUp(entry, why, null);
        } else {
          store(entry, rest);
          commit(entry);
        }
      }
      rest = List.of();
      ended = true;
      stored = storing;
    }
    outcomes.received(received);
    if (entry != null && stored) {
      // Outside of the lock, as those who wait for the entry may go on in this thread.
      stored(entry);
    }
  }

  private void store(NewEntry to, List<ByteBuffer> buffers) {
    fetch.busy(true);
    try {
      write(writer(to), buffers);
    } catch (IOException | RuntimeException | Error e) {
      giveUp(to, reason(e), e);
    } finally {
      fetch.busy(false);
    }
  }

  private EntryWriter writer(NewEntry to) throws IOException {
    EntryWriter out = writer;
    if (out == null) {
      location = view.resources().place(to.key(), to.request(), to.metadata().head());
      out = view.resources().writer(location, to.metadata());
      writer = out;
      write(out, to.merge() == null ? List.of() : to.merge().before());
    }
    return out;
  }

  private static void write(EntryWriter writer, List<ByteBuffer> buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      writer.write(buffer);
    }
  }

  /** Writes what follows the body, and publishes the entry. */
  private void commit(NewEntry of) {
    EntryWriter out = writer;
    EntryLocation to = location;
    if (!storing || out == null || to == null) {
      return; // given up
    }
    fetch.busy(true); // to its end
    try {
      PartialMerge merge = of.merge();
      if (merge != null) {
        write(out, merge.after());
        if (out.written() != merge.length()) {
          throw new IOException(out.written() + " bytes instead of " + merge.length());
        }
      }
      Instant now = view.parts().clock().instant();
      Recency recency = view.resources().publish(to, of.request(), out, of.metadata(), now);
      if (recency == Recency.UNKNOWN && !of.imported()) {
        // Of two different responses either may be the later one, and both have been seen.
        view.invalidate(of.key());
      }
      // An invalidation may have happened meanwhile.
      Reason refused = recency == Recency.LATER ? outdated(of) : Reason.SUPERSEDED;
      if (refused != null) {
        giveUp(of, refused, null);
        return;
      }
      sum = out.sum();
      writer = null;
    } catch (IOException | RuntimeException | Error e) {
      giveUp(of, reason(e), e);
    }
  }

  /** Why the response no longer says what its resource is, or null if it does. */
  private @Nullable Reason outdated(NewEntry of) {
    long generation = of.metadata().generation();
    if (of.imported() && generation == Invalidations.NO_GENERATION && generationsAreKnown(of)) {
      return null; // it is validated before it is used
    }
    if (view.resources().isCurrent(of.key(), generation)) {
      return null;
    }
    return generation == Invalidations.NO_GENERATION
        ? Reason.INVALIDATIONS_UNKNOWN
        : Reason.INVALIDATED;
  }

  private boolean generationsAreKnown(NewEntry of) {
    return view.resources().generation(of.key()) != Invalidations.NO_GENERATION;
  }

  private static Reason reason(Throwable cause) {
    return cause instanceof EntryTooLargeException refused ? refused.reason() : Reason.FAILURE;
  }

  private void giveUp(NewEntry of, Reason why, @Nullable Throwable cause) {
    storing = false;
    refusal = why;
    EntryWriter out = writer;
    writer = null;
    Throwable failure = cause;
    try {
      if (out != null) {
        out.discard();
      }
    } catch (RuntimeException | Error e) {
      failure = failure == null ? e : failure;
    }
    notStored(of, why, failure);
  }

  /**
   * Tells that the body is not stored after all.
   *
   * @param cause null if nothing has failed
   */
  private void notStored(NewEntry of, Reason why, @Nullable Throwable cause) {
    outcomes.notStored(why);
    view.parts().pendingWrites().written(of.key().key());
    if (cause == null) {
      fetch.abandon();
      return;
    }
    EntryCandidate before = of.replaced();
    if (before != null
        && !of.imported()
        && !Recency.isSame(of.metadata().stored(), before.stored())) {
      view.resources().remove(before); // the caller has seen a later one
    }
    fetch.end(false);
    if (!(cause instanceof EntryTooLargeException)) {
      view.parts().failures().record("storing a response", cause);
    }
  }

  private void stored(NewEntry of) {
    try {
      if (view.mode().stores()) {
        outcomes.stored(length(of));
        if (of.common() != null) {
          StoredForOthers.remember(view, of.common(), of.request());
        }
        VersionListener versions = view.parts().versions().get();
        if (versions != VersionListener.NONE && of.metadata().method().equals("GET")) {
          versions.seen(observation(of));
        }
      } else {
        outcomes.notStored(Reason.of(view.mode()));
      }
      fetch.landed();
      view.parts().pendingWrites().written(of.key().key());
      offer(of);
      fetch.end(true);
    } catch (RuntimeException | Error e) {
      notStored(of, Reason.FAILURE, e);
    }
  }

  /** Lets other machines have it; if it is not for them, they need not wait. */
  private void offer(NewEntry of) {
    EntryLocation place = location;
    boolean offered =
        of.remote()
            && place != null
            && view.mode().stores()
            && RemoteOffers.offer(view, place, of.metadata(), length(of), false);
    if (!offered) {
      fetch.refuse();
    }
  }

  /** Bytes of the body that is stored. */
  private long length(NewEntry of) {
    return of.merge() == null ? received : of.merge().length();
  }

  private VersionObservation observation(NewEntry of) {
    EntryKey first = of.key().key();
    EntryKey key = location == null ? first : location.key();
    List<EntryKey> keys = key.equals(first) ? List.of(first) : List.of(first, key);
    SupersedePolicy supersede = view.policy().overrides().of(of.metadata().head()).supersede();
    long size = length(of);
    VersionObservation seen = VersionObservation.of(of.metadata(), size, sum, keys, supersede);
    return of.replaced() == null ? seen : seen.inPlaceOf(of.replaced().entry());
  }
}
