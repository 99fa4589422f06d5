package dev.larder.engine.lookup;

import dev.larder.config.MemoryStay;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Candidate;
import dev.larder.policy.Candidates;
import dev.larder.policy.Recency;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.identity.Vary;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.Storage;
import dev.larder.store.Store;
import dev.larder.store.Variant;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Entries by request: finds the variant that a request selects (RFC 9111 §4.1).
 *
 * <p>A response without Vary lies under the key of its resource. As soon as one varies, an index
 * lies there instead: an entry without body that lists the variants. A variant lies under a key of
 * its own, made of the resource, the values of the request fields by which it was selected, and a
 * salt that only the index tells; so what the index does not list is never found again.
 *
 * <p>What is published is compared with what lies there at that moment, so that no response takes
 * the place of a later one. Publications of one resource exclude each other within a process. Two
 * processes that publish within the same few microseconds don't see each other: then the one that
 * comes last stays, and an index may lose a variant, which is a miss.
 */
public final class VariantIndex {

  /** How many variants of one resource are kept; the one that was added first goes first. */
  public static final int MAX_VARIANTS = 32;

  private static final int LOCKS = 64;

  private final Store store;
  private final Invalidations invalidations;
  private final Identities identities;
  private final VariantMatchMemo matches;

  /** One of these is held while something is published, chosen by the resource. */
  private final Object[] locks;

  private final @Nullable MemoryStay stay;

  VariantIndex(Storage storage, Identities identities) {
    this.store = storage.store();
    this.invalidations = storage.invalidations();
    this.identities = identities;
    this.matches = new VariantMatchMemo();
    this.locks = new Object[LOCKS];
    this.stay = null;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new Object();
    }
  }

  private VariantIndex(VariantIndex same, Identities identities, @Nullable MemoryStay stay) {
    this.store = same.store;
    this.invalidations = same.invalidations;
    this.identities = identities;
    this.matches = same.matches;
    this.locks = same.locks;
    this.stay = stay;
  }

  /**
   * The same entries under a rule.
   *
   * @param other how long they stay in memory, or null for what the settings say
   */
  VariantIndex under(Identities whose, @Nullable MemoryStay other) {
    return whose == identities && other == null ? this : new VariantIndex(this, whose, other);
  }

  /**
   * A stored response that a request selects, and where it lies.
   *
   * @param known whether it is known not to have been invalidated; if not, it is to be validated
   */
  public record EntryCandidate(PrimaryKey resource, EntryKey key, Entry entry, boolean known)
      implements Candidate {

    @Override
    public StoredResponse stored() {
      return entry.metadata().stored();
    }
  }

  /**
   * What is stored for a resource.
   *
   * @param selected the most recent response that the request selects, or null
   * @param variants all that the index lists, if there is one
   */
  record Selection(PrimaryKey resource, @Nullable EntryCandidate selected, List<Variant> variants)
      implements Candidates.Selection<EntryCandidate> {

    @Override
    public boolean varies() {
      return !variants.isEmpty();
    }
  }

  /**
   * Where a response is to lie.
   *
   * @param variant as the index is to list it, or null for a response without Vary
   */
  public record EntryLocation(PrimaryKey resource, @Nullable Variant variant) {

    public EntryKey key() {
      return variant == null ? resource.key() : variant.key();
    }
  }

  /** What is stored for the resource, and what of it the request selects. */
  Selection select(PrimaryKey resource, RequestHead request) {
    EntryCandidate first = open(resource, resource.key());
    if (first == null) {
      return new Selection(resource, null, List.of());
    }
    EntryMetadata metadata = first.entry().metadata();
    List<Variant> variants = metadata.variants();
    if (variants.isEmpty()) {
      return new Selection(resource, matches(first.entry(), request) ? first : null, variants);
    }
    EntryCandidate best = null;
    for (Variant variant : selected(resource, metadata, request)) {
      EntryCandidate found = open(resource, variant.key());
      if (found != null
          && matches(found.entry(), request)
          && (best == null || isLater(found.entry(), best.entry()))) {
        best = found;
      }
    }
    return new Selection(resource, best, variants);
  }

  /** Those variants of an index that a request selects by the fields that the index knows of. */
  public List<Variant> selected(PrimaryKey resource, EntryMetadata index, RequestHead request) {
    List<Variant> known = matches.of(index, request);
    if (known != null) {
      return known;
    }
    List<Variant> selected = new ArrayList<>(1);
    TreeSet<String> fields = new TreeSet<>();
    for (Variant variant : index.variants()) {
      fields.addAll(variant.fields());
      EntryKey key =
          resource.variant(vary(variant), variant.salt(), request, identities.masking(false));
      if (variant.key().equals(key)) {
        selected.add(variant);
      }
    }
    matches.keep(index, request, List.copyOf(fields), selected);
    return selected;
  }

  /** The other variants that the index lists, as far as they are there. */
  List<EntryCandidate> others(Selection selection) {
    List<EntryCandidate> others = new ArrayList<>();
    for (Variant variant : selection.variants()) {
      EntryCandidate selected = selection.selected();
      if (selected == null || !selected.key().equals(variant.key())) {
        EntryCandidate other = open(selection.resource(), variant.key());
        if (other != null) {
          others.add(other);
        }
      }
    }
    return others;
  }

  private @Nullable EntryCandidate open(PrimaryKey resource, EntryKey key) {
    return usable(resource, key, stay == null ? store.open(key) : store.open(key, stay));
  }

  private @Nullable EntryCandidate current(PrimaryKey resource, EntryKey key) {
    return usable(resource, key, store.current(key));
  }

  private @Nullable EntryCandidate usable(
      PrimaryKey resource, EntryKey key, @Nullable Entry entry) {
    if (entry == null || !entry.metadata().uri().equals(resource.uri())) {
      return null;
    }
    return switch (invalidations.state(resource.hash(), entry.metadata().generation())) {
      case CURRENT -> new EntryCandidate(resource, key, entry, true);
      case UNKNOWN -> new EntryCandidate(resource, key, entry, false);
      case INVALIDATED -> null;
    };
  }

  private boolean matches(Entry entry, RequestHead request) {
    EntryMetadata metadata = entry.metadata();
    Vary vary = metadata.stored().vary();
    if ((vary.fields().isEmpty() && !vary.any()) || matches.of(metadata, request) != null) {
      return true;
    }
    boolean match = vary.matches(request, metadata.selecting(), identities.masking(false));
    if (match) {
      matches.keep(metadata, request, vary.fields(), List.of());
    }
    return match;
  }

  private static boolean isLater(Entry entry, Entry than) {
    return entry.metadata().responseTime().isAfter(than.metadata().responseTime());
  }

  private static Vary vary(Variant variant) {
    return Vary.of(Headers.of("Vary", String.join(", ", variant.fields())));
  }

  /** Where the response to a request is to lie. */
  public EntryLocation place(PrimaryKey resource, RequestHead request, ResponseHead response) {
    Vary vary = Vary.of(response.headers());
    if (vary.fields().isEmpty()) {
      return new EntryLocation(resource, null);
    }
    List<Variant> known = variants(resource);
    String salt =
        known.isEmpty()
            ? Long.toHexString(ThreadLocalRandom.current().nextLong())
            : known.get(0).salt();
    EntryKey key = resource.variant(vary, salt, request, identities.masking(true));
    return new EntryLocation(resource, new Variant(vary.fields(), salt, key));
  }

  /** Where the entry of this key lies, or null if the index does not list it. */
  public @Nullable EntryLocation location(PrimaryKey resource, EntryKey key) {
    if (resource.key().equals(key)) {
      return new EntryLocation(resource, null);
    }
    for (Variant variant : variants(resource)) {
      if (variant.key().equals(key)) {
        return new EntryLocation(resource, variant);
      }
    }
    return null;
  }

  private List<Variant> variants(PrimaryKey resource) {
    EntryCandidate first = current(resource, resource.key());
    return first == null ? List.of() : first.entry().metadata().variants();
  }

  /** Starts an entry for a response. */
  public EntryWriter writer(EntryLocation place, EntryMetadata metadata) throws IOException {
    return store.writer(place.key(), metadata);
  }

  /**
   * Publishes what was written of a response, unless a later one lies there.
   *
   * @return {@code LATER} if it was published
   */
  public Recency publish(
      EntryLocation place,
      RequestHead request,
      EntryWriter writer,
      EntryMetadata metadata,
      Instant now)
      throws IOException {
    synchronized (lock(place.resource())) {
      Present present = present(place.resource(), request, metadata);
      for (Entry rival : present.rivals) {
        Recency recency = Recency.of(metadata.stored(), rival.metadata().stored(), now);
        if (recency == Recency.UNKNOWN && isSame(writer, metadata, rival)) {
          recency = Recency.byRequest(metadata.stored(), rival.metadata().stored());
        }
        if (recency != Recency.LATER) {
          return recency;
        }
      }
      publish(place, present.variants, metadata, writer::commit);
      return Recency.LATER;
    }
  }

  private static boolean isSame(EntryWriter writer, EntryMetadata metadata, Entry rival) {
    Integer sum = writer.sum();
    return metadata.head().status() == 200
        && rival.metadata().head().status() == 200
        && writer.written() == rival.length()
        && sum != null
        && sum == rival.sum();
  }

  /**
   * What lies there when a response is about to be published.
   *
   * @param variants that the index lists, if there is one
   * @param rivals that answer the same requests, and are known not to have been invalidated
   */
  private record Present(List<Variant> variants, List<Entry> rivals) {}

  private Present present(PrimaryKey resource, RequestHead request, EntryMetadata metadata) {
    EntryCandidate first = current(resource, resource.key());
    if (first == null) {
      return new Present(List.of(), List.of());
    }
    EntryMetadata index = first.entry().metadata();
    List<Variant> variants = index.variants();
    if (variants.isEmpty()) {
      return new Present(variants, first.known() ? List.of(first.entry()) : List.of());
    }
    boolean varies = !metadata.stored().vary().fields().isEmpty();
    List<Entry> rivals = new ArrayList<>();
    for (Variant variant : varies ? selected(resource, index, request) : variants) {
      EntryCandidate found = current(resource, variant.key());
      if (found != null && found.known()) {
        rivals.add(found.entry());
      }
    }
    return new Present(variants, rivals);
  }

  private Object lock(PrimaryKey resource) {
    return locks[(resource.hashCode() & 0x7fffffff) % locks.length];
  }

  /** Puts an entry in its place. */
  private interface Commit {
    void run() throws IOException;
  }

  /** Publishes an entry, makes it findable, and lets what it replaces go; under the lock. */
  private void publish(
      EntryLocation place, List<Variant> known, EntryMetadata metadata, Commit commit)
      throws IOException {
    Variant variant = place.variant();
    commit.run();
    if (variant == null) {
      for (Variant orphan : known) {
        store.remove(orphan.key());
      }
    } else if (!known.contains(variant)) {
      list(place.resource(), variant, known, metadata);
    }
  }

  private void list(
      PrimaryKey resource, Variant variant, List<Variant> known, EntryMetadata metadata)
      throws IOException {
    List<Variant> variants = new ArrayList<>();
    variants.add(variant);
    for (Variant other : known) {
      if (variants.size() < MAX_VARIANTS) {
        variants.add(other);
      } else {
        store.remove(other.key());
      }
    }
    EntryWriter index =
        store.writer(
            resource.key(),
            EntryMetadata.index(
                resource.uri(),
                variants,
                metadata.requestTime(),
                metadata.responseTime(),
                metadata.generation()));
    index.commit();
  }

  /**
   * Publishes the body of a stored response under a renewed head (RFC 9111 §4.3.4), as the response
   * that a request selects, unless another one that may be later lies there by now.
   *
   * @param inPlace whether the same requests select it as before
   * @return {@code LATER} if it was published
   */
  public Recency renew(
      PrimaryKey resource,
      RequestHead request,
      EntryCandidate found,
      EntryMetadata renewed,
      boolean inPlace,
      Instant now)
      throws IOException {
    synchronized (lock(resource)) {
      Present before = present(resource, request, renewed);
      for (Entry rival : before.rivals) {
        StoredResponse present = rival.metadata().stored();
        Recency recency = Recency.of(renewed.stored(), present, now);
        if (recency == Recency.UNKNOWN
            && Recency.of(present, found.stored(), now) == Recency.LATER) {
          return Recency.EARLIER; // what was renewed is older than what lies there
        }
        if (recency != Recency.LATER) {
          return recency;
        }
      }
      if (inPlace) {
        store.refresh(found.key(), found.entry(), renewed);
      } else {
        EntryLocation place = place(resource, request, renewed.head());
        publish(
            place,
            before.variants,
            renewed,
            () -> store.refresh(place.key(), found.entry(), renewed));
      }
      return Recency.LATER;
    }
  }

  /** Forgets a stored response, unless another one has taken its place. */
  public void remove(EntryCandidate found) {
    synchronized (lock(found.resource())) {
      Entry current = store.current(found.key());
      if (current != null && current.metadata().stored().equals(found.stored())) {
        store.remove(found.key());
      }
    }
  }

  /**
   * Whether an entry of this key is one of the resource, and the fields by which it is selected say
   * nothing secret.
   */
  boolean isCommon(PrimaryKey resource, EntryKey key) {
    EntryLocation location = location(resource, key);
    Variant variant = location == null ? null : location.variant();
    return location != null
        && (variant == null || variant.fields().stream().allMatch(Identities::isPlain));
  }

  /** The generation of a resource, to be asked before a request for it is sent. */
  public long generation(PrimaryKey resource) {
    return invalidations.generation(resource.hash());
  }

  /** Whether what was asked for in this generation is known not to have been invalidated since. */
  public boolean isCurrent(PrimaryKey resource, long generation) {
    return invalidations.state(resource.hash(), generation) == Invalidations.State.CURRENT;
  }

  /** Forgets every response of a resource, whosoever it is (RFC 9111 §4.4). */
  void invalidate(PrimaryKey resource) {
    List<Variant> variants = variants(resource);
    invalidations.add(resource.hash());
    store.remove(resource.key());
    for (Variant variant : variants) {
      store.remove(variant.key());
    }
  }
}
