package dev.larder.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of certain requests and responses.
 *
 * @param request which requests it is for
 * @param response which of their responses
 * @param actions what is done with those
 * @param ignored which query parameters make no difference, as {@code name=value} in lower case;
 *     what is private stays with those who showed what is ignored. Null for none but those of the
 *     actions
 */
public record Rule(
    RequestMatch request, ResponseMatch response, Actions actions, @Nullable Pattern ignored) {

  Rule(RequestMatch request, ResponseMatch response, Actions actions) {
    this(request, response, actions, null);
  }

  /** When a stored response is validated with its origin. */
  public enum Validate {
    /** As the response says. */
    STANDARD,
    /** Before each use. */
    ALWAYS,
    /** Not at all. */
    NEVER,
    /** Once it is older than max-age, whatever it says. */
    AGE,
    /** Not at all if its URL names a version, else as the response says. */
    VERSION,
    /** As by age; and a new version of it lets older ones go at once. */
    AGE_AND_VERSION
  }

  /**
   * Which responses a rule is for; those of all types, and successes and moves, if nothing is said.
   *
   * @param location where they must redirect to, or null
   */
  public record ResponseMatch(
      Set<String> types, Set<String> statuses, @Nullable RequestMatch location) {

    /** Every response that one would want to keep. */
    public static final ResponseMatch ANY = new ResponseMatch(Set.of(), Set.of());

    ResponseMatch(Set<String> types, Set<String> statuses) {
      this(types, statuses, null);
    }

    /** Whether it leaves nothing out by what a response says. */
    public boolean isAny() {
      return types.isEmpty() && statuses.isEmpty() && location == null;
    }

    /**
     * Whether it is for a response.
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
   * What is done. A null or an empty list leaves that as it is.
   *
   * @param bypass whether the cache has nothing to do with it
   * @param ignoreQuery names of query parameters that make no difference
   * @param keyHeaders names of request fields that make a difference
   * @param keepVersions how many older versions stay once there is a new one
   * @param redactQuery names of query parameters whose values are not to be written down
   * @param memoryStay how long it stays in memory after its last use
   * @param enableMethods methods whose responses are stored by the body of the request
   * @param ignoreHeaders names of request fields that tell nobody apart
   * @param ignoreCookies names of cookies that tell nobody apart
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
      List<Glob> ignoreCookies) {

    /** Nothing. */
    public static final Actions NONE = new Actions(false, null, false, Validate.STANDARD);

    /** The cache has nothing to do with it. */
    public static final Actions BYPASS = new Actions(true, null, false, Validate.STANDARD);

    private Actions(boolean bypass, @Nullable Duration maxAge, boolean force, Validate validate) {
      this(
          bypass, maxAge, null, force, validate, null, null, null, List.of(), List.of(), null,
          List.of(), null, Set.of(), List.of(), List.of());
    }

    /** It is stored and fresh for a time whatever the response says. */
    static Actions forced(Duration maxAge) {
      return new Actions(false, maxAge, true, Validate.AGE);
    }

    /** The same for everybody, whatever cookies say. */
    static Actions forcedForAll(Duration maxAge, List<Glob> cookies) {
      return new Actions(
          false,
          maxAge,
          null,
          true,
          Validate.AGE,
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
          cookies);
    }

    /** It is fresh for a time where it may be stored at all. */
    static Actions lasting(Duration maxAge) {
      return new Actions(false, maxAge, false, Validate.AGE);
    }
  }
}
