package dev.larder.engine;

import org.jspecify.annotations.Nullable;

/** What an integration does with a request before it goes to the network. */
public sealed interface RequestDecision permits RequestDecision.Serve, Wait, Forward {

  /**
   * CachedRepresentation it from the cache; the network is not asked, or not by the caller.
   *
   * @param stale whether the answer is stale, which was allowed
   * @param background an exchange to be carried out through the same client without the caller, so
   *     that the next response is fresh (RFC 5861 §3), or null; {@link Exchange#abandoned} if it
   *     can't be
   */
  record Serve(Served served, boolean stale, @Nullable Exchange background)
      implements RequestDecision {}
}
