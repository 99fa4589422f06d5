package dev.larder.store;

import java.time.Instant;

/**
 * When resources were last invalidated (RFC 9111 §4.4), shared by all who share a store: so that
 * nothing that was asked for before is used after, whoever stored it, and whenever. It may name a
 * resource that was not invalidated, never miss one that was. Any thread may call; no method
 * throws.
 */
public interface Invalidations {

  /**
   * A resource is invalidated.
   *
   * @param resource a hash of its URI that is the same in all processes
   */
  void add(int resource, Instant now);

  /** Whether the resource was invalidated at this moment or later, to the microsecond. */
  boolean since(int resource, Instant time);
}
