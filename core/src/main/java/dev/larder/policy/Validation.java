package dev.larder.policy;

import dev.larder.http.EntityTag;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditional requests of the cache's own and what their answers change (RFC 9111 §4.3). */
public final class Validation {

  /**
   * What a 304 or HEAD doesn't change: Content-Length (RFC 9111 §3.2), and what tells how to read
   * the stored bytes, which the same section lets a cache inside a client keep.
   */
  private static final Set<String> KEPT =
      Set.of("content-length", "content-encoding", "content-range", "content-type");

  private Validation() {}

  /**
   * If-None-Match and If-Modified-Since to add to a request (RFC 9111 §4.3.1), values as the origin
   * gave them; empty if the response has no validator. They replace conditions of the caller's own.
   */
  public static Headers conditions(StoredResponse stored) {
    return conditions(List.of(stored));
  }

  /**
   * The conditions for several variants of one key: the tags of all of them, so that a 304 can
   * choose; a date only if there is one response. {@link #confirmed} tells which was chosen.
   */
  public static Headers conditions(List<StoredResponse> stored) {
    Set<String> tags = new LinkedHashSet<>();
    for (StoredResponse response : stored) {
      String tag = tag(response.head().headers());
      if (tag != null) {
        tags.add(tag);
      }
    }
    Headers.Builder conditions = new Headers.Builder();
    if (!tags.isEmpty()) {
      conditions.add("If-None-Match", String.join(", ", tags));
    }
    String modified = stored.size() == 1 ? modified(stored.get(0).head().headers()) : null;
    if (modified != null) {
      conditions.add("If-Modified-Since", modified);
    }
    return conditions.build();
  }

  /**
   * Those of the conditions that a request can bear besides its own (RFC 9111 §4.3.1): none where
   * its own If-None-Match decides, and no second If-Modified-Since.
   */
  public static Headers conditions(RequestHead request, List<StoredResponse> stored) {
    Headers own = request.headers();
    if (own.contains("If-None-Match")) {
      return Headers.empty();
    }
    Headers conditions = conditions(stored);
    return own.contains("If-Modified-Since")
        ? conditions.without(name -> name.equalsIgnoreCase("If-Modified-Since"))
        : conditions;
  }

  static boolean hasValidator(Headers headers) {
    return tag(headers) != null || modified(headers) != null;
  }

  /** The ETag as it was given, or null; one without quotes is no tag. */
  private static @Nullable String tag(Headers headers) {
    EntityTag tag = EntityTag.of(headers);
    return tag == null ? null : tag.toString();
  }

  /** Last-Modified as it was given, or null if it isn't one valid date. */
  private static @Nullable String modified(Headers headers) {
    return HttpDate.of(headers, "Last-Modified", null) == null
        ? null
        : headers.first("Last-Modified");
  }

  /**
   * Whether a 304 is about this stored response (RFC 9111 §4.3.4). A tag in it must be the stored
   * one (but for weakness); without tags on either side, a Last-Modified must be the stored one. A
   * 304 without validators confirms whatever had one, since that alone was asked about.
   */
  public static boolean confirms(StoredResponse stored, ResponseHead notModified) {
    Headers held = stored.head().headers();
    Headers given = notModified.headers();
    if (notModified.status() != 304 || !hasValidator(held)) {
      return false;
    }
    EntityTag heldTag = EntityTag.of(held);
    EntityTag givenTag = EntityTag.of(given);
    if (heldTag != null && givenTag != null) {
      return heldTag.matchesWeakly(givenTag);
    }
    if (heldTag != null && given.contains("ETag")) {
      return false;
    }
    Instant heldDate = HttpDate.of(held, "Last-Modified", stored.responseTime());
    Instant givenDate = HttpDate.of(given, "Last-Modified", stored.responseTime());
    return heldDate == null || givenDate == null || heldDate.equals(givenDate);
  }

  /**
   * Those of several variants that a 304 to {@link #conditions(RequestHead, List)} confirms, the
   * most recent first; only it is to be served and refreshed if the tag is weak (RFC 9111 §4.3.4).
   * Of several, and where the request had a date of its own, only those can be meant whose tag the
   * 304 repeats: it is all that they were asked about by.
   */
  public static List<StoredResponse> confirmed(
      RequestHead request, List<StoredResponse> stored, ResponseHead notModified) {
    boolean several = stored.size() > 1 || request.headers().contains("If-Modified-Since");
    boolean tagged = EntityTag.of(notModified.headers()) != null;
    List<StoredResponse> confirmed = new ArrayList<>();
    for (StoredResponse response : stored) {
      boolean meant = !several || (tagged && tag(response.head().headers()) != null);
      if (meant && confirms(response, notModified)) {
        confirmed.add(response);
      }
    }
    confirmed.sort((one, other) -> other.responseTime().compareTo(one.responseTime()));
    return confirmed;
  }

  /**
   * Whether a 304 to conditions of the caller's own is about this stored response too (RFC 9111
   * §4.3.4): it must repeat the stored tag, or without any tags the stored Last-Modified.
   */
  public static boolean identifies(StoredResponse stored, ResponseHead notModified) {
    Headers given = notModified.headers();
    boolean tagged = given.contains("ETag") || stored.head().headers().contains("ETag");
    return given.contains(tagged ? "ETag" : "Last-Modified") && confirms(stored, notModified);
  }

  /**
   * The stored head with what a 304 for it updates (RFC 9111 §3.2): each field of the 304 replaces
   * all lines of that name in their place, except {@link #KEPT}, and what is never stored. Age and
   * Date are those of the 304, absent if it has none. The caller stores it with the times of the
   * new exchange and selects anew what Vary names.
   */
  public static ResponseHead refreshed(
      StoredResponse stored, ResponseHead notModified, PolicySettings settings) {
    Headers updates =
        StorableHeaders.forStoring(notModified, settings)
            .headers()
            .without(name -> KEPT.contains(FieldSyntax.lower(name)));
    Headers merged =
        stored
            .head()
            .headers()
            .without(name -> isOfOneResponse(name) && !updates.contains(name))
            .updated(updates);
    return StorableHeaders.forStoring(stored.head().withHeaders(merged), settings);
  }

  private static boolean isOfOneResponse(String name) {
    return name.equalsIgnoreCase("Age") || name.equalsIgnoreCase("Date");
  }

  /**
   * The stored head as a HEAD response freshens it (RFC 9111 §4.3.5), or null if that response
   * tells that the stored one has changed and is no longer to be used: another validator or another
   * length. A HEAD response that isn't 200 says nothing: then the head comes back as it was.
   */
  public static @Nullable ResponseHead freshenedByHead(
      StoredResponse stored, ResponseHead head, PolicySettings settings) {
    if (head.status() != 200 || stored.head().status() != 200) {
      return stored.head();
    }
    Headers held = stored.head().headers();
    Headers given = head.headers();
    for (String name : List.of("ETag", "Last-Modified", "Content-Length")) {
      String value = given.combined(name);
      if (value != null && !value.equals(held.combined(name))) {
        return null;
      }
    }
    return refreshed(stored, head, settings);
  }
}
