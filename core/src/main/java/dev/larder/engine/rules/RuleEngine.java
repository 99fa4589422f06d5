package dev.larder.engine.rules;

import dev.larder.config.Rule;
import dev.larder.config.Rules;
import dev.larder.engine.lookup.CacheView;
import dev.larder.http.CacheControl;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Invalidation;
import dev.larder.policy.PolicyOverride;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.policy.SignedUrl;
import dev.larder.policy.SupersedePolicy;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.stats.Statistics;
import dev.larder.stats.Tally;
import dev.larder.version.VersionedUrl;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Applies the user's rules to requests. The request that goes to the network stays as the program
 * made it.
 */
public final class RuleEngine {
  private static final Duration FOREVER = Duration.ofDays(3650);

  private final Rules rules;

  /** The methods that some rule enables. */
  private final Set<String> enabled = new HashSet<>();

  /** What counts as a credential under each rule. */
  private final IdentityHashMap<Rule, IdentitySettings> identities = new IdentityHashMap<>();

  private final IdentityHashMap<Rule, Tally> tallies = new IdentityHashMap<>();

  /**
   * @param identity what counts as a credential without rules
   */
  public RuleEngine(Rules rules, IdentitySettings identity, Statistics statistics) {
    this.rules = rules;
    for (Rule rule : rules.all()) {
      enabled.addAll(rule.actions().enableMethods());
      identities.put(rule, identity(rule.actions(), identity));
      tallies.put(rule, statistics.rule(rule.origin()));
    }
  }

  /** Whether the rule for a request stores what it brings by its body. */
  public boolean asksForBody(RequestHead request) {
    return enabled.contains(request.method())
        && first(fitting(request)).enableMethods().contains(request.method());
  }

  /**
   * A request under the rules that fit it.
   *
   * @param body what is known of the request's body
   */
  public RuledRequest apply(
      CacheView view, RequestHead request, String partition, RequestBody body) {
    List<Rule> fitting = fitting(request);
    Rule.Actions first = first(fitting);
    RequestHead seen = seen(request, fitting);
    CacheView under = fitting.isEmpty() ? view : under(view, fitting, request, seen);
    String place = partition + key(request, first);
    List<Tally> counted =
        fitting.isEmpty() ? List.of() : fitting.stream().map(tallies::get).toList();
    return first.enableMethods().contains(request.method())
        ? byBody(under, seen, place, body, counted)
        : RuledRequest.of(under, seen, place, counted);
  }

  private static Rule.Actions first(List<Rule> fitting) {
    return fitting.isEmpty() ? Rule.Actions.NONE : fitting.get(0).actions();
  }

  /**
   * A request that asks with a body. The cache sees it as a GET of a resource of its own; if that
   * can't be, as what its method says.
   */
  private static RuledRequest byBody(
      CacheView view,
      RequestHead request,
      String partition,
      RequestBody body,
      List<Tally> tallies) {
    RequestHead get = RequestHead.get(request.uri(), request.headers());
    RequestClass plain = RequestClass.of(get);
    String digest = body.digest();
    Reason obstacle = plain.kind() != RequestClass.Kind.LOOKUP ? plain.reason() : body.obstacle();
    String key = null;
    if (obstacle == null && digest != null) {
      try {
        key = view.identities().redacted("body", digest);
      } catch (UncheckedIOException e) {
        view.parts().failures().record("telling which body it is", e);
        obstacle = Reason.FAILURE;
      }
    }
    if (key == null || obstacle != null) {
      RequestClass.Kind kind = RequestClass.of(request).kind();
      Reason why = obstacle == null ? Reason.REQUEST_BODY : obstacle;
      RequestClass known = new RequestClass(kind, why);
      return new RuledRequest(view, request, known, request, partition, tallies);
    }
    StringBuilder place = new StringBuilder(partition);
    place.append("\nbody: ").append(request.method()).append(' ').append(key);
    for (String name : List.of("Content-Type", "Content-Encoding", "Content-Language")) {
      String value = request.headers().combined(name);
      place.append('\n').append(name).append(value == null ? "" : "=" + value);
    }
    Reason reason = request.method().equals("POST") ? Reason.POST : Reason.QUERY;
    RequestClass known = new RequestClass(RequestClass.Kind.BODY, reason);
    return new RuledRequest(view, get, known, request, place.toString(), tallies);
  }

  /** The cache as it is for a request. */
  public CacheView under(CacheView view, RequestHead request) {
    List<Rule> fitting = fitting(request);
    return fitting.isEmpty() ? view : under(view, fitting, request, seen(request, fitting));
  }

  /** Where the rules that fit a request come from; of several, the first counts. */
  public List<String> origins(RequestHead request) {
    return fitting(request).stream().map(Rule::origin).toList();
  }

  /** The URI without what makes no difference under the rules. */
  public URI seen(RequestHead request) {
    return seen(request, fitting(request)).uri();
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

  /** The request without what makes no difference under the first of its rules. */
  private RequestHead seen(RequestHead request, List<Rule> fitting) {
    Rule.Actions actions = first(fitting);
    URI uri = QueryFilter.apply(request.uri(), rules.ignoreQuery());
    uri = QueryFilter.apply(uri, actions.ignoreQuery());
    uri = fitting.isEmpty() ? uri : QueryFilter.apply(uri, fitting.get(0).ignored());
    RequestHead seen = forces(actions, request.uri()) ? willing(request) : request;
    return uri.equals(request.uri())
        ? seen
        : new RequestHead(request.method(), uri, seen.headers(), request.hasBody());
  }

  /** The request without what it says of caches. */
  public static RequestHead willing(RequestHead request) {
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

  /**
   * The cache under rules.
   *
   * @param seen the request without what makes no difference
   */
  private CacheView under(
      CacheView view, List<Rule> fitting, RequestHead request, RequestHead seen) {
    PolicySettings policy = view.policy();
    Rule only = fitting.get(0);
    IdentitySettings identity = identities.getOrDefault(only, policy.identity());
    boolean told =
        only.ignored() != null
            && !Credentials.of(request, policy.identity()).equals(Credentials.of(seen, identity));
    URI uri = request.uri();
    boolean same = seen.uri().equals(uri); // else the cache could not make the request itself
    policy =
        policy.with(
            identity,
            response -> {
              boolean personal =
                  told && CacheControl.ofResponse(response.headers(), false).isPrivate();
              PolicyOverride override =
                  personal ? PolicyOverride.PASSED : override(fitting, response, uri);
              return same ? override : override.withoutBackground();
            });
    boolean passes = only.response().isAny() && only.actions().bypass();
    return view.under(policy, only.actions().memoryStay(), passes, !only.actions().remote());
  }

  /** What counts as a credential under a rule. */
  private static IdentitySettings identity(Rule.Actions actions, IdentitySettings settings) {
    IdentitySettings identity =
        settings
            .redacting(actions.redactQuery())
            .ignoring(actions.ignoreHeaders(), actions.ignoreCookies());
    return actions.identity() == null ? identity : identity.with(actions.identity());
  }

  private static PolicyOverride override(List<Rule> fitting, ResponseHead response, URI uri) {
    String location = response.headers().first("Location");
    URI target = location == null ? null : Invalidation.resolve(uri, location);
    for (Rule rule : fitting) {
      if (rule.response().isAny() && rule.actions().bypass()) {
        return PolicyOverride.PASSED;
      }
      String type = response.headers().first("Content-Type");
      if (rule.response().fits(response.status(), type, target)) {
        PolicyOverride override = override(rule.actions(), uri);
        Duration validity = target == null ? null : SignedUrl.validity(target, response);
        return validity == null ? override : override.atMost(validity);
      }
    }
    return PolicyOverride.NONE;
  }

  /** Whether it is not validated any more. */
  private static boolean isLasting(Rule.Actions actions, URI uri) {
    return switch (actions.validate()) {
      case NEVER -> true;
      case VERSION -> VersionedUrl.of(uri.toString()).isVersioned();
      default -> false;
    };
  }

  /** Whether a response to this URI is stored and used whatever anybody says. */
  private static boolean forces(Rule.Actions actions, URI uri) {
    return actions.force()
        && (actions.maxAge() != null || actions.minAge() != null || isLasting(actions, uri));
  }

  private static PolicyOverride override(Rule.Actions actions, URI uri) {
    boolean lasting = isLasting(actions, uri);
    return actions.bypass()
        ? PolicyOverride.PASSED
        : new PolicyOverride(
            false,
            lasting ? FOREVER : actions.maxAge(),
            actions.minAge(),
            forces(actions, uri),
            actions.validate() == Rule.Validate.ALWAYS,
            actions.staleIfError(),
            actions.staleWhileRevalidate(),
            new SupersedePolicy(
                actions.validate() == Rule.Validate.AGE_AND_VERSION, actions.keepVersions()));
  }
}
