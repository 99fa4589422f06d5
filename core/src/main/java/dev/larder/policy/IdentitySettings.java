package dev.larder.policy;

import java.util.Set;

/**
 * What can be set about whose responses are whose.
 *
 * @param mode what credentials in a request mean
 * @param fields more request fields that bear credentials, in lower case
 * @param queryParameters more query parameters that bear credentials, in lower case
 */
public record IdentitySettings(Mode mode, Set<String> fields, Set<String> queryParameters) {

  /** What credentials in a request mean for its response. */
  public enum Mode {
    /** It is for those who show the same credentials, unless it says that it is for all. */
    AUTO,
    /** Nothing: the process acts for one user, whatever credentials that user shows. */
    SHARED,
    /** It is not stored, unless it says that it is for all. */
    NONE_STORED
  }

  private static final IdentitySettings DEFAULTS =
      new IdentitySettings(Mode.AUTO, Set.of(), Set.of());

  /** The names that are known by themselves, and a partition for each identity. */
  public static IdentitySettings defaults() {
    return DEFAULTS;
  }
}
