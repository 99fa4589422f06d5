package dev.larder.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The tier below the local store, which several machines share. It holds responses that are for
 * everybody, as they were received, and no verdicts: who brings a response judges it by its own
 * settings, rules and clock.
 *
 * <p>The engine asks it only after a local miss or before a validation, and writes what comes into
 * the local store, so that a hit is always local. All of it is a hint: the tier may lose anything,
 * be slow, or be away, and then a request goes to the origin.
 *
 * <p>Any thread may call. No method blocks or throws. Each future completes, never with an
 * exception: soon after the patience that it was given, or at once where the tier is away. It
 * completes on a thread of the tier, on which the engine reads and writes the local store, and may
 * go on with the request; or on the caller's thread before the method returns.
 *
 * <p>An implementation gets the {@link Storage} of the cache when it is opened: it reads from the
 * store what it pushes, and adds to the {@link Invalidations} what other machines have invalidated,
 * with {@code add(slot)}.
 *
 * <p>All times that come and go are by the clock of this machine.
 */
public interface RemoteTier extends AutoCloseable {

  /** Shared with no other machine. */
  RemoteTier NONE = new NoRemoteTier();

  /** Whether it is worth asking. */
  enum State {
    /** There is none, or it will not be used any more. */
    OFF,
    /** It is being loaded, or has not been reached yet: a query waits for that. */
    STARTING,
    READY,
    /** It was not reached soon, or did not answer lately, and is not asked for a while. */
    AWAY
  }

  /**
   * What is looked for.
   *
   * @param key of an entry, or of an index of variants
   * @param slot of its resource ({@link Invalidations#slot}): what was asked for before the latest
   *     invalidation of this slot that the tier knows of counts as not there
   * @param laterThan when the response that is stored here arrived, or null if none is: only one
   *     that arrived later, by more than the error of the clocks, is looked for
   * @param patience how long to wait for the head of an answer
   * @param limit how long to wait for other machines that have a lease
   */
  record Query(
      EntryKey key, int slot, @Nullable Instant laterThan, Duration patience, Duration limit) {

    /** Waits for other machines no longer than for an answer. */
    public Query(EntryKey key, int slot, @Nullable Instant laterThan, Duration patience) {
      this(key, slot, laterThan, patience, patience);
    }
  }

  /** What came of a query. */
  enum Answer {
    /** The receiver got it whole, or wanted no more than its head. */
    BROUGHT,
    /** It is not there: a lease is worth asking for. */
    ABSENT,
    /** Nobody can tell in time. */
    UNKNOWN
  }

  /** Takes what was looked for. Called on one thread. */
  @FunctionalInterface
  interface Receiver {

    /**
     * The head has come; called once, before any of the body.
     *
     * @param metadata as of the machine that pushed it, its times by the clock of this one; its
     *     generation has no meaning here. That of an index has variants
     * @param length bytes of the body
     * @param sum the CRC32C of the body
     * @return what takes the body, which the tier commits if length and sum are right, and else
     *     discards; null if no body is wanted
     * @throws IOException if there is no place for it now; the answer is then {@code UNKNOWN}
     */
    @Nullable EntryWriter begin(EntryMetadata metadata, long length, int sum) throws IOException;
  }

  /** Whether this machine is the one that asks the origin. */
  interface Lease {

    /** What came of asking for a lease. */
    enum State {
      /** This machine asks the origin; the others wait until the lease is released. */
      HELD,
      /** What is looked for was stored meanwhile: it can be brought. */
      STORED,
      /** Responses of this resource are not stored: each request goes by itself. */
      NOT_WORTH,
      /** Nobody can tell, or others took longer than the patience. */
      UNKNOWN
    }

    Lease.State state();

    /**
     * Ends a lease that is held; without effect when called again. Until then the tier renews it,
     * for a bounded time. Other machines see the end after what was offered before is pushed or
     * dropped.
     */
    void release();

    /** Ends a lease that is held, and says for a while that nothing of this resource is stored. */
    void refuse();
  }

  /**
   * What is stored here and may be pushed.
   *
   * @param resource the key of the response without Vary, or of the index of variants
   * @param variant as the index is to list it, or null for a response without Vary
   * @param slot of the resource: what was invalidated meanwhile is not pushed
   * @param life how long it is of use from now on; the tier has limits of its own
   * @param head whether only its head has changed since it was pushed, as after a validation
   */
  record Offer(
      EntryKey resource, @Nullable Variant variant, int slot, Duration life, boolean head) {

    /** Under which it is stored. */
    public EntryKey key() {
      return variant == null ? resource : variant.key();
    }
  }

  /**
   * Whether it is worth asking now; a volatile read. The engine calls it with each request, so that
   * the tier hears what other machines invalidate as long as there are requests.
   */
  RemoteTier.State state();

  /** Bytes of the largest body that is pushed. */
  long maxEntrySize();

  /**
   * Looks for a response and gives it to the receiver.
   *
   * @param query whose patience is for the head; the body may take longer while it moves
   */
  CompletableFuture<Answer> bring(Query query, Receiver into);

  /**
   * Asks for the lease of a resource. While another machine holds it, looks from time to time
   * whether it ends, or what is looked for appears.
   *
   * @param query whose patience is for the first look, and whose limit for all of them
   * @return a lease of any state; if it is held, the caller releases it
   */
  CompletableFuture<Lease> lease(Query query);

  /**
   * Pushes an entry in the background: what lies under its key in the local store when its turn
   * comes. The tier may drop it. With a variant, it is also listed in the index of variants that
   * other machines see.
   */
  void offer(Offer offer);

  /**
   * A resource was invalidated on this machine (RFC 9111 §4.4). The tier forgets it and tells the
   * other machines.
   *
   * @param resource its key for everybody
   * @param slot of it
   * @param when it happened: what was asked for before is neither pushed nor brought any more
   */
  void invalidated(EntryKey resource, int slot, Instant when);

  /** A newer version has taken over: the entry is of use for so long at most, unless it is used. */
  void superseded(EntryKey key, Duration grace);

  /** Ends it within half a second. What was offered last is pushed if that is quick. */
  @Override
  void close();
}
