package dev.larder.engine.write;

import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.lookup.VariantIndex.EntryCandidate;
import dev.larder.engine.lookup.VariantIndex.EntryLocation;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.report.StoredForOthers;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import dev.larder.policy.Recency;
import dev.larder.policy.SupersedePolicy;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.version.VersionListener;
import dev.larder.version.VersionObservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entry that a body collector makes of a response, and those who wait for it. */
public final class NewEntry implements BodyCollector.Destination {

  private final CacheView view;
  private final PrimaryKey resource;
  private final @Nullable PrimaryKey common;
  private final RequestHead request;
  private final EntryMetadata metadata;
  private final @Nullable Splice splice;
  private final InFlightFetch fetch;
  private final OutcomeRecorder recorder;
  private final @Nullable EntryCandidate replaced;
  private @Nullable EntryLocation place;
  private @Nullable EntryWriter written;

  /**
   * A new entry.
   *
   * @param common the same resource as everybody sees it, if the entry is for one identity, or null
   * @param splice the bytes that are stored around those that are collected, or null
   * @param replaced the response that the request selected before, or null
   */
  public NewEntry(
      CacheView view,
      PrimaryKey resource,
      @Nullable PrimaryKey common,
      RequestHead request,
      EntryMetadata metadata,
      @Nullable Splice splice,
      InFlightFetch fetch,
      OutcomeRecorder recorder,
      @Nullable EntryCandidate replaced) {
    this.view = view;
    this.resource = resource;
    this.common = common;
    this.request = request;
    this.metadata = metadata;
    this.splice = splice == null ? null : splice.copy();
    this.fetch = fetch;
    this.recorder = recorder;
    this.replaced = replaced;
  }

  @Override
  public EntryWriter open() throws IOException {
    EntryLocation found = view.resources().place(resource, request, metadata.head());
    place = found;
    EntryWriter writer = view.resources().writer(found, metadata);
    written = writer;
    write(writer, splice == null ? List.of() : splice.before());
    return writer;
  }

  @Override
  public @Nullable Reason publish(EntryWriter writer) throws IOException {
    if (splice != null) {
      write(writer, splice.after());
      if (writer.written() != splice.length()) {
        throw new IOException(writer.written() + " bytes instead of " + splice.length());
      }
    }
    EntryLocation taken = Objects.requireNonNull(place);
    Instant now = view.parts().clock().instant();
    return switch (view.resources().publish(taken, request, writer, metadata, now)) {
      case LATER -> outdated(); // which may have happened meanwhile
      case EARLIER -> Reason.SUPERSEDED;
      case UNKNOWN -> {
        // Of two different responses either may be the later one, and both have been seen.
        view.invalidate(resource);
        yield Reason.SUPERSEDED;
      }
    };
  }

  private static void write(EntryWriter writer, List<ByteBuffer> buffers) throws IOException {
    for (ByteBuffer buffer : buffers) {
      writer.write(buffer);
    }
  }

  @Override
  public @Nullable Reason outdated() {
    long generation = metadata.generation();
    if (view.resources().isCurrent(resource, generation)) {
      return null;
    }
    return generation == Invalidations.NO_GENERATION
        ? Reason.INVALIDATIONS_UNKNOWN
        : Reason.INVALIDATED;
  }

  @Override
  public Runnable defer(Runnable write, Runnable instead) {
    return view.parts().pendingWrites().defer(resource.key(), write, instead);
  }

  @Override
  public void busy(boolean now) {
    fetch.busy(now);
  }

  @Override
  public void progressed(long bytes) {
    fetch.received(bytes);
  }

  @Override
  public void notStored(Reason why, @Nullable Throwable cause) {
    recorder.notStored(why);
    view.parts().pendingWrites().written(resource.key());
    if (cause == null) {
      fetch.abandon();
      return;
    }
    EntryCandidate before = replaced;
    if (before != null && !Recency.isSame(metadata.stored(), before.stored())) {
      view.resources().remove(before); // the caller has seen a later one
    }
    fetch.end(false);
    if (!(cause instanceof EntryTooLargeException)) {
      view.parts().failures().record("storing a response", cause);
    }
  }

  private VersionObservation observation(long size) {
    EntryLocation taken = place;
    List<EntryKey> keys =
        taken == null || taken.variant() == null
            ? List.of(resource.key())
            : List.of(resource.key(), taken.key());
    EntryWriter writer = written;
    Integer sum = writer == null ? null : writer.sum();
    SupersedePolicy supersede = view.policy().overrides().of(metadata.head()).supersede();
    VersionObservation seen = VersionObservation.of(metadata, size, sum, keys, supersede);
    EntryCandidate before = replaced;
    return before == null ? seen : seen.inPlaceOf(before.entry());
  }

  @Override
  public void ended(long bytes, boolean stored) {
    view.parts().statistics().bytesFromNetwork.add(bytes);
    if (!stored) {
      return;
    }
    try {
      if (!view.mode().stores()) {
        recorder.notStored(Reason.of(view.mode()));
      }
      if (view.mode().stores()) {
        view.parts().statistics().stored.increment();
        recorder.stored();
        PrimaryKey ofAll = common;
        if (ofAll != null) {
          StoredForOthers.remember(view, ofAll, request);
        }
        long size = splice == null ? bytes : splice.length();
        VersionListener versions = view.parts().versions().get();
        if (versions != VersionListener.NONE && metadata.method().equals("GET")) {
          versions.seen(observation(size));
        }
      }
      view.parts().pendingWrites().written(resource.key());
      fetch.end(true);
    } catch (RuntimeException | Error e) {
      notStored(Reason.FAILURE, e);
    }
  }
}
