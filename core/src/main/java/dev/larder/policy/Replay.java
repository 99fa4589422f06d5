package dev.larder.policy;

import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import java.time.Duration;
import java.time.Instant;

/** A stored response as it would be had it arrived just now, for programs that look at dates. */
public final class Replay {

  private Replay() {}

  /**
   * The response with its times, Date and Expires moved by the whole seconds that have passed since
   * it arrived. What it brought of Age stays as it was; a date that isn't valid too.
   */
  public static StoredResponse at(StoredResponse stored, Instant now) {
    Duration shift = Duration.ofSeconds(Duration.between(stored.responseTime(), now).toSeconds());
    Headers headers = stored.head().headers();
    for (String name : new String[] {"Date", "Expires"}) {
      Instant date = HttpDate.of(headers, name, stored.responseTime());
      if (date != null) {
        headers = headers.with(name, HttpDate.format(date.plus(shift)));
      }
    }
    return new StoredResponse(
        stored.head().withHeaders(headers),
        stored.selecting(),
        stored.requestTime().plus(shift),
        stored.responseTime().plus(shift));
  }
}
