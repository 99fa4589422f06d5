package dev.larder.demo;

import java.util.concurrent.atomic.LongAdder;

/** What went over the wire, counted where it is sent and not by the cache. */
final class Traffic {

  /** Requests answered and bytes sent in answer, header fields included. */
  record Count(long requests, long bytes) {}

  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void request() {
    requests.increment();
  }

  void bytes(long sent) {
    bytes.add(sent);
  }

  /** The count since the last call. */
  Count take() {
    return new Count(requests.sumThenReset(), bytes.sumThenReset());
  }
}
