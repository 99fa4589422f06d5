package dev.larder.agent.cli;

import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.client.jdk.Translation;
import dev.larder.config.Configuration;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Wait;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.http.UriNormalizer;
import dev.larder.local.LocalCache;
import dev.larder.policy.Invalidation;
import dev.larder.policy.Reason;
import dev.larder.policy.identity.Credentials;
import dev.larder.policy.identity.IdentitySettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow.Publisher;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Fetches URLs as a program with the agent does whose client is that of the JDK: each hop of a
 * chain of redirects is an exchange of its own, which the cache decides about. Any thread may call.
 */
final class Fetcher {

  /** As many as the client of the JDK follows. */
  private static final int MOST_REDIRECTS = 5;

  /** The name under which its requests are counted. */
  private static final String CLIENT = "larder warm";

  /** How a URL has ended. */
  enum End {
    STORED("stored"),
    CONFIRMED("confirmed"),
    FRESH("fresh"),
    NOT_STORED("not stored"),
    FAILED("failed");

    private final String words;

    End(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /** Whether the response is in the cache now. */
    boolean isInCache() {
      return this == STORED || this == CONFIRMED || this == FRESH;
    }
  }

  /**
   * What became of a URL.
   *
   * @param why it is not stored, or has failed, in a few words; empty if it is in the cache
   * @param bytes of bodies that were fetched
   */
  record Result(URI url, End end, String why, long bytes) {}

  /**
   * How to fetch.
   *
   * @param fields of all requests
   * @param silence how long a server may say nothing
   */
  record Terms(Headers fields, Duration silence) {}

  /**
   * One exchange.
   *
   * @param head of the response, or null if there is none to go on with
   */
  private record Hop(End end, String why, @Nullable ResponseHead head, long bytes) {}

  private final LocalCache cache;
  private final Headers fields;
  private final Duration silence;
  private final IdentitySettings identity;
  private final HttpClient client;
  private final TlsTrust.Verdict trust;

  /**
   * @throws IllegalArgumentException if a field is one that the client sets itself
   */
  Fetcher(LocalCache cache, Configuration configuration, Terms terms) {
    this.cache = cache;
    this.silence = terms.silence;
    this.identity = IdentitySettings.of(configuration.settings());
    this.client = HttpClient.newBuilder().connectTimeout(silence).build();
    this.trust = TlsTrust.usual(client.sslContext(), client.sslParameters());
    // The client sends it anyway, and it may select a variant.
    String agent = "Java-http-client/" + System.getProperty("java.version");
    this.fields =
        terms.fields.contains("User-Agent") ? terms.fields : terms.fields.with("User-Agent", agent);
    request(URI.create("http://localhost/"), fields);
  }

  /** Fetches a URL, and stores what may be stored. */
  Result fetch(URI url) throws InterruptedException {
    URI at = url;
    Headers sent = fields;
    long bytes = 0;
    Hop left = null;
    try {
      for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
        Hop hop = hop(at, sent);
        bytes += hop.bytes;
        left = left == null && hop.end == End.NOT_STORED ? hop : left;
        URI next = hop.head == null ? null : redirect(at, hop.head);
        if (next == null) {
          Hop told = left == null || hop.end == End.FAILED ? hop : left;
          return new Result(url, told.end, told.why, bytes);
        }
        if (!UriNormalizer.sameOrigin(at, next)) {
          sent = sent.without(name -> Credentials.isField(name, identity));
        }
        at = next;
      }
      return new Result(url, End.FAILED, "more than " + MOST_REDIRECTS + " redirects", bytes);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      String message = e.getMessage();
      String kind = e.getClass().getSimpleName();
      return new Result(url, End.FAILED, message == null ? kind : message, bytes);
    }
  }

  /** Where a redirect leads to that the client of the JDK follows, or null. */
  private static @Nullable URI redirect(URI from, ResponseHead head) {
    String location = head.headers().first("Location");
    boolean redirects =
        switch (head.status()) {
          case 301, 302, 303, 307, 308 -> location != null;
          default -> false;
        };
    URI to = redirects && location != null ? Invalidation.resolve(from, location) : null;
    boolean weaker =
        to != null
            && "https".equalsIgnoreCase(from.getScheme())
            && !"https".equalsIgnoreCase(to.getScheme());
    return weaker ? null : to;
  }

  private Hop hop(URI at, Headers sent)
      throws IOException, InterruptedException, GeneralSecurityException {
    Exchange exchange =
        cache.http().exchange(ClientRequest.in(partition(at), CLIENT, RequestHead.get(at, sent)));
    RequestDecision decision = decide(exchange, Exchange.Options.NONE);
    if (decision instanceof RequestDecision.Serve stale && stale.background() != null) {
      exchange = stale.background(); // what a program would do after it has got the stale response
      decision = decide(exchange, Exchange.Options.IN_BACKGROUND);
    }
    if (decision instanceof RequestDecision.Serve serve) {
      serve.served().delivered();
      return hop(End.FRESH, "", serve.served().head(), 0);
    }
    boolean done = false;
    try {
      Hop hop = forward(at, sent, (Forward) decision);
      done = true;
      return hop;
    } finally {
      if (!done) {
        exchange.abandoned();
      }
    }
  }

  private static RequestDecision decide(Exchange exchange, Exchange.Options options) {
    RequestDecision decision = exchange.begin(options);
    if (decision instanceof Wait wait) {
      wait.released().join();
      return wait.resume();
    }
    return decision;
  }

  private Hop forward(URI at, Headers sent, Forward first)
      throws IOException, InterruptedException, GeneralSecurityException {
    Forward forward = first;
    while (true) {
      HttpResponse<Publisher<List<ByteBuffer>>> response;
      try {
        response =
            client.send(request(at, sent.with(forward.fields())), BodyHandlers.ofPublisher());
      } catch (IOException e) {
        forward.failed(e);
        throw e;
      }
      BodyReader body = new BodyReader(response.body());
      ResponseHead head =
          Translation.response(response.statusCode(), response.version(), response.headers());
      SSLSession session = response.sslSession().orElse(null);
      boolean shown = session != null && session.getLocalCertificates() != null;
      ResponseDecision decision =
          forward.received(
              head, Translation.tls(session), shown ? Reason.CLIENT_CERTIFICATE : null);
      if (decision instanceof ResponseDecision.Relay relay) {
        relay.delivered();
        Reason refusal = relay.refusal();
        if (refusal != null) {
          relay.recorder().abort();
          body.drop();
          return hop(End.NOT_STORED, refusal.word(), head, 0);
        }
        long bytes = body.record(relay.recorder(), silence);
        Reason late = relay.recorder().refusal();
        if (late == Reason.SUPERSEDED) {
          return hop(End.FRESH, "", head, bytes); // another process was faster
        }
        return late == null
            ? hop(End.STORED, "", head, bytes)
            : hop(End.NOT_STORED, late.word(), head, bytes);
      }
      body.drop();
      if (decision instanceof ResponseDecision.Serve serve) {
        serve.served().delivered();
        return hop(End.CONFIRMED, "", head.status() == 304 ? serve.served().head() : head, 0);
      }
      forward = ((ResponseDecision.Retry) decision).forward();
    }
  }

  /** What a response is counted as, which for an error is always a failure. */
  private static Hop hop(End end, String why, ResponseHead head, long bytes) {
    return head.status() >= 400
        ? new Hop(End.FAILED, "status " + head.status(), null, bytes)
        : new Hop(end, why, head, bytes);
  }

  private HttpRequest request(URI at, Headers sent) {
    HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(silence);
    for (Headers.Field field : sent) {
      request.header(field.name(), field.value());
    }
    return request.build();
  }

  /** As the agent tells the clients of programs apart. */
  private String partition(URI at) {
    ProxySelector selector = ProxySelector.getDefault();
    List<Proxy> proxies = selector == null ? List.of() : selector.select(at);
    InetSocketAddress proxy =
        !proxies.isEmpty()
                && proxies.get(0).type() == Proxy.Type.HTTP
                && proxies.get(0).address() instanceof InetSocketAddress address
            ? address
            : null;
    boolean secure = "https".equalsIgnoreCase(at.getScheme());
    return TlsTrust.partition(secure ? trust : TlsTrust.WITHOUT_TLS, null, proxy);
  }
}
