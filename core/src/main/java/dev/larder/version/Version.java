package dev.larder.version;

import dev.larder.store.EntryKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One version of a resource: a URL and a validator. Used by one thread. */
final class Version {
  private static final int MOST_KEYS = 8;

  final String url;
  final String validator;
  long size;
  Instant first;
  Instant last;

  /** How often it was stored; 0 if it was only seen when it was replaced. */
  long count;

  /** How often it was served from the cache, as far as known. */
  long hits;

  /** The keys of its entries that were stored last. */
  final List<EntryKey> keys = new ArrayList<>();

  /** Since when it is superseded and not used, or null. */
  @Nullable Instant superseded;

  /** Whether it was used once although it was superseded. */
  boolean used;

  /** When its entries were removed, or null. */
  @Nullable Instant reclaimed;

  /** A version without entries. */
  Version(String url, String validator, long size, Instant first, Instant last, long count) {
    this.url = url;
    this.validator = validator;
    this.size = size;
    this.first = first;
    this.last = last;
    this.count = count;
  }

  static Version of(VersionObservation seen, long count) {
    Version version =
        new Version(seen.uri(), seen.validator(), seen.size(), seen.time(), seen.time(), count);
    version.add(seen.keys());
    return version;
  }

  boolean isSame(Version other) {
    return url.equals(other.url) && validator.equals(other.validator);
  }

  /** Adds what another observation tells of the same version. */
  void add(Version other) {
    if (!last.isAfter(other.last)) {
      size = other.size;
      last = other.last;
    }
    first = first.isBefore(other.first) ? first : other.first;
    count += other.count;
    hits += other.hits;
    add(other.keys);
  }

  void add(List<EntryKey> more) {
    keys.removeAll(more);
    keys.addAll(more);
    while (keys.size() > MOST_KEYS) {
      keys.remove(0);
    }
  }

  /** Forgets that it was superseded. */
  void reinstate() {
    superseded = null;
    reclaimed = null;
    used = false;
  }
}
