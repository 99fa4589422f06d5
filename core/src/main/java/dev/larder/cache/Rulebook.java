package dev.larder.cache;

import dev.larder.config.Rule;
import dev.larder.config.Rules;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.IdentitySettings;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Ruling;
import dev.larder.policy.Succession;
import dev.larder.version.VersionedUrl;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the user's rules: for each request, the cache as it is under the rules that fit it, and
 * the request as the cache is to see it. What goes to the network is the request as it was made.
 */
final class Rulebook {
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final Rules rules;

  Rulebook(Rules rules) {
    this.rules = rules;
  }

  /** An exchange under the rules that fit its request. */
  CacheExchange exchange(
      HttpCache cache, RequestHead request, String partition, @Nullable Duration patience) {
    List<Rule> fitting = fitting(request);
    Rule.Actions first = fitting.isEmpty() ? Rule.Actions.NONE : fitting.get(0).actions();
    RequestHead seen = seen(request, first);
    HttpCache under = fitting.isEmpty() ? cache : under(cache, fitting, request.uri());
    return new CacheExchange(under, seen, partition + key(request, first), patience);
  }

  /** The cache as it is for a request. */
  HttpCache under(HttpCache cache, RequestHead request) {
    List<Rule> fitting = fitting(request);
    return fitting.isEmpty() ? cache : under(cache, fitting, request.uri());
  }

  /** The URI without what makes no difference under the rules. */
  URI seen(RequestHead request) {
    List<Rule> fitting = fitting(request);
    return seen(request, fitting.isEmpty() ? Rule.Actions.NONE : fitting.get(0).actions()).uri();
  }

  /** The rules that fit a request, up to the first that fits whatever the response is. */
  private List<Rule> fitting(RequestHead request) {
    List<Rule> fitting = new ArrayList<>(1);
    for (Rule rule : rules.all()) {
      if (rule.request().fits(request.method(), request.uri())) {
        fitting.add(rule);
        if (rule.response().isAny()) {
          break;
        }
      }
    }
    return fitting;
  }

  /** The request without what makes no difference under a rule. */
  private RequestHead seen(RequestHead request, Rule.Actions actions) {
    URI uri = QueryFilter.apply(request.uri(), rules.ignoreQuery());
    uri = QueryFilter.apply(uri, actions.ignoreQuery());
    RequestHead seen = actions.force() ? willing(request) : request;
    return uri.equals(request.uri())
        ? seen
        : new RequestHead(request.method(), uri, seen.headers(), request.hasBody());
  }

  /** The request without what it says of caches. */
  static RequestHead willing(RequestHead request) {
    Headers headers =
        request
            .headers()
            .without(
                name -> name.equalsIgnoreCase("Cache-Control") || name.equalsIgnoreCase("Pragma"));
    return headers.equals(request.headers())
        ? request
        : new RequestHead(request.method(), request.uri(), headers, request.hasBody());
  }

  /** What makes a difference under a rule, as a part of the partition. */
  private static String key(RequestHead request, Rule.Actions actions) {
    StringBuilder key = new StringBuilder();
    for (String name : actions.keyHeaders()) {
      String value = request.headers().combined(name);
      key.append("\nfield: ").append(name).append(value == null ? "" : "=" + value);
    }
    return key.toString();
  }

  private static HttpCache under(HttpCache cache, List<Rule> fitting, URI uri) {
    PolicySettings policy = cache.policy().withRulings(response -> ruling(fitting, response, uri));
    Rule only = fitting.get(0);
    if (only.actions().identity() != null) {
      IdentitySettings identity = policy.identity();
      policy =
          policy.withIdentity(
              new IdentitySettings(
                  IdentitySettings.Mode.valueOf(only.actions().identity().name()),
                  identity.fields(),
                  identity.queryParameters()));
    }
    boolean passes = only.response().isAny() && only.actions().bypass();
    return cache.under(policy, passes);
  }

  private static Ruling ruling(List<Rule> fitting, ResponseHead response, URI uri) {
    for (Rule rule : fitting) {
      if (rule.response().isAny() && rule.actions().bypass()) {
        return Ruling.PASSED;
      }
      if (rule.response().fits(response.status(), response.headers().first("Content-Type"))) {
        return ruling(rule.actions(), uri);
      }
    }
    return Ruling.NONE;
  }

  private static Ruling ruling(Rule.Actions actions, URI uri) {
    boolean lasting =
        switch (actions.validate()) {
          case NEVER -> true;
          case VERSION -> VersionedUrl.of(uri.toString()).isVersioned();
          default -> false;
        };
    boolean lifetime = lasting || actions.maxAge() != null || actions.minAge() != null;
    return actions.bypass()
        ? Ruling.PASSED
        : new Ruling(
            false,
            lasting ? FOREVER : actions.maxAge(),
            actions.minAge(),
            actions.force() && lifetime,
            actions.validate() == Rule.Validate.ALWAYS,
            actions.staleIfError(),
            actions.staleWhileRevalidate(),
            new Succession(
                actions.validate() == Rule.Validate.AGE_AND_VERSION, actions.keepVersions()));
  }
}
