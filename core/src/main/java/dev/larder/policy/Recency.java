package dev.larder.policy;

import dev.larder.http.EntityTag;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a response that arrives is more recent than a stored one that answers the same request
 * (RFC 9111 §4). The origin made each of them at some time between its request and the arrival of
 * its head: if one was asked for when the other had arrived, it is the later one. Where both were
 * under way at the same time, validators may tell. Date does not: origins set it when they send a
 * head, which may be long after they read the content.
 */
public enum Recency {
  LATER,
  EARLIER,
  /** They differ, and either may be the later one. */
  UNKNOWN;

  /**
   * The order of a response that has just arrived and a stored one.
   *
   * @param now a stored response from after this time has no part in the order, as the clock was
   *     set back since
   */
  public static Recency of(StoredResponse arrived, StoredResponse stored, Instant now) {
    if (stored.requestTime().isAfter(now)
        || !arrived.requestTime().isBefore(stored.responseTime())) {
      return LATER;
    }
    if (!stored.requestTime().isBefore(arrived.responseTime())) {
      return EARLIER;
    }
    if (isSame(arrived, stored)) {
      return byRequest(arrived, stored);
    }
    Instant modified = lastModified(arrived);
    Instant before = lastModified(stored);
    if (modified == null || before == null || modified.equals(before)) {
      return UNKNOWN;
    }
    return modified.isAfter(before) ? LATER : EARLIER;
  }

  /** The order of two responses with the same content, of which the later one is fresh longer. */
  public static Recency byRequest(StoredResponse arrived, StoredResponse stored) {
    return arrived.requestTime().isBefore(stored.requestTime()) ? EARLIER : LATER;
  }

  /** Whether their entity tags say that both are the same representation. */
  public static boolean isSame(StoredResponse one, StoredResponse other) {
    EntityTag tag = EntityTag.of(one.head().headers());
    EntityTag otherTag = EntityTag.of(other.head().headers());
    return tag != null
        && otherTag != null
        && tag.matchesWeakly(otherTag)
        && one.head().status() == other.head().status();
  }

  private static @Nullable Instant lastModified(StoredResponse response) {
    Headers headers = response.head().headers();
    return HttpDate.of(headers, "Last-Modified", response.responseTime());
  }
}
