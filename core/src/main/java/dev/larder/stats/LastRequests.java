package dev.larder.stats;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What became last of the requests that were not simply served from the cache, by method and URL.
 * It holds a bounded number of them until somebody takes them. Any thread may call.
 */
public final class LastRequests {

  /** So many requests are held; those that follow are left out. */
  static final int MOST = 1024;

  /**
   * What became of a request.
   *
   * @param time when it was answered
   * @param outcome how it ended
   * @param why the word of the reason
   * @param storing {@link #STORED}, or the word of the reason for which the response was not
   *     stored, or empty if the response ended in neither way
   */
  public record Last(Instant time, Outcome outcome, String why, String storing) {

    /** In place of a reason: the response was stored. */
    public static final String STORED = "stored";
  }

  private final Map<String, Last> held = new HashMap<>();

  /**
   * Holds what became of a request.
   *
   * @param request method and URL, as {@code GET http://example.org/}
   */
  public synchronized void put(String request, Last last) {
    if (held.size() < MOST || held.containsKey(request)) {
      held.put(request, last);
    }
  }

  /** What was held, which is held no more. */
  public synchronized Map<String, Last> take() {
    Map<String, Last> taken = Map.copyOf(held);
    held.clear();
    return taken;
  }
}
