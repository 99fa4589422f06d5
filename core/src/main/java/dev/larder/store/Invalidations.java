package dev.larder.store;

/**
 * Which stored responses were invalidated (RFC 9111 §4.4), known to all who share a store. Each
 * resource has a generation, a number that changes with each invalidation. A request notes the
 * generation before it is sent, its entry keeps it, and an entry of another generation is not used,
 * whoever stored it, and whenever. No clock plays a part. Several resources may have one number: a
 * resource that was not invalidated may be taken for one that was, never the reverse. Any thread
 * may call; no method throws.
 */
public interface Invalidations {

  /** Stands for an unknown generation; no resource ever has this one. */
  long NO_GENERATION = 0;

  /** How many resources are told apart. */
  int SLOTS = 16 << 10;

  /** What is known of an entry. */
  enum State {
    /** It was not invalidated. */
    CURRENT,
    /** It was invalidated. */
    INVALIDATED,
    /** What is known begins later than the entry: only the origin can tell. */
    UNKNOWN
  }

  /**
   * A resource is invalidated.
   *
   * @param resource a hash of its URI that is the same in all processes
   * @return whether all who share the store will know; if not, the caller remembers it
   */
  boolean add(int resource);

  /** The present generation of a resource; to be asked before a request for it is sent. */
  long generation(int resource);

  /** As {@link #generation}, but makes nothing on the disk. */
  long known(int resource);

  /** What is known of an entry of this generation. */
  State state(int resource, long generation);

  /** Whether a resource of this generation was never invalidated since generations are known. */
  static boolean isFirst(long generation) {
    return generation > 0 && (int) generation == 0;
  }

  /** Where a resource belongs, from 0 to {@link #SLOTS} - 1. */
  static int slot(int resource) {
    return (resource ^ resource >>> 14) & (SLOTS - 1);
  }
}
