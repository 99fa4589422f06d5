package dev.larder.version;

import dev.larder.policy.SupersedePolicy;
import dev.larder.store.EvictionHints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of old versions when a new one is stored, and demotes or removes their
 * entries.
 *
 * <p>Versions whose URLs were first seen close to each other are one generation: the many chunks of
 * a build may look like versions of one resource. When a new generation begins, all earlier ones
 * are superseded: their uses are forgotten, so that their entries are evicted first if room is
 * needed. After a grace time, the entries of superseded versions that nobody used are removed,
 * except those of the latest superseded generations. A version that was used gets another grace
 * time, because old pages stay open for a while. If it is used in that one too, the versions are
 * used side by side, and the resource is left alone. The same holds if a version comes back whose
 * entries were removed.
 *
 * <p>Versions are guesses. A wrong guess costs another download, and nothing else. Used by one
 * thread.
 */
final class SupersessionPolicy {
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);

  private final Duration grace;
  private final int keep;
  private final EvictionHints entries;

  /**
   * Does nothing yet.
   *
   * @param grace how long superseded versions stay
   * @param keep how many generations stay longer, the latest of the superseded ones
   */
  SupersessionPolicy(Duration grace, int keep, EvictionHints entries) {
    this.grace = grace;
    this.keep = keep;
    this.entries = entries;
  }

  Duration grace() {
    return grace;
  }

  /** Whether the uses of other processes are known. */
  boolean knowsUses() {
    return entries.isShared();
  }

  /** Called after a version was stored and added to the history. */
  void stored(VersionHistory history, Version version, SupersedePolicy rule) {
    Instant now = version.last;
    if (version.reclaimed != null) {
      history.leaveAlone(now);
    }
    if (history.isLeftAlone(now)) {
      return;
    }
    Map<String, Integer> generations = generations(history, rule.immediate());
    int latest = Collections.max(generations.values());
    if (generations.getOrDefault(version.url, -1) != latest) {
      return; // an old version once more; its entries count that use
    }
    int kept = rule.keep() == null ? keep : rule.keep();
    for (Version old : history.versions()) {
      int age = latest - generations.getOrDefault(old.url, 0);
      if (age > 0 && old.superseded == null && old.reclaimed == null) {
        old.superseded = now;
        old.keys.forEach(entries::demote);
      }
      if (age > kept && rule.immediate() && old.reclaimed == null) {
        reclaim(old, now);
      }
    }
  }

  /** Does what is due; whether the history changed. */
  boolean review(VersionHistory history, Instant now) {
    if (history.isLeftAlone(now)) {
      return false;
    }
    Map<String, Integer> generations = generations(history, false);
    boolean changed = false;
    for (Version old : history.versions()) {
      int age = Collections.max(generations.values()) - generations.getOrDefault(old.url, 0);
      Instant since = old.superseded;
      if (since == null || old.reclaimed != null || now.isBefore(since.plus(grace))) {
        continue;
      }
      boolean asked = old.keys.stream().anyMatch(entries::isUsed);
      if (asked && old.used) {
        history.leaveAlone(now);
        return true;
      }
      if (asked) {
        old.used = true;
        old.superseded = now;
        old.keys.forEach(entries::demote);
        changed = true;
      } else if (age > keep) {
        reclaim(old, now);
        changed = true;
      }
    }
    return changed;
  }

  private void reclaim(Version old, Instant now) {
    old.keys.forEach(entries::remove);
    old.reclaimed = now;
  }

  /** The number of each URL's generation, in the order in which the URLs were first seen. */
  private Map<String, Integer> generations(VersionHistory history, boolean eachOfItsOwn) {
    Duration window = grace.dividedBy(10);
    if (eachOfItsOwn) {
      window = Duration.ZERO;
    } else if (window.compareTo(LONGEST_WINDOW) > 0) {
      window = LONGEST_WINDOW;
    }
    Map<String, Instant> first = new HashMap<>();
    for (Version version : history.versions()) {
      first.merge(version.url, version.first, (a, b) -> a.isBefore(b) ? a : b);
    }
    List<Map.Entry<String, Instant>> urls = new ArrayList<>(first.entrySet());
    urls.sort(Map.Entry.comparingByValue());
    Map<String, Integer> generations = new HashMap<>();
    int number = 0;
    Instant last = null;
    for (Map.Entry<String, Instant> url : urls) {
      if (last != null && Duration.between(last, url.getValue()).compareTo(window) > 0) {
        number++;
      }
      generations.put(url.getKey(), number);
      last = url.getValue();
    }
    return generations;
  }
}
