package dev.larder.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the user: what the cache does with certain requests and responses.
 *
 * @param request selects the requests
 * @param response selects among their responses
 * @param actions what the cache does with them
 * @param ignored query parameters that do not belong to the key, matched as {@code name=value} in
 *     lower case; a private response is then not stored if an ignored parameter was a credential.
 *     Null for none but those of the actions
 * @param origin where it comes from, for people: {@code larder.exclude}
 */
public record Rule(
    RequestMatch request,
    ResponseMatch response,
    Actions actions,
    @Nullable Pattern ignored,
    String origin) {

  Rule(RequestMatch request, ResponseMatch response, Actions actions) {
    this(request, response, actions, null, "");
  }

  Rule from(String place) {
    return new Rule(request, response, actions, ignored, place);
  }

  /** When a stored response is validated with its origin. */
  public enum Validate {
    /** As RFC 9111 says. */
    STANDARD,
    /** It is validated before each use. */
    ALWAYS,
    /** It is never validated. */
    NEVER,
    /** It is validated when it is older than max-age, whatever it says. */
    AGE,
    /** It is never validated if its URL contains a version, otherwise as RFC 9111 says. */
    VERSION,
    /** As {@link #AGE}; a new version removes older versions at once. */
    AGE_AND_VERSION
  }

  /**
   * Selects the responses of a rule. Without conditions these are successful responses and
   * permanent redirects.
   *
   * @param location what a redirect must lead to, or null
   */
  public record ResponseMatch(
      Set<String> types, Set<String> statuses, @Nullable RequestMatch location) {

    /** No condition. */
    public static final ResponseMatch ANY = new ResponseMatch(Set.of(), Set.of());

    ResponseMatch(Set<String> types, Set<String> statuses) {
      this(types, statuses, null);
    }

    /** Whether there is no condition. */
    public boolean isAny() {
      return types.isEmpty() && statuses.isEmpty() && location == null;
    }

    /**
     * Whether a response meets all conditions.
     *
     * @param type its Content-Type, or null
     * @param target where it redirects to, or null
     */
    public boolean fits(int status, @Nullable String type, @Nullable URI target) {
      return fitsStatus(status)
          && (types.isEmpty() || fitsType(type))
          && (location == null || (target != null && location.fits("GET", target)));
    }

    private boolean fitsStatus(int status) {
      if (statuses.isEmpty()) {
        return status < 300 || status == 301 || status == 308;
      }
      return statuses.contains(String.valueOf(status)) || statuses.contains(status / 100 + "xx");
    }

    private boolean fitsType(@Nullable String type) {
      if (type == null) {
        return false;
      }
      int semicolon = type.indexOf(';');
      String plain = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
      int slash = plain.indexOf('/');
      String group = slash < 0 ? plain : plain.substring(0, slash);
      for (String wanted : types) {
        if (wanted.equalsIgnoreCase(plain) || wanted.equalsIgnoreCase(group + "/*")) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * What the cache does. Null, or an empty list, changes nothing.
   *
   * @param bypass whether the request passes the cache by
   * @param ignoreQuery names of query parameters that do not belong to the key
   * @param keyHeaders names of request fields that belong to the key
   * @param keepVersions how many older versions stay when there is a new one
   * @param redactQuery names of query parameters whose values are not written to disk or log
   * @param memoryStay how long an entry stays in memory after its last use
   * @param enableMethods methods whose responses are stored under the body of the request
   * @param ignoreHeaders names of request fields that do not identify a user
   * @param ignoreCookies names of cookies that do not identify a user
   * @param remote whether the remote tier is asked and written
   */
  public record Actions(
      boolean bypass,
      @Nullable Duration maxAge,
      @Nullable Duration minAge,
      boolean force,
      Validate validate,
      @Nullable Duration staleIfError,
      @Nullable Duration staleWhileRevalidate,
      @Nullable IdentityMode identity,
      List<Glob> ignoreQuery,
      List<String> keyHeaders,
      @Nullable Integer keepVersions,
      List<Glob> redactQuery,
      @Nullable MemoryStay memoryStay,
      Set<String> enableMethods,
      List<Glob> ignoreHeaders,
      List<Glob> ignoreCookies,
      boolean remote) {

    /** The cache does what RFC 9111 says. */
    public static final Actions NONE =
        new Actions(false, null, false, Validate.STANDARD, List.of());

    /** The request passes the cache by. */
    public static final Actions BYPASS =
        new Actions(true, null, false, Validate.STANDARD, List.of());

    private Actions(
        boolean bypass,
        @Nullable Duration maxAge,
        boolean force,
        Validate validate,
        List<Glob> ignoreCookies) {
      this(
          bypass,
          maxAge,
          null,
          force,
          validate,
          null,
          null,
          null,
          List.of(),
          List.of(),
          null,
          List.of(),
          null,
          Set.of(),
          List.of(),
          ignoreCookies,
          true);
    }

    /** Responses are stored and fresh for this time, whatever they and these cookies say. */
    static Actions forced(Duration maxAge, List<Glob> cookies) {
      return new Actions(false, maxAge, true, Validate.AGE, cookies);
    }

    /** Responses that may be stored are fresh for this time. */
    static Actions lasting(Duration maxAge) {
      return new Actions(false, maxAge, false, Validate.AGE, List.of());
    }
  }
}
