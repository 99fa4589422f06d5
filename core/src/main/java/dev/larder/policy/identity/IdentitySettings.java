package dev.larder.policy.identity;

import dev.larder.config.Glob;
import dev.larder.config.IdentityMode;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
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
    IdentityMode mode,
    Set<String> fields,
    Set<String> queryParameters,
    List<Glob> redacted,
    NamePatterns ignoredFields,
    NamePatterns ignoredCookies) {

  /** The identity settings among all settings. */
  public static IdentitySettings of(Settings settings) {
    return new IdentitySettings(
        settings.get(SettingTable.IDENTITY),
        settings.get(SettingTable.IDENTITY_HEADERS),
        settings.get(SettingTable.IDENTITY_QUERY),
        settings.get(SettingTable.REDACT_QUERY),
        NamePatterns.of(settings.get(SettingTable.IDENTITY_IGNORE_HEADERS)),
        (settings.ignoresWellKnownCookies() ? WellKnownCookies.ALL : NamePatterns.NONE)
            .and(settings.ignoreCookies()));
  }

  /** A copy with another meaning of credentials. */
  public IdentitySettings with(IdentityMode other) {
    return new IdentitySettings(
        other, fields, queryParameters, redacted, ignoredFields, ignoredCookies);
  }

  /** A copy with more parameters whose values are not to be written down. */
  public IdentitySettings redacting(List<Glob> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Glob> all = new ArrayList<>(redacted);
    all.addAll(more);
    return new IdentitySettings(
        mode, fields, queryParameters, List.copyOf(all), ignoredFields, ignoredCookies);
  }

  /** A copy with more fields and cookies that tell nobody apart. */
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
}
