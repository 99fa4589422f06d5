package dev.larder.policy;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a request, as {@link CachePlanner} finds it. A value: it holds stored
 * responses and says nothing about how they are read or how a request is sent.
 *
 * @param <C> the stored responses as the engine knows them
 */
public sealed interface CachePlan<C extends Candidate> {

  /** Why. */
  Reason reason();

  /** Answer with this stored response, which is fresh. */
  record Serve<C extends Candidate>(C response) implements CachePlan<C> {
    @Override
    public Reason reason() {
      return Reason.FRESH;
    }
  }

  /**
   * Answer with this stored response though it is stale.
   *
   * @param revalidate whether it is to be validated in the background (RFC 5861 §3)
   */
  record ServeStale<C extends Candidate>(C response, Reason reason, boolean revalidate)
      implements CachePlan<C> {}

  /** Answer 504: nothing that is stored will do, and the network must not be asked. */
  record Refuse<C extends Candidate>(Reason reason) implements CachePlan<C> {}

  /**
   * Why the origin is asked.
   *
   * @param forward in terms of RFC 9211 §2.2
   * @param withheld whether what is stored was fetched with other credentials, or without
   */
  record Why(CacheStatus.Forward forward, Reason reason, boolean withheld) {}

  /** Send the request to the origin. */
  sealed interface ToOrigin<C extends Candidate> extends CachePlan<C> {

    Why why();

    /** What the request selects of what is stored, or null. */
    @Nullable C selected();

    /** The fields that are added to the request; none of a name that it has itself. */
    Headers fields();

    @Override
    default Reason reason() {
      return why().reason();
    }

    /** Whether it may wait for another request for the same resource, and others for it. */
    default boolean isShared() {
      return true;
    }
  }

  /**
   * Ask whether a stored response is still good (RFC 9111 §4.3.1).
   *
   * @param asked those that a 304 may confirm
   */
  record Validate<C extends Candidate>(Why why, @Nullable C selected, List<C> asked, Headers fields)
      implements ToOrigin<C> {

    /** The most recent of those asked about that a 304 confirms, or null. */
    public @Nullable C confirmed(RequestHead request, ResponseHead notModified) {
      List<StoredResponse> stored = stored(asked);
      List<StoredResponse> confirmed = Validation.confirmed(request, stored, notModified);
      if (confirmed.isEmpty()) {
        return null;
      }
      C chosen = selected;
      return chosen != null && confirmed.contains(chosen.stored())
          ? chosen
          : asked.get(stored.indexOf(confirmed.get(0)));
    }
  }

  /** Ask for the bytes that a stored part lacks (RFC 9111 §3.4). */
  record Complete<C extends Candidate>(Why why, C selected, Headers fields)
      implements ToOrigin<C> {}

  /**
   * Send the request as the client made it.
   *
   * @param response what it selects of what is stored, or null
   */
  record Fetch<C extends Candidate>(Why why, @Nullable C response, Purpose purpose)
      implements ToOrigin<C> {

    /** Whatever is stored. */
    public static <C extends Candidate> Fetch<C> plain(CacheStatus.Forward forward, Reason reason) {
      return new Fetch<>(new Why(forward, reason, false), null, Purpose.ANEW);
    }

    @Override
    public @Nullable C selected() {
      return purpose == Purpose.WOULD_SERVE ? null : response;
    }

    @Override
    public Headers fields() {
      return Headers.empty();
    }

    @Override
    public boolean isShared() {
      return purpose == Purpose.ANSWER;
    }
  }

  /** What a request that is sent as it was made is for. */
  enum Purpose {
    /** To answer the client; others may wait for the same response. */
    ANSWER,
    /** To answer the client, whatever is stored or on its way. */
    ANEW,
    /** To store the response, which is there already and reaches no client. */
    GIVEN,
    /** In the mode observe: the stored response would have been served. */
    WOULD_SERVE,
    /** In the mode observe: the stored response would have been validated. */
    WOULD_VALIDATE
  }

  /** The policy's view of stored responses. */
  static List<StoredResponse> stored(List<? extends Candidate> candidates) {
    List<StoredResponse> stored = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      stored.add(candidate.stored());
    }
    return stored;
  }
}
