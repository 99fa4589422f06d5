package dev.larder.version;

import dev.larder.store.EntryMetadata;

/**
 * Hears of responses that were stored, and of those that are served. Any thread may call; no method
 * throws or takes long.
 */
@FunctionalInterface
public interface VersionListener {

  /** Keeps nothing. */
  VersionListener NONE = observation -> {};

  void seen(VersionObservation observation);

  /**
   * A stored response is served; its {@link EntryMetadata#takeServed} tells how often. Called once
   * for each object until that was asked.
   */
  default void served(EntryMetadata metadata) {}
}
