package dev.larder.stats;

/** What the cache counts. Reports, files, JMX and the documentation take names from here. */
public enum Counter {
  HITS_MEMORY("hits-memory", "Fresh responses served from memory."),
  HITS_DISK("hits-disk", "Fresh responses served from the disk."),
  COLLAPSED("collapsed", "Responses served from an entry that another request just downloaded."),
  STALE("stale", "Stale responses served, where that was allowed."),
  VALIDATED("validated", "Stored responses served after the server confirmed them."),
  MISSES("misses", "Responses of the network to requests that looked into the cache."),
  BYPASSED("bypassed", "Responses of the network to requests that went past the cache."),
  REFUSED("refused", "Requests answered with 504, as no network was allowed."),
  STORED("stored", "Responses stored."),
  NOT_STORED("not-stored", "Responses to requests that looked into the cache, and not stored."),
  BYTES_FROM_NETWORK("bytes-from-network", "Body bytes that came from the network."),
  BYTES_SAVED("bytes-saved", "Body bytes served from the cache."),
  MICROS_SAVED(
      "micros-saved",
      "Microseconds that the network took to answer with what the cache has served."),
  WOULD_HIT("would-hit", "Requests that would have been hits in another mode."),
  WOULD_VALIDATE("would-validate", "Requests that would have been validated in another mode."),
  BYTES_WOULD_SAVE("bytes-would-save", "Body bytes that another mode would have saved."),
  EVICTIONS("evictions", "Entries removed to make room."),
  VERSION_CHANGES("version-changes", "Newer versions seen of a resource with versions."),
  REMOTE_ASKED("remote-asked", "Questions to the remote tier."),
  REMOTE_BROUGHT("remote-brought", "Responses that the remote tier had."),
  REMOTE_BYTES_BROUGHT("remote-bytes-brought", "Body bytes that came from the remote tier."),
  REMOTE_ABSENT("remote-absent", "Questions about what the remote tier does not have."),
  REMOTE_LATE("remote-late", "Questions that the remote tier did not answer in time."),
  REMOTE_WAITED("remote-waited", "Requests that waited for another machine's download."),
  REMOTE_MICROS_WAITED("remote-micros-waited", "Microseconds that these waited."),
  REMOTE_TAKEN_OVER(
      "remote-taken-over", "Downloads of other machines that did not end and were taken over."),
  REMOTE_PUSHED("remote-pushed", "Responses written to the remote tier."),
  REMOTE_BYTES_PUSHED("remote-bytes-pushed", "Body bytes written to the remote tier."),
  REMOTE_DROPPED("remote-dropped", "Responses not written there, as too many were waiting."),
  REMOTE_REFUSED("remote-refused", "Writes that the server of the remote tier refused."),
  REMOTE_UNOPENED("remote-unopened", "Values of the remote tier that the key does not open."),
  REMOTE_BREAKS(
      "remote-breaks", "Times that the remote tier failed and was not asked for a while."),
  FAILURES("failures", "Errors inside the cache that the program did not see.");

  private final String word;
  private final String sentence;

  Counter(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /** In kebab-case. */
  public String word() {
    return word;
  }

  /** What it counts, as one sentence. */
  public String sentence() {
    return sentence;
  }
}
