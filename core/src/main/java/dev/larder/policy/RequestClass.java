package dev.larder.policy;

import dev.larder.http.FieldSyntax;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.List;
import java.util.Set;

/**
 * What a cache may do for a request (RFC 9110 §9, RFC 9111 §3 and §4).
 *
 * @param kind how the cache takes part
 * @param reason why: the method, or what stands out
 */
public record RequestClass(Kind kind, Reason reason) {

  /** How the cache takes part in an exchange. */
  public enum Kind {
    /** GET or HEAD without anything special: look up, and store what GET brings. */
    LOOKUP,
    /** GET or HEAD with the caller's own If-None-Match or If-Modified-Since. */
    CONDITIONAL,
    /** GET with a Range, perhaps with If-Range and conditions too. */
    RANGE,
    /** As a rule has it: looked up and stored by its body, never validated. */
    BODY,
    /** Neither looked up nor collapsed; a response that is no error invalidates. */
    UNSAFE,
    /** To the network untouched, with no effect on what is stored. */
    PASS
  }

  /** Methods registered as safe that this cache doesn't serve; CONNECT and PRI are no requests. */
  private static final Set<String> PASSED =
      Set.of("OPTIONS", "TRACE", "CONNECT", "PRI", "PROPFIND", "REPORT", "SEARCH", "QUERY");

  private static final RequestClass PLAIN = new RequestClass(Kind.LOOKUP, Reason.GET);

  /**
   * The class of a request. Methods of unknown safety count as unsafe (RFC 9111 §4.4), spelling
   * included: methods are case-sensitive.
   */
  public static RequestClass of(RequestHead request) {
    String method = request.method();
    Headers headers = request.headers();
    if (PASSED.contains(method)) {
      return new RequestClass(Kind.PASS, Reason.METHOD);
    }
    if (overrides(headers)) {
      return new RequestClass(Kind.UNSAFE, Reason.METHOD_OVERRIDE);
    }
    boolean get = method.equals("GET");
    if (!get && !method.equals("HEAD")) {
      return new RequestClass(Kind.UNSAFE, method.equals("POST") ? Reason.POST : Reason.METHOD);
    }
    if (request.hasBody()) {
      return new RequestClass(Kind.PASS, Reason.REQUEST_BODY);
    }
    if (upgrades(headers)) {
      return new RequestClass(Kind.PASS, Reason.UPGRADE);
    }
    if (headers.contains("If-Match") || headers.contains("If-Unmodified-Since")) {
      // Only the origin can evaluate these (RFC 9111 §4.3.2).
      return new RequestClass(Kind.PASS, Reason.PRECONDITION);
    }
    if (headers.contains("A-IM")) {
      return new RequestClass(Kind.PASS, Reason.INSTANCE_MANIPULATION);
    }
    if (get && headers.contains("Range")) {
      return new RequestClass(Kind.RANGE, Reason.RANGE);
    }
    boolean conditional =
        headers.contains("If-None-Match") || headers.contains("If-Modified-Since");
    if (get && !conditional) {
      return PLAIN;
    }
    return new RequestClass(
        conditional ? Kind.CONDITIONAL : Kind.LOOKUP, get ? Reason.GET : Reason.HEAD);
  }

  /** Whether it means another method than it says: frameworks heed these by wide custom. */
  private static boolean overrides(Headers headers) {
    return headers.contains("X-HTTP-Method-Override")
        || headers.contains("X-HTTP-Method")
        || headers.contains("X-Method-Override");
  }

  /** Whether it asks for another protocol; h2c means the same exchange, on HTTP/2. */
  private static boolean upgrades(Headers headers) {
    if (!headers.contains("Upgrade")) {
      return false;
    }
    List<String> protocols = FieldSyntax.list(headers.all("Upgrade"));
    return protocols.stream().anyMatch(protocol -> !protocol.equalsIgnoreCase("h2c"));
  }

  /** Whether a stored response may answer it. */
  public boolean mayLookUp() {
    return switch (kind) {
      case LOOKUP, CONDITIONAL, RANGE, BODY -> true;
      case UNSAFE, PASS -> false;
    };
  }

  /**
   * Whether what it brings may be put to {@link Storability}: not for HEAD, which only freshens. Of
   * unsafe methods POST may, and what it stores answers later GETs (RFC 9110 §9.3.3).
   */
  public boolean mayStore() {
    return (mayLookUp() && reason != Reason.HEAD) || reason == Reason.POST;
  }

  /** Whether what answers it depends on its body, as a rule has it. */
  public boolean isByBody() {
    return kind == Kind.BODY;
  }

  /** Whether a response that is no error invalidates (RFC 9111 §4.4). */
  public boolean invalidates() {
    return kind == Kind.UNSAFE;
  }
}
