package dev.larder.agent.client.jdk;

import dev.larder.http.ResponseHead;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The heads of the responses that were served last, in the client's own terms: the cache gives the
 * same object for as long as its Age is the same. Bounded; any thread may call.
 */
final class ResponseHeadMemo {
  private static final int PLACES = 256;

  /** Heads with more lines are translated each time. */
  private static final int LONGEST = 64;

  private record Known(ResponseHead head, Version asked, ResponseInfo info) {}

  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(PLACES);

  @SuppressWarnings("ReferenceEquality") // the cache gives the same object again
  ResponseInfo info(ResponseHead head, Version asked) {
    int hash = System.identityHashCode(head);
    int place = (hash ^ hash >>> 8 ^ hash >>> 16) & PLACES - 1;
    Known here = known.get(place);
    if (here != null && here.head == head && here.asked == asked) {
      return here.info;
    }
    ResponseInfo info = Translation.info(head, asked);
    if (head.headers().size() <= LONGEST) {
      known.set(place, new Known(head, asked, info));
    }
    return info;
  }
}
