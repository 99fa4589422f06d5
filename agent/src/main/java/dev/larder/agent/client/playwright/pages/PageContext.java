package dev.larder.agent.client.playwright.pages;

import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.policy.Reason;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A context of a Chromium, as far as it shows in what its pages load. */
final class PageContext {

  /** How many URLs are remembered of each kind. */
  private static final int MAX_REMEMBERED = 10_000;

  final String guid;

  private volatile @Nullable FetchOptions options;
  private volatile List<String> arguments = List.of();
  private volatile boolean offline;
  private final Map<String, RoutePatterns> routes = new ConcurrentHashMap<>();
  private final Set<String> loaded = Collections.synchronizedSet(new HashSet<>());
  private final Set<String> served = Collections.synchronizedSet(new HashSet<>());

  private final BooleanSupplier recorded;

  /**
   * @param recorded whether a trace or a HAR shows each request now
   */
  PageContext(String guid, BooleanSupplier recorded) {
    this.guid = guid;
    this.recorded = recorded;
  }

  /**
   * Tells what the context was made with.
   *
   * @param parameters of the message that made it
   * @param browser the arguments of the browser's command line
   */
  void made(FetchOptions of, Json parameters, List<String> browser) {
    offline = parameters.isTrue("offline");
    arguments = browser;
    options = of;
  }

  void setOffline(boolean now) {
    offline = now;
  }

  /** The program has routes on the context itself or on a page. */
  void setRoutes(String owner, RoutePatterns patterns) {
    routes.put(owner, patterns);
  }

  void pageClosed(String page) {
    routes.remove(page);
  }

  /** Whether a response that the browser may keep has come over the network. */
  boolean hasLoaded(String url) {
    return loaded.contains(url);
  }

  void loaded(String url) {
    if (loaded.size() < MAX_REMEMBERED) {
      loaded.add(url);
    }
  }

  /** Whether a page has got it from the cache: how long that took says nothing of the network. */
  boolean wasServed(String url) {
    return served.contains(url);
  }

  void served(String url) {
    if (served.size() < MAX_REMEMBERED) {
      served.add(url);
    }
  }

  boolean isRouted(String page, String url) {
    return mayMatch(guid, url) || mayMatch(page, url);
  }

  private boolean mayMatch(String owner, String url) {
    return routes.getOrDefault(owner, RoutePatterns.NONE).mayMatch(url);
  }

  /** Whether pages of the context may be listened to at all. */
  boolean isOurs() {
    FetchOptions known = options;
    return known != null
        && known.unknown == null
        && known.httpCredentials == null
        && !known.clientCertificates
        && !known.proxyCredentials;
  }

  /** Why a request is none of the cache's business, or null. */
  @Nullable Reason bypass(URI uri) {
    FetchOptions known = options;
    if (known == null || !isOurs()) {
      return Reason.CONTEXT_UNKNOWN;
    }
    if (offline) {
      return Reason.OFFLINE;
    }
    if (recorded.getAsBoolean()) {
      return Reason.RECORDED;
    }
    boolean unchecked = known.ignoreHttpsErrors || has("--ignore-certificate-errors");
    return uri.getScheme().equals("https") && unchecked ? Reason.HTTPS_ERRORS_IGNORED : null;
  }

  /** Decoded bodies are for browsers alone, and a browser that is sent elsewhere is another one. */
  String partition() {
    FetchOptions known = options;
    StringBuilder partition = new StringBuilder("chromium");
    if (known != null && known.proxy != null) {
      partition.append(" proxy ").append(known.proxy);
    }
    for (String argument : arguments) {
      if (argument.startsWith("--host-") || argument.startsWith("--proxy-")) {
        partition.append(' ').append(argument);
      }
    }
    return partition.toString();
  }

  private boolean has(String prefix) {
    return arguments.stream().anyMatch(argument -> argument.startsWith(prefix));
  }
}
