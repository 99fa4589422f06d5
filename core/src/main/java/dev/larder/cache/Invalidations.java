package dev.larder.cache;

import dev.larder.store.EntryKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When resources were last invalidated in this process, so that a response that was asked for
 * before is not stored after it (RFC 9111 §4.4). Remembers the latest few thousand.
 */
final class Invalidations {

  private static final int REMEMBERED = 4096;

  private final Map<EntryKey, Long> nanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntryKey, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized void add(EntryKey resource) {
    nanos.remove(resource);
    nanos.put(resource, System.nanoTime());
  }

  /** Whether the resource was invalidated at or after this value of {@link System#nanoTime()}. */
  synchronized boolean since(EntryKey resource, long start) {
    Long last = nanos.get(resource);
    return last != null && last - start >= 0;
  }
}
