package dev.larder.cache;

import dev.larder.http.RequestHead;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The entry that a body collector makes of a response, and those who wait for it. */
final class NewEntry implements BodyCollector.Destination {

  private final HttpCache cache;
  private final RequestHead request;
  private final Resource resource;
  private final EntryMetadata metadata;
  private final long requestNanos;
  private final Lead lead;

  /**
   * A new entry.
   *
   * @param resource where it belongs
   * @param requestNanos when the request was sent, as {@link System#nanoTime()}
   */
  NewEntry(
      HttpCache cache,
      RequestHead request,
      Resource resource,
      EntryMetadata metadata,
      long requestNanos,
      Lead lead) {
    this.cache = cache;
    this.request = request;
    this.resource = resource;
    this.metadata = metadata;
    this.requestNanos = requestNanos;
    this.lead = lead;
  }

  @Override
  public EntryWriter open() throws IOException {
    return cache.resources().writer(resource, request, metadata);
  }

  @Override
  public boolean isCurrent() {
    return !cache.invalidations().since(resource.key(), requestNanos);
  }

  @Override
  public void progressed(long bytes) {
    lead.received(bytes);
  }

  @Override
  public void notStored(@Nullable Throwable cause) {
    if (cause == null) {
      lead.abandon();
      return;
    }
    lead.land(false);
    if (!(cause instanceof EntryTooLargeException)) {
      cache.failures().record("storing a response", cause);
    }
  }

  @Override
  public void ended(long bytes, boolean stored) {
    cache.statistics().bytesFromNetwork.add(bytes);
    if (!stored) {
      return;
    }
    try {
      if (!isCurrent()) {
        cache.resources().invalidate(resource);
        lead.abandon();
        return;
      }
      cache.resources().published(resource, metadata);
      cache.statistics().stored.increment();
      lead.land(true);
    } catch (IOException | RuntimeException | Error e) {
      notStored(e);
    }
  }
}
