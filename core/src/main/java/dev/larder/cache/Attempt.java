package dev.larder.cache;

import dev.larder.cache.Resources.Found;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Partials;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Validation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request goes to the network, and about which stored responses.
 *
 * @param kind what the cache adds to the request
 * @param fields that are added; none of a name that the request has itself
 * @param selected what the request selects of what is stored, or null
 * @param asked the stored responses that a 304 may confirm
 */
record Attempt(Kind kind, Headers fields, @Nullable Found selected, List<Found> asked) {

  private static final Attempt PLAIN = new Attempt(Kind.PLAIN, Headers.empty(), null, List.of());

  enum Kind {
    /** Nothing: as the caller made it. */
    PLAIN,
    /** Conditions, so that a 304 confirms one of those asked about (RFC 9111 §4.3.1). */
    VALIDATION,
    /** A range of what a stored part lacks (RFC 9111 §3.4). */
    COMPLETION,
    /** Nothing is sent: the response is there already, and reaches no caller. */
    GIVEN,
    /** Nothing: while observing, it would not have been sent. */
    SPARED,
    /** Nothing: while observing, conditions would have been added. */
    UNASKED
  }

  /** As the caller made it, though the cache would have answered. */
  static Attempt spared() {
    return new Attempt(Kind.SPARED, Headers.empty(), null, List.of());
  }

  /** The same without what the cache would have added. */
  Attempt unasked() {
    Kind observed = kind == Kind.VALIDATION ? Kind.UNASKED : Kind.PLAIN;
    return new Attempt(observed, Headers.empty(), selected, List.of());
  }

  /** As the caller made it. */
  static Attempt plain(@Nullable Found selected) {
    return selected == null ? PLAIN : new Attempt(Kind.PLAIN, Headers.empty(), selected, List.of());
  }

  /** For a response that is there already. */
  static Attempt given(@Nullable Found selected) {
    return new Attempt(Kind.GIVEN, Headers.empty(), selected, List.of());
  }

  /** Asks whether one of these is still good, the selected one if it is among them. */
  static Attempt validation(RequestHead request, @Nullable Found selected, List<Found> asked) {
    List<StoredResponse> stored = new ArrayList<>();
    for (Found found : asked) {
      stored.add(found.stored());
    }
    Headers conditions = Validation.conditions(request, stored);
    return conditions.isEmpty()
        ? plain(selected)
        : new Attempt(Kind.VALIDATION, conditions, selected, asked);
  }

  /** Asks for what makes a stored part whole, if one range does that. */
  static Attempt completion(Found part) {
    Headers range = Partials.completion(part.stored());
    return range.isEmpty() ? plain(part) : new Attempt(Kind.COMPLETION, range, part, List.of());
  }

  /** The most recent of those asked about that a 304 confirms, or null. */
  @Nullable Found confirmed(RequestHead request, ResponseHead notModified) {
    List<StoredResponse> stored = new ArrayList<>();
    for (Found found : asked) {
      stored.add(found.stored());
    }
    List<StoredResponse> confirmed = Validation.confirmed(request, stored, notModified);
    if (confirmed.isEmpty()) {
      return null;
    }
    Found chosen = selected;
    if (chosen != null && confirmed.contains(chosen.stored())) {
      return chosen;
    }
    return asked.get(stored.indexOf(confirmed.get(0)));
  }
}
