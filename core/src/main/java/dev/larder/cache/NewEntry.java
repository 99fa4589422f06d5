package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.cache.Resources.Place;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import dev.larder.policy.Recency;
import dev.larder.policy.Succession;
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
final class NewEntry implements BodyCollector.Destination {

  private final CacheView view;
  private final Resource resource;
  private final @Nullable Resource common;
  private final RequestHead request;
  private final EntryMetadata metadata;
  private final @Nullable Splice splice;
  private final InFlightFetch fetch;
  private final Handling handling;
  private final @Nullable Found replaced;
  private @Nullable Place place;
  private @Nullable EntryWriter written;

  /**
   * A new entry.
   *
   * @param common the same resource as everybody sees it, if the entry is for one identity, or null
   * @param splice the bytes that are stored around those that are collected, or null
   * @param replaced the response that the request selected before, or null
   */
  NewEntry(
      CacheView view,
      Resource resource,
      @Nullable Resource common,
      RequestHead request,
      EntryMetadata metadata,
      @Nullable Splice splice,
      InFlightFetch fetch,
      Handling handling,
      @Nullable Found replaced) {
    this.view = view;
    this.resource = resource;
    this.common = common;
    this.request = request;
    this.metadata = metadata;
    this.splice = splice == null ? null : splice.copy();
    this.fetch = fetch;
    this.handling = handling;
    this.replaced = replaced;
  }

  @Override
  public EntryWriter open() throws IOException {
    Place found = view.resources().place(resource, request, metadata.head());
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
    Place taken = Objects.requireNonNull(place);
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
  public Runnable putOff(Runnable write, Runnable instead) {
    return view.parts().unwritten().putOff(resource.key(), write, instead);
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
    handling.notStored(why);
    view.parts().unwritten().written(resource.key());
    if (cause == null) {
      fetch.abandon();
      return;
    }
    Found before = replaced;
    if (before != null && !Recency.isSame(metadata.stored(), before.stored())) {
      view.resources().remove(before); // the caller has seen a later one
    }
    fetch.end(false);
    if (!(cause instanceof EntryTooLargeException)) {
      view.parts().failures().record("storing a response", cause);
    }
  }

  private VersionObservation sighting(long size) {
    Place taken = place;
    List<EntryKey> keys =
        taken == null || taken.variant() == null
            ? List.of(resource.key())
            : List.of(resource.key(), taken.key());
    EntryWriter writer = written;
    Integer sum = writer == null ? null : writer.sum();
    Succession succession = view.policy().rulings().of(metadata.head()).succession();
    VersionObservation seen = VersionObservation.of(metadata, size, sum, keys, succession);
    Found before = replaced;
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
        handling.notStored(handling.inMode());
      }
      if (view.mode().stores()) {
        view.parts().statistics().stored.increment();
        handling.stored();
        Resource ofAll = common;
        if (ofAll != null) {
          StoredForOthers.remember(view, ofAll, request);
        }
        long size = splice == null ? bytes : splice.length();
        VersionListener ledger = view.parts().versions().get();
        if (ledger != VersionListener.NONE && metadata.method().equals("GET")) {
          ledger.seen(sighting(size));
        }
      }
      view.parts().unwritten().written(resource.key());
      fetch.end(true);
    } catch (RuntimeException | Error e) {
      notStored(Reason.FAILURE, e);
    }
  }
}
