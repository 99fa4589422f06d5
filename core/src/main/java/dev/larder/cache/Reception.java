package dev.larder.cache;

/** What an integration does with the head of a network response. */
public sealed interface Reception {

  /** Hand it to the caller, and every byte of its body to the collector as well. */
  record Relay(BodyCollector collector) implements Reception {}

  /** Drop it with its body and answer from the cache. */
  record Serve(Served served) implements Reception {}

  /** Drop it with its body, and send the request again without the conditions. */
  record Repeat() implements Reception {}
}
