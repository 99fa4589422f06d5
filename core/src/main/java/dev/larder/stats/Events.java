package dev.larder.stats;

import org.jspecify.annotations.Nullable;

/** Hears of what the cache does, one by one, while somebody records it. Any thread may call. */
public interface Events {

  /** Begins a request; null if requests are not recorded. */
  @Nullable Request request();

  void stored(String url, long bytes);

  void evicted(long entries);

  /**
   * A newer version was seen.
   *
   * @param url of the newer version
   */
  void versionChanged(String url);

  void failed(String what, @Nullable Throwable cause);

  /** A request that has begun. */
  interface Request {

    /**
     * Its response was delivered.
     *
     * @param request the method and the URL, without secrets
     * @param reason why it was served, or went to the network
     * @param bytes of the body that came from the cache
     */
    void delivered(String request, Outcome outcome, String reason, long bytes);
  }
}
