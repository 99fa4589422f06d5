package dev.larder.cache;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Vary;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries by request: finds the variant that a request selects (RFC 9111 §4.1).
 *
 * <p>A response without Vary lies under the key of its resource. As soon as one varies, an index
 * lies there instead: an entry without body that lists the sets of request fields by which the
 * variants differ. A variant lies under the key of its resource together with the values of those
 * fields. The index is as old as the first variant that it knew; older variants are none of its
 * own, so removing it invalidates all of them.
 */
final class Resources {

  /** How many different Vary sets of one resource are remembered; one is usual. */
  private static final int MAX_VARY_SETS = 8;

  private static final ResponseHead NO_HEAD = new ResponseHead(200, "HTTP/1.1", Headers.empty());

  private final Store store;

  Resources(Store store) {
    this.store = store;
  }

  /** A stored response that a request selects, and where it lies. */
  record Found(EntryKey key, Entry entry) {

    StoredResponse stored() {
      return Resources.stored(entry.metadata());
    }
  }

  /** What policy knows of an entry. */
  static StoredResponse stored(EntryMetadata metadata) {
    return new StoredResponse(
        metadata.head(), metadata.selecting(), metadata.requestTime(), metadata.responseTime());
  }

  /** The most recent stored response that the request selects, or null. */
  @Nullable Found find(Resource resource, RequestHead request) {
    Entry first = store.open(resource.key());
    if (first == null || !first.metadata().uri().equals(resource.uri())) {
      return null;
    }
    EntryMetadata metadata = first.metadata();
    if (metadata.varySets().isEmpty()) {
      return new Found(resource.key(), first);
    }
    Found best = null;
    for (List<String> fields : metadata.varySets()) {
      Vary vary = vary(fields);
      EntryKey key = resource.variant(vary, request);
      Entry entry = store.open(key);
      if (entry != null
          && !entry.metadata().responseTime().isBefore(metadata.requestTime())
          && entry.metadata().uri().equals(resource.uri())
          && vary.matches(request, entry.metadata().selecting())
          && (best == null || isLater(entry, best.entry()))) {
        best = new Found(key, entry);
      }
    }
    return best;
  }

  private static boolean isLater(Entry entry, Entry than) {
    return entry.metadata().responseTime().isAfter(than.metadata().responseTime());
  }

  private static Vary vary(List<String> fields) {
    return Vary.of(Headers.of("Vary", String.join(", ", fields)));
  }

  /**
   * Starts an entry for a response.
   *
   * @param metadata of the response, with the selecting fields of its Vary
   */
  EntryWriter writer(Resource resource, RequestHead request, EntryMetadata metadata)
      throws IOException {
    Vary vary = Vary.of(metadata.head().headers());
    if (vary.fields().isEmpty()) {
      return store.writer(resource.key(), metadata);
    }
    return store.writer(resource.variant(vary, request), metadata);
  }

  /** Makes a variant that was just committed findable; nothing to do for other responses. */
  void published(Resource resource, EntryMetadata metadata) throws IOException {
    List<String> fields = Vary.of(metadata.head().headers()).fields();
    if (fields.isEmpty()) {
      return;
    }
    Entry first = store.open(resource.key());
    List<List<String>> known = first == null ? List.of() : first.metadata().varySets();
    if (known.contains(fields)) {
      return;
    }
    List<List<String>> sets = new ArrayList<>();
    sets.add(fields);
    for (List<String> set : known) {
      if (sets.size() < MAX_VARY_SETS) {
        sets.add(set);
      }
    }
    Instant since =
        first == null || known.isEmpty() ? metadata.responseTime() : first.metadata().requestTime();
    EntryWriter index =
        store.writer(
            resource.key(),
            new EntryMetadata(
                resource.uri(), "GET", NO_HEAD, Headers.empty(), since, since, sets, null));
    index.commit();
  }

  /** The same body under a renewed head (RFC 9111 §4.3.4). */
  void refresh(Found found, EntryMetadata renewed) throws IOException {
    store.refresh(found.key(), found.entry(), renewed);
  }

  /** Forgets one stored response. */
  void remove(Found found) {
    store.remove(found.key());
  }

  /** Forgets every response of a resource; its variants become unreachable (RFC 9111 §4.4). */
  void invalidate(Resource resource) {
    store.remove(resource.key());
  }
}
