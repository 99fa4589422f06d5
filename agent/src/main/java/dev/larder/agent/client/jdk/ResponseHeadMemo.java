package dev.larder.agent.client.jdk;

import dev.larder.http.ResponseHead;
import dev.larder.thread.MemoTable;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.ResponseInfo;

/**
 * The heads of the responses that were served last, in the client's own terms: the cache gives the
 * same object for as long as its Age is the same. Bounded; any thread may call.
 */
final class ResponseHeadMemo {
  /** Heads with more lines are translated each time. */
  private static final int LONGEST = 64;

  private record Known(ResponseHead head, Version asked, ResponseInfo info) {}

  private final MemoTable<Known> known = new MemoTable<>(256);

  @SuppressWarnings("ReferenceEquality") // the cache gives the same object again
  ResponseInfo info(ResponseHead head, Version asked) {
    int hash = System.identityHashCode(head);
    Known here = known.get(hash);
    if (here != null && here.head == head && here.asked == asked) {
      return here.info;
    }
    ResponseInfo info = Translation.info(head, asked);
    if (head.headers().size() <= LONGEST) {
      known.put(hash, new Known(head, asked, info));
    }
    return info;
  }
}
