package dev.larder.engine;

import dev.larder.config.IdentityMode;
import dev.larder.engine.rules.RuledRequest;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import java.util.List;

/**
 * What the user's rules make of a request, for people.
 *
 * @param url that entries for it state
 * @param origins where the rules that fit it come from; of several, the first counts
 * @param bypassed whether a rule lets the request pass the cache by
 * @param identified whether the request shows credentials, so that its response is for those who
 *     show the same, unless the server declares it for all
 */
public record AppliedRules(String url, List<String> origins, boolean bypassed, boolean identified) {

  static AppliedRules of(RuledRequest ruled, String url, List<String> origins) {
    IdentitySettings settings = ruled.view().policy().identity();
    boolean identified =
        settings.mode() != IdentityMode.SHARED && Credentials.in(ruled.made(), settings);
    return new AppliedRules(url, origins, ruled.view().bypass(), identified);
  }
}
