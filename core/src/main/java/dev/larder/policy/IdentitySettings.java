package dev.larder.policy;

import dev.larder.config.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What can be set about whose responses are whose.
 *
 * @param mode what credentials in a request mean
 * @param fields request fields that bear credentials though known to be harmless, in lower case
 * @param queryParameters more query parameters that bear credentials, in lower case
 * @param redacted names of query parameters that tell nobody apart, but whose values are not to be
 *     written down
 * @param ignoredFields more request fields that tell nobody apart
 * @param ignoredCookies cookies that tell nobody apart
 */
public record IdentitySettings(
    Mode mode,
    Set<String> fields,
    Set<String> queryParameters,
    List<Glob> redacted,
    NamePatterns ignoredFields,
    NamePatterns ignoredCookies) {

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

  /** With the well-known cookies that tell nobody apart, and nothing else that doesn't count. */
  public IdentitySettings(Mode mode, Set<String> fields, Set<String> queryParameters) {
    this(mode, fields, queryParameters, List.of(), NamePatterns.NONE, WellKnownCookies.ALL);
  }

  /** The names that are known by themselves, and a partition for each identity. */
  public static IdentitySettings defaults() {
    return DEFAULTS;
  }

  /** The same with another meaning of credentials. */
  public IdentitySettings with(Mode other) {
    return new IdentitySettings(
        other, fields, queryParameters, redacted, ignoredFields, ignoredCookies);
  }

  /** The same with more parameters whose values are not to be written down. */
  public IdentitySettings redacting(List<Glob> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Glob> all = new ArrayList<>(redacted);
    all.addAll(more);
    return new IdentitySettings(
        mode, fields, queryParameters, List.copyOf(all), ignoredFields, ignoredCookies);
  }

  /** The same with more fields and cookies that tell nobody apart. */
  public IdentitySettings ignoring(List<Glob> moreFields, List<Glob> moreCookies) {
    return moreFields.isEmpty() && moreCookies.isEmpty()
        ? this
        : new IdentitySettings(
            mode,
            fields,
            queryParameters,
            redacted,
            ignoredFields.and(moreFields),
            ignoredCookies.and(moreCookies));
  }

  /** The same where the well-known cookies count too. */
  public IdentitySettings withEveryCookie() {
    return new IdentitySettings(
        mode, fields, queryParameters, redacted, ignoredFields, NamePatterns.NONE);
  }
}
