package dev.larder.policy;

import dev.larder.http.DeltaSeconds;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.ResponseHead;
import java.time.Instant;

/** The head that a caller gets of a stored response. */
public final class ServedHead {

  private ServedHead() {}

  /**
   * The stored head with its current Age in whole seconds (RFC 9111 §5.1) and, if the origin gave
   * none, the Date of its arrival (RFC 9110 §6.6.1).
   */
  public static ResponseHead of(StoredResponse stored, Instant now) {
    return stored.head().withHeaders(headers(stored, now));
  }

  static Headers headers(StoredResponse stored, Instant now) {
    long age = Freshness.of(stored, PolicySettings.defaults(), now).age().toSeconds();
    Headers headers =
        stored.head().headers().with("Age", String.valueOf(Math.min(DeltaSeconds.MAX, age)));
    return headers.contains("Date")
        ? headers
        : headers.with("Date", HttpDate.format(stored.responseTime()));
  }
}
