package dev.larder.agent.client.playwright.api;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Thrown;
import dev.larder.bridge.PlaywrightReply;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.engine.lookup.KeyResolver;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One fetch from the program's call to its response. Runs in the caller's thread, which alone may
 * use this Playwright: it never waits for another fetch, since that could be its own.
 */
public final class ApiFetch {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** What people call the client. */
  static final String CLIENT = "Playwright";

  private final HttpCache cache;
  private final PlaywrightCall call;
  private final NodeTrust trust;
  private final FetchOptions options;

  /** A fetch of a Playwright whose driver has this trust. */
  public ApiFetch(HttpCache cache, PlaywrightCall call, NodeTrust trust) {
    this.cache = cache;
    this.call = call;
    this.trust = trust;
    this.options = call.options();
  }

  /**
   * What the caller gets.
   *
   * @return a response, or a throwable to be thrown, or null if the call is to go on as it is;
   *     nothing was sent then
   */
  public @Nullable Object answer() throws ReflectiveOperationException {
    URI uri = Translation.uri(options);
    try {
      return switch (options.method.toUpperCase(Locale.ROOT)) {
        case "GET", "HEAD" -> safe(uri);
        case "OPTIONS", "TRACE" -> uri == null ? null : uncached(uri);
        default -> uri == null ? unsafeSomewhere() : uncached(uri);
      };
    } catch (Thrown failure) {
      return failure.thrown();
    }
  }

  private @Nullable Object safe(@Nullable URI uri) throws ReflectiveOperationException {
    if (uri == null) {
      return null;
    }
    RequestHead plain = Translation.request(options, uri, null);
    Reason reason = bypass(uri, plain.headers());
    if (reason != null) {
      cache.passed(CLIENT, plain, reason);
      return null;
    }
    RequestHead request = withCookies(plain);
    if (request == null) {
      cache.passed(CLIENT, plain, Reason.COOKIES_UNKNOWN);
      return null;
    }
    ClientExchange exchange = exchange(request, uri, Exchange.Options.handingOut(true, this::fits));
    try {
      RequestDecision decision = settled(exchange);
      if (decision instanceof RequestDecision.Serve serve) {
        return answered(uri, serve.served());
      }
    } catch (Thrown failure) {
      throw failure;
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a fetch of Playwright", failure);
      exchange.bypass();
      return null;
    }
    return new ApiFetchExchange(call, options, exchange, uri).send();
  }

  private ClientExchange exchange(RequestHead request, URI uri, Exchange.Options how)
      throws ReflectiveOperationException {
    return new ClientExchange(
        ClientExchange.Request.ofWholes(ClientRequest.in(partition(uri), CLIENT, request), how));
  }

  /** What to do with the request, after having waited for the remote tier if need be. */
  private static RequestDecision settled(ClientExchange exchange) {
    RequestDecision decision = exchange.begin();
    if (decision instanceof Wait wait) {
      try {
        wait.released().get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
      return exchange.resume(wait);
    }
    return decision;
  }

  /** The request with the cookies that the driver may add, or null if they can't be told. */
  private @Nullable RequestHead withCookies(RequestHead plain) {
    if (plain.headers().contains("Cookie")) {
      return plain;
    }
    List<String> jar = call.cookies(plain.uri().toString());
    return jar == null
        ? null
        : Translation.request(
            options,
            plain.uri(),
            Translation.cookie(jar, plain.uri(), Instant.now().getEpochSecond()));
  }

  /** Why a request is none of the cache's business, or null. */
  private @Nullable Reason bypass(URI uri, Headers fields) throws ReflectiveOperationException {
    if (options.unknown != null) {
      return Translation.reason(options.unknown);
    }
    if (fields.contains("Range") || fields.contains("If-Range")) {
      return Reason.RANGE; // of bytes that the driver decodes
    }
    if (options.proxyCredentials) {
      return Reason.PROXY_CREDENTIALS;
    }
    if (uri.getScheme().equals("https")) {
      if (options.clientCertificates) {
        return Reason.CLIENT_CERTIFICATE;
      }
      if (options.ignoreHttpsErrors || trust.isUnchecked()) {
        return Reason.HTTPS_ERRORS_IGNORED;
      }
    }
    return null;
  }

  /** Decoded bodies are for this client alone. */
  private String partition(URI uri) throws ReflectiveOperationException {
    return KeyResolver.DECODED
        + (uri.getScheme().equals("https") ? trust.partition() : "")
        + (options.proxy == null ? "" : " proxy " + options.proxy);
  }

  /** Whether the driver would have handed out this response, and not gone on from there. */
  private boolean fits(ResponseHead head) {
    int status = head.status();
    return !isFailure(status)
        && !(status == 401 && options.httpCredentials != null)
        && !(REDIRECTS.contains(status)
            && options.followsRedirects
            && head.headers().contains("Location"));
  }

  /** Whether the driver raises an error in place of handing out a response of this status. */
  private boolean isFailure(int status) {
    return options.failOnStatusCode && (status < 200 || status >= 400);
  }

  /** The response, or for the 504 of the cache itself the error that the driver would raise. */
  private Object answered(URI uri, Served served) {
    DecodedResponses.Shown shown = DecodedResponses.shown(served.head());
    if (!isFailure(shown.status())) {
      return served(call, uri, served);
    }
    Object failure =
        call.failure(
            shown.status(), String.valueOf(shown.reason()), DecodedResponses.bytes(served));
    ClientExchange.delivered(served);
    return failure;
  }

  static Object served(PlaywrightCall call, URI uri, Served served) {
    DecodedResponses.Shown shown = DecodedResponses.shown(served.head());
    Object response =
        call.response(
            uri.toString(),
            shown.status(),
            shown.reason(),
            shown.headers(),
            DecodedResponses.bytes(served),
            shown.details());
    ClientExchange.delivered(served);
    return response;
  }

  /** An unsafe request to a URL that only the driver can tell. */
  private Object unsafeSomewhere() throws ReflectiveOperationException {
    PlaywrightReply reply = call.send(List.of());
    try {
      URI uri = URI.create(reply.url());
      RequestHead request = Translation.request(options, uri, null);
      cache.passed(CLIENT, request, Reason.URL_UNKNOWN);
      cache.passed(
          ClientRequest.in(partition(uri), CLIENT, request),
          DecodedResponses.response(reply.status(), reply.headers(), null));
    } catch (Throwable failure) {
      LarderRuntime.failed("reporting a response of Playwright", failure);
    }
    return reply.response();
  }

  /**
   * A request that is never answered from what is stored, but may change something: the cache only
   * has to hear of it (RFC 9111 §4.4).
   */
  private Object uncached(URI uri) throws ReflectiveOperationException {
    RequestHead plain = Translation.request(options, uri, null);
    RequestHead request = options.unknown == null ? withCookies(plain) : null;
    ClientExchange exchange =
        exchange(request == null ? plain : request, uri, Exchange.Options.ALONE);
    RequestDecision decision = exchange.begin();
    if (decision instanceof RequestDecision.Serve serve) {
      return answered(uri, serve.served()); // where nothing may go to the network
    }
    PlaywrightReply reply = ApiFetchExchange.send(call, exchange);
    try {
      boolean direct = reply.url().equals(uri.toString());
      ResponseHead head =
          direct
              ? DecodedResponses.response(reply.status(), reply.headers(), null)
              : DecodedResponses.response(303, List.of(), null);
      ResponseDecision received = exchange.received(null, head, null, Reason.METHOD);
      if (received instanceof ResponseDecision.Relay relay) {
        ClientExchange.delivered(relay);
        relay.recorder().abort();
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response of Playwright", failure);
      exchange.bypass();
    }
    return reply.response();
  }
}
