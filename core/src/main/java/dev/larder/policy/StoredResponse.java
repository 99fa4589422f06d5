package dev.larder.policy;

import dev.larder.http.CacheControl;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.Vary;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What policy knows of a stored response. What follows from it alone is worked out once, when it is
 * first asked for, as a response that is kept in memory is judged again at every hit.
 */
public final class StoredResponse {

  /** A longer age is cut off here: no arithmetic on it can overflow. */
  private static final Duration AGE_MAX = Duration.ofDays(365L * 10_000);

  private final ResponseHead head;
  private final Headers selecting;
  private final Instant requestTime;
  private final Instant responseTime;

  private volatile @Nullable Facts facts;
  private volatile @Nullable Stated stated;
  private volatile @Nullable Shown shown;

  /** What the fields of the response say. */
  private record Facts(
      Vary vary,
      CacheControl directives,
      CacheControl directivesShared,
      Instant generated,
      Duration initialAge) {}

  /** The lifetime that it states under some settings. */
  record Stated(PolicySettings settings, Duration lifetime, boolean heuristic, boolean explicit) {}

  /** The head that callers get at some age in seconds. */
  private record Shown(long age, ResponseHead head) {}

  /**
   * @param head as {@link StorableHeaders} left it
   * @param selecting the fields of the request that {@link Vary#select} picked when it was stored
   * @param requestTime when the request was sent that brought or last validated it
   * @param responseTime when the head of that response arrived
   */
  public StoredResponse(
      ResponseHead head, Headers selecting, Instant requestTime, Instant responseTime) {
    this.head = head;
    this.selecting = selecting;
    this.requestTime = requestTime;
    this.responseTime = responseTime;
  }

  public ResponseHead head() {
    return head;
  }

  public Headers selecting() {
    return selecting;
  }

  public Instant requestTime() {
    return requestTime;
  }

  public Instant responseTime() {
    return responseTime;
  }

  /** The fields that chose it among others. */
  public Vary vary() {
    return facts().vary;
  }

  /** Its directives as it states them, to a shared cache or to one that isn't. */
  CacheControl directives(boolean shared) {
    return shared ? facts().directivesShared : facts().directives;
  }

  /** When the origin generated it, by its Date or else its arrival. */
  Instant generated() {
    return facts().generated;
  }

  /** Its age when it arrived (RFC 9111 §4.2.3). */
  Duration initialAge() {
    return facts().initialAge;
  }

  /**
   * Its age at a time (RFC 9111 §4.2.3). A clock that went back since it arrived leaves its age
   * unknown: the size of the step counts, so that no entry stays fresh until the clock has caught
   * up.
   */
  Duration age(Instant now) {
    return facts().initialAge.plus(bounded(Duration.between(responseTime, now).abs()));
  }

  /** The lifetime that it states under these settings, as it was worked out last, or null. */
  @Nullable Stated stated(PolicySettings settings) {
    Stated known = stated;
    return known != null && known.settings.equals(settings) ? known : null;
  }

  void keep(Stated worked) {
    stated = worked;
  }

  /**
   * The head that a client gets: with its current Age in whole seconds (RFC 9111 §5.1) and, if the
   * origin gave none, the Date of its arrival (RFC 9110 §6.6.1). The same object as long as the Age
   * is the same.
   */
  public ResponseHead served(Instant now) {
    long age = Math.min(DeltaSeconds.MAX, age(now).toSeconds());
    Shown known = shown;
    if (known == null || known.age != age) {
      Headers headers = head.headers().with("Age", String.valueOf(age));
      if (!headers.contains("Date")) {
        headers = headers.with("Date", HttpDate.format(responseTime));
      }
      known = new Shown(age, head.withHeaders(headers));
      shown = known;
    }
    return known.head;
  }

  /**
   * The response as it would be had it arrived just now, for programs that look at dates: its
   * times, Date and Expires are moved by the whole seconds that have passed since it arrived. What
   * it brought of Age stays as it was; a date that isn't valid too.
   */
  public StoredResponse replayed(Instant now) {
    Duration shift = Duration.ofSeconds(Duration.between(responseTime, now).toSeconds());
    Headers headers = head.headers();
    for (String name : new String[] {"Date", "Expires"}) {
      Instant date = HttpDate.of(headers, name, responseTime);
      if (date != null) {
        headers = headers.with(name, HttpDate.format(date.plus(shift)));
      }
    }
    return new StoredResponse(
        head.withHeaders(headers), selecting, requestTime.plus(shift), responseTime.plus(shift));
  }

  /** How long the network took to answer, in microseconds. */
  public long delayMicros() {
    long seconds = responseTime.getEpochSecond() - requestTime.getEpochSecond();
    long nanos = (long) responseTime.getNano() - requestTime.getNano();
    return Math.max(0, seconds * 1_000_000 + nanos / 1000);
  }

  private Facts facts() {
    Facts known = facts;
    if (known == null) {
      known = read();
      facts = known;
    }
    return known;
  }

  private Facts read() {
    Headers headers = head.headers();
    CacheControl directives = CacheControl.ofResponse(headers, false);
    Instant date = HttpDate.of(headers, "Date", responseTime);
    Instant generated = date == null ? responseTime : date;
    return new Facts(
        Vary.of(headers),
        directives,
        headers.contains("CDN-Cache-Control") ? CacheControl.ofResponse(headers, true) : directives,
        generated,
        initialAge(headers, generated));
  }

  /** The time since generation is counted in whole seconds, which is all that Date tells. */
  private Duration initialAge(Headers headers, Instant generated) {
    Duration apparent =
        bounded(Duration.between(generated, responseTime.truncatedTo(ChronoUnit.SECONDS)));
    Duration delay = bounded(Duration.between(requestTime, responseTime));
    Duration corrected = Duration.ofSeconds(DeltaSeconds.age(headers)).plus(delay);
    return apparent.compareTo(corrected) > 0 ? apparent : corrected;
  }

  private static Duration bounded(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(AGE_MAX) > 0 ? AGE_MAX : duration;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredResponse stored
        && head.equals(stored.head)
        && selecting.equals(stored.selecting)
        && requestTime.equals(stored.requestTime)
        && responseTime.equals(stored.responseTime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(head, selecting, requestTime, responseTime);
  }

  /** Without values of fields: they may be secret. */
  @Override
  public String toString() {
    return head.status() + " " + responseTime;
  }
}
