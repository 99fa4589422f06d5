package dev.larder.policy;

import java.util.Set;

/** What status codes say about caching (RFC 9110 §15, RFC 6585). */
final class Statuses {

  /** RFC 9110 §15.1. */
  private static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

  /** Statuses whose rules the cache implements, for must-understand (RFC 9111 §5.2.2.3). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 203, 204, 205, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 406, 408, 409, 410,
          411, 412, 413, 414, 415, 417, 421, 422, 424, 426, 451, 500, 501, 502, 503, 504, 505);

  /**
   * Those never stored: bound to credentials, to conditions or ranges of one request, or to the
   * connection (RFC 6585 forbids 428, 429, 431 and 511); 226 needs instance manipulations.
   */
  private static final Set<Integer> NEVER =
      Set.of(206, 226, 304, 401, 407, 412, 416, 428, 429, 431, 511);

  private Statuses() {}

  static boolean allowsHeuristics(int status) {
    return HEURISTIC.contains(status);
  }

  static boolean isUnderstood(int status) {
    return UNDERSTOOD.contains(status);
  }

  static boolean isNeverStored(int status) {
    return status < 200 || status > 599 || NEVER.contains(status);
  }

  /** The errors that stale-if-error speaks of (RFC 5861 §4). */
  static boolean isServerTrouble(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }
}
