package dev.larder.policy;

import dev.larder.config.IdentityMode;
import dev.larder.http.CacheControl;
import dev.larder.http.ContentRange;
import dev.larder.http.DeltaSeconds;
import dev.larder.http.EntityTag;
import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import dev.larder.policy.identity.Cookies;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.policy.identity.Vary;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a response may be stored (RFC 9111 §3), judged on the head as it was received.
 *
 * @param storable whether it may
 * @param reason why not; {@link Reason#STORABLE} if it may
 */
public record Storability(boolean storable, Reason reason) {

  private static final Storability YES = new Storability(true, Reason.STORABLE);

  /** Whether a complete response may be stored. */
  public static Storability judge(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    if (Statuses.isNeverStored(response.status())) {
      return no(response.status() == 206 ? Reason.PARTIAL : Reason.STATUS);
    }
    return verdict(refusal(request, response, settings));
  }

  /**
   * Whether a 206 may be stored as a part (RFC 9111 §3.3): besides the rest it must say which bytes
   * it holds, in one range, and bear a strong validator, or it could never be combined.
   */
  public static Storability judgePartial(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    if (response.status() != 206 || !request.method().equals("GET")) {
      return no(Reason.STATUS);
    }
    ContentRange range = ContentRange.of(response.headers());
    if (range == null || !range.isSatisfied()) {
      return no(Reason.MALFORMED_RANGE);
    }
    EntityTag tag = EntityTag.of(response.headers());
    if (tag == null || tag.weak()) {
      return no(Reason.NO_STRONG_VALIDATOR);
    }
    return verdict(refusal(request, response, settings));
  }

  /**
   * Whether a response may pass between a request with credentials and others, in either direction:
   * the request has none, or the response says so (RFC 9111 §3.5). The must-revalidate that the RFC
   * also accepts for Authorization is not taken as such a word.
   */
  public static boolean isCommon(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    return !Credentials.in(request, settings.identity())
        || settings.identity().mode() == IdentityMode.SHARED
        || isForAll(Directives.stated(response.headers(), settings));
  }

  /**
   * Whether a stored response may be used by a cache with these settings. A cache that is not
   * shared may have stored, in the same place, what a shared one must not use (RFC 9111 §3).
   */
  public static boolean isUsable(
      RequestHead request, StoredResponse stored, PolicySettings settings) {
    if (!settings.shared()) {
      return true;
    }
    CacheControl given = Directives.ofStored(stored, settings);
    boolean named = given.privateFields().stream().anyMatch(stored.head().headers()::contains);
    return !named && !Directives.isPrivate(given) && credentials(request, given, settings) == null;
  }

  /**
   * Whether a response itself, or a rule, says how long it may be used without asking: what stands
   * for nothing but the answer to one body may be stored only then (RFC 9110 §9.3.3).
   */
  public static boolean isTimed(ResponseHead response, PolicySettings settings) {
    CacheControl given = Directives.ofResponse(response, settings);
    return hasLifetime(response.headers(), given, settings) && !Directives.noCache(given);
  }

  private static boolean isForAll(CacheControl directives) {
    return !Directives.isPrivate(directives)
        && (directives.isPublic() || states("s-maxage", directives.sMaxage(), directives));
  }

  /** Why what credentials brought is not stored even for those who show them, or null. */
  private static @Nullable Reason credentials(
      RequestHead request, CacheControl given, PolicySettings settings) {
    IdentitySettings identity = settings.identity();
    boolean refused =
        switch (identity.mode()) {
          case NONE_STORED -> Credentials.in(request, identity) && !isForAll(given);
          // RFC 9111 §3.5
          case AUTO, SHARED ->
              settings.shared()
                  && request.headers().contains("Authorization")
                  && !isForAll(given)
                  && (!given.mustRevalidate() || given.isMalformed("must-revalidate"));
        };
    return refused ? Reason.REQUEST_CREDENTIALS : null;
  }

  private static Storability verdict(@Nullable Reason refusal) {
    return refusal == null ? YES : no(refusal);
  }

  private static Storability no(Reason reason) {
    return new Storability(false, reason);
  }

  /** Why a response of a suitable status may not be stored, or null. */
  private static @Nullable Reason refusal(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    Headers headers = response.headers();
    if (settings.override(response).passed()) {
      return Reason.RULE;
    }
    CacheControl given = Directives.ofResponse(response, settings);
    CacheControl asked = CacheControl.parse(request.headers());
    Reason method = method(request, response, given, settings);
    if (method != null) {
      return method;
    }
    Reason malformed = malformed(request, response, settings);
    if (malformed != null) {
      return malformed;
    }
    if (asked.noStore()) {
      return Reason.REQUEST_NO_STORE;
    }
    // Who understands the status ignores the no-store meant for others (RFC 9111 §5.2.2.3).
    if (given.mustUnderstand()
        && response.status() != 206
        && !Statuses.isUnderstood(response.status())) {
      return Reason.STATUS_NOT_UNDERSTOOD;
    }
    boolean lifted =
        given.mustUnderstand()
            && !given.isMalformed("must-understand")
            && !given.isMalformed("no-store");
    if (given.noStore() && !lifted) {
      return Reason.RESPONSE_NO_STORE;
    }
    if (settings.shared() && Directives.isPrivate(given)) {
      return Reason.PRIVATE;
    }
    Reason credentials = credentials(request, given, settings);
    if (credentials != null) {
      return credentials;
    }
    if (Vary.of(headers).any()) {
      return Reason.VARY_ANY;
    }
    return usefulness(response, given, settings);
  }

  /** RFC 9110 §9.3: GET, and POST whose response says that it is what GET would bring. */
  private static @Nullable Reason method(
      RequestHead request, ResponseHead response, CacheControl given, PolicySettings settings) {
    if (request.method().equals("GET")) {
      return request.hasBody() ? Reason.REQUEST_BODY : null;
    }
    String location = response.headers().combined("Content-Location");
    if (!request.method().equals("POST") || response.status() != 200 || location == null) {
      return Reason.METHOD;
    }
    URI same = Invalidation.resolve(request.uri(), location);
    boolean represents =
        same != null
            && UriNormalizer.normalize(same).equals(UriNormalizer.normalize(request.uri()));
    return represents && hasLifetime(response.headers(), given, settings) ? null : Reason.METHOD;
  }

  /** Why a response is malformed, so that others may read it differently (RFC 9112 §11). */
  private static @Nullable Reason malformed(
      RequestHead request, ResponseHead response, PolicySettings settings) {
    Headers headers = response.headers();
    long size = 0;
    for (Headers.Field field : headers) {
      size += field.name().length() + field.value().length() + 4L;
      boolean pseudo = field.name().startsWith(":");
      if ((!pseudo && !FieldSyntax.isToken(field.name()))
          || FieldSyntax.hasForbiddenChar(field.value())) {
        return Reason.MALFORMED_FIELD;
      }
    }
    if (size > settings.maxHeaderSize()) {
      return Reason.HEADERS_TOO_LARGE;
    }
    if (response.status() == 200 && request.headers().contains("Range")) {
      return Reason.RANGE_IGNORED;
    }
    String location = headers.combined("Content-Location");
    URI represented = location == null ? null : Invalidation.resolve(request.uri(), location);
    if (represented != null && !UriNormalizer.sameOrigin(request.uri(), represented)) {
      return Reason.FOREIGN_CONTENT_LOCATION;
    }
    List<String> lengths = FieldSyntax.list(headers.all("Content-Length"));
    if (headers.contains("Content-Length") && !isOneLength(lengths)) {
      return Reason.MALFORMED_LENGTH;
    }
    List<String> codings = FieldSyntax.list(headers.all("Transfer-Encoding"));
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      return Reason.MALFORMED_LENGTH;
    }
    boolean chunked =
        codings.isEmpty()
            || (codings.size() == 1 && FieldSyntax.lower(codings.get(0)).equals("chunked"));
    return chunked ? null : Reason.TRANSFER_CODING;
  }

  /** Whether there is a length, and no second one (RFC 9110 §8.6); of 18 digits at most. */
  private static boolean isOneLength(List<String> lengths) {
    String length = lengths.isEmpty() ? "" : lengths.get(0);
    return length.length() <= 18
        && DeltaSeconds.parse(length) != DeltaSeconds.INVALID
        && Collections.frequency(lengths, length) == lengths.size();
  }

  /**
   * The last bullet of RFC 9111 §3: a status that may be cached by default, or a word for it. Also
   * refused is what could never be used: neither lifetime nor validator, or no-cache without one.
   */
  private static @Nullable Reason usefulness(
      ResponseHead response, CacheControl given, PolicySettings settings) {
    Headers headers = response.headers();
    boolean lifetime = hasLifetime(headers, given, settings);
    boolean allowed =
        lifetime
            || given.isPublic()
            || (given.isPrivate() && !given.isMalformed("private") && !settings.shared())
            || Statuses.allowsHeuristics(response.status());
    if (!allowed) {
      return Reason.STATUS_NOT_CACHEABLE;
    }
    boolean validator = Validation.hasValidator(headers);
    if (!validator && Directives.noCache(given)) {
      return Reason.NO_CACHE_WITHOUT_VALIDATOR;
    }
    if (!lifetime && !validator) {
      return Reason.NO_FRESHNESS;
    }
    // A cookie is for the one who gets it first, and would be missing for all others.
    boolean forced = settings.override(response).force();
    if (!forced
        && !given.isPublic()
        && given.sMaxage().isEmpty()
        && Cookies.areSet(headers, settings.identity().ignoredCookies())) {
      return Reason.SET_COOKIE;
    }
    return null;
  }

  private static boolean hasLifetime(Headers headers, CacheControl given, PolicySettings settings) {
    return states("max-age", given.maxAge(), given)
        || (settings.shared() && states("s-maxage", given.sMaxage(), given))
        || (!given.isTargeted() && HttpDate.of(headers, "Expires", null) != null);
  }

  /** Whether a duration stands there and is one: a malformed one ends freshness, but is no word. */
  private static boolean states(String name, OptionalLong seconds, CacheControl given) {
    return seconds.isPresent() && !given.isMalformed(name);
  }
}
