package dev.larder.policy;

/**
 * What may be done for a request.
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
