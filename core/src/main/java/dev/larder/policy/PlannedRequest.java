package dev.larder.policy;

import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request and what its client can do.
 *
 * @param of how the cache takes part in it
 * @param foreground whether a validation in the background can follow it
 * @param deliverable whether the client can hand out a stored response, or null if it can each
 * @param anew why it is sent whatever is stored, or null
 */
public record PlannedRequest(
    RequestHead head,
    RequestClass of,
    boolean foreground,
    @Nullable Predicate<ResponseHead> deliverable,
    @Nullable Reason anew) {

  /** A request of a client that can do everything. */
  public static PlannedRequest of(RequestHead head, RequestClass of) {
    return new PlannedRequest(head, of, true, null, null);
  }

  boolean canDeliver(ResponseHead stored) {
    return deliverable == null || deliverable.test(stored);
  }

  /** GET of the whole without conditions. */
  public boolean isPlainGet() {
    return of.kind() == RequestClass.Kind.LOOKUP && head.method().equals("GET");
  }
}
