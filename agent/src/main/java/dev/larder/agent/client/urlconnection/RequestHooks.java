package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.TlsTrust;
import dev.larder.agent.client.WeakIdentityMap;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.Served;
import dev.larder.engine.Wait;
import dev.larder.engine.rules.RequestBody;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a request's way: from the moment at which the client needs a connection until
 * it has sent the request. If the cache answers, the client gets a stand-in for a connection.
 */
final class RequestHooks {

  /**
   * The client casts its connection to one with TLS when it is challenged, and a challenge is about
   * a connection. A misdirected request, too (RFC 9110 §15.5.20).
   */
  private static final Set<Integer> NEVER_SERVED = Set.of(401, 407, 421);

  private static final Exchange.Options OPTIONS = options(false);
  private static final Exchange.Options IN_BACKGROUND = options(true);

  private static Exchange.Options options(boolean background) {
    return new Exchange.Options(
        true, background, background, false, head -> !NEVER_SERVED.contains(head.status()), null);
  }

  /** Schemes whose credentials are others with each request or connection, in lower case. */
  private static final Set<String> CHANGING = Set.of("digest", "kerberos", "negotiate", "ntlm");

  /** How long reads may take where the program sets nothing, in milliseconds, 0 for any time. */
  private static final int DEFAULT_READ_TIMEOUT =
      Integer.getInteger("sun.net.client.defaultReadTimeout", 0);

  private final ConnectionAccess jdk;
  private final WeakIdentityMap<HopState> states;
  private final Heads heads;
  private final ConnectionTrust trust;
  private final BackgroundRequests backgrounds;

  RequestHooks(ConnectionAccess jdk, WeakIdentityMap<HopState> states) {
    this.jdk = jdk;
    this.states = states;
    this.heads = new Heads(jdk);
    this.trust = new ConnectionTrust(jdk);
    this.backgrounds = new BackgroundRequests(jdk);
  }

  /** Lets a connection show no more what a stored response has recorded of TLS. */
  private void forgetTls(Object connection) throws Throwable {
    if (jdk.cachedResponse(connection) instanceof RecordedTls) {
      // Else the client would write to its next connection before that has negotiated TLS.
      jdk.setCachedResponse(connection, null);
    }
  }

  void beforeConnect(Object connection) {
    try {
      HopState before = states.get(connection);
      if (before == null || !before.connecting) {
        forgetTls(connection);
      }
      if (before != null && !before.connecting) {
        before.leave();
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("preparing a request", failure);
    }
  }

  @Nullable Object beforeClient(Object connection, @Nullable Object proxy) {
    HopState state = null;
    try {
      HopState before = states.get(connection);
      if (before != null && (before.connecting || isAnotherTry(before, proxy))) {
        return null;
      }
      if (before != null) {
        before.leave();
      }
      URI uri = Heads.uri(jdk.url(connection));
      if (uri == null) {
        return null;
      }
      state = lookUp(connection, uri, before, (Proxy) proxy);
      state.forget = states.put(connection, state);
      return state.exchange == null ? null : begin(connection, state);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      if (state != null) {
        state.standIn = null;
        leave(state);
      }
      return null;
    }
  }

  /** Whether the client tries again to connect for the same request. */
  private static boolean isAnotherTry(HopState before, @Nullable Object proxy) {
    return before.current && before.forwarded && Objects.equals(before.proxy, proxy);
  }

  /** What is known of a request before it begins. */
  private HopState lookUp(
      Object connection, URI uri, @Nullable HopState before, @Nullable Proxy proxy)
      throws Throwable {
    boolean overTls = uri.getScheme().equals("https");
    boolean toProxy = !overTls && proxy != null && proxy.type() == Proxy.Type.HTTP;
    RequestHead head =
        heads.toBeSent(
            connection,
            uri,
            before == null ? null : before.head.uri(),
            toProxy ? ConnectionTrust.address(proxy) : null);
    TlsTrust.Verdict trusts = trust.of(connection, overTls);
    HopState state = new HopState(head, ConnectionTrust.partition(trusts, overTls, proxy), proxy);
    Reason obstacle = obstacle(connection, head, trusts);
    if (obstacle == null) {
      state.exchange = exchange(request(connection, head, state.partition));
    } else {
      HttpCache cache = LarderRuntime.get().cache();
      cache.passed(UrlConnectionIntegration.NAME, head, obstacle);
      state.forwarded = true;
      state.reported = cache.isUnsafe(head);
    }
    return state;
  }

  private ClientExchange.Request request(Object connection, RequestHead head, String partition) {
    return new ClientExchange.Request(
        new ClientRequest(
            UrlConnectionIntegration.NAME,
            head,
            partition,
            patience(connection),
            RequestBody.UNKNOWN),
        backgrounds.isOne() ? IN_BACKGROUND : OPTIONS,
        true);
  }

  private ClientExchange exchange(ClientExchange.Request request) throws IOException {
    Exchange known = backgrounds.take();
    if (known == null) {
      return new ClientExchange(request);
    }
    if (!known.isOf(request.made().head())) {
      throw new IOException("The client sends other credentials than those it was made for");
    }
    return new ClientExchange(request, known);
  }

  /** How long a request may wait for another one: a part of its time-out that it can spare. */
  private static @Nullable Duration patience(Object connection) {
    int own = ((URLConnection) connection).getReadTimeout();
    int millis = own > 0 ? own : DEFAULT_READ_TIMEOUT;
    return millis > 0 ? Duration.ofMillis(millis).dividedBy(10) : null;
  }

  /** Why the cache leaves this kind of request alone, or null. */
  private @Nullable Reason obstacle(Object connection, RequestHead head, TlsTrust.Verdict trusts)
      throws Throwable {
    String expected = head.headers().first("Expect");
    if (expected != null && jdk.isStreaming(connection)) {
      return Reason.EXPECT_CONTINUE;
    }
    if (isChanging(head, "Authorization") || isChanging(head, "Proxy-Authorization")) {
      return Reason.CHANGING_CREDENTIALS;
    }
    return trusts.obstacle();
  }

  private static boolean isChanging(RequestHead head, String field) {
    String value = head.headers().first(field);
    return value != null
        && CHANGING.contains(value.strip().split(" ", 2)[0].toLowerCase(Locale.ROOT));
  }

  /**
   * Begins an exchange.
   *
   * @return the client's stand-in for a connection, or null to go to the network
   */
  private @Nullable Object begin(Object connection, HopState state) throws Throwable {
    ClientExchange exchange = Objects.requireNonNull(state.exchange);
    if (settled(exchange) instanceof RequestDecision.Serve serve) {
      return standIn(connection, state, StoredAnswer.of(serve.served(), serve.background()));
    }
    state.forwarded = true;
    return null;
  }

  /** What to do with a request, after having waited for another one if need be. */
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

  /** A client without a connection that gives a stored response. */
  private Object standIn(Object connection, HopState state, StoredAnswer answer) throws Throwable {
    boolean secure = jdk.isSecure(connection);
    Proxy proxy = state.proxy;
    boolean toProxy = proxy != null && proxy.type() == Proxy.Type.HTTP;
    if (toProxy) {
      jdk.setUsesProxy(connection);
    }
    // What goes through a tunnel does not tell the proxy who asks.
    Object client = jdk.newClient(connection, answer.body(), toProxy && !secure ? proxy : null);
    state.answer = answer;
    state.standIn = client;
    if (secure) {
      jdk.setCachedResponse(connection, answer.tls());
    }
    return client;
  }

  /** Lets a connection read from a stand-in from now on. */
  void standInFor(Object connection, HopState state, StoredAnswer answer) throws Throwable {
    jdk.setClient(connection, standIn(connection, state, answer));
  }

  /**
   * Begins anew with what was sent, which is not what was looked up.
   *
   * @return a stored response, or null to go to the network
   */
  @Nullable StoredAnswer beginAnew(Object connection, HopState state, RequestHead sent) {
    ClientExchange exchange = new ClientExchange(request(connection, sent, state.partition));
    state.exchange = exchange;
    return settled(exchange) instanceof RequestDecision.Serve serve
        ? StoredAnswer.of(serve.served(), serve.background())
        : null;
  }

  @Nullable Throwable afterConnect(Object connection, @Nullable Throwable failure) {
    try {
      HopState state = states.get(connection);
      boolean answered =
          failure != null
              && state != null
              && state.isUnderWay()
              && failed(connection, state, failure);
      return answered ? null : failure;
    } catch (Throwable ours) {
      LarderRuntime.failed("receiving an error", ours);
      return failure;
    }
  }

  /** The network has failed; whether a stored response takes its place. */
  boolean failed(Object connection, HopState state, Throwable failure) {
    state.ended = true;
    ClientExchange exchange = state.exchange;
    Served served = exchange == null ? null : exchange.failed(failure);
    if (exchange == null || served == null) {
      return false;
    }
    try {
      Object broken = jdk.client(connection);
      standInFor(connection, state, StoredAnswer.of(served, null));
      if (broken != null) {
        jdk.closeServer(broken);
      }
      return true;
    } catch (Throwable ours) {
      LarderRuntime.failed("answering a request that has failed", ours);
      state.standIn = null;
      exchange.bypass();
      return false;
    }
  }

  void beforeWrite(Object connection) {
    HopState state = states.get(connection);
    ClientExchange exchange = state == null ? null : state.exchange;
    if (state == null || exchange == null || state.withAddedFields) {
      return;
    }
    try {
      if (!state.isUnderWay()) {
        return;
      }
      String method = jdk.method(connection);
      if (!method.equals(exchange.request().made().head().method())) {
        exchange = insteadOf(connection, state, exchange, method);
      }
      Object requests = jdk.requests(connection);
      for (Headers.Field field : exchange.addedFields()) {
        state.withAddedFields = true;
        jdk.add(requests, field.name(), field.value());
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("sending a request", failure);
      leave(state);
    }
  }

  /** A GET that was looked up when the client connected has become a POST. */
  private ClientExchange insteadOf(
      Object connection, HopState state, ClientExchange lookedUp, String method) {
    lookedUp.abandon();
    RequestHead head = lookedUp.request().made().head();
    RequestHead now = new RequestHead(method, head.uri(), head.headers(), true);
    ClientExchange exchange = new ClientExchange(request(connection, now, state.partition));
    state.exchange = exchange;
    if (!(exchange.begin() instanceof Forward)) {
      throw new IllegalStateException("A request under way is not to be sent");
    }
    return exchange;
  }

  void afterWrite(Object connection, @Nullable Throwable failure) {
    HopState state = states.get(connection);
    if (state == null) {
      return;
    }
    ClientExchange exchange = state.exchange;
    try {
      if (state.withAddedFields && exchange != null) {
        state.withAddedFields = false;
        Object requests = jdk.requests(connection);
        for (Headers.Field field : exchange.addedFields()) {
          jdk.remove(requests, field.name());
        }
      }
      if (failure != null && state.isUnderWay()) {
        state.leave();
      }
    } catch (Throwable ours) {
      LarderRuntime.failed("sending a request", ours);
      leave(state);
    }
  }

  /** Gives up an exchange: it goes on as the caller made it, without the cache. */
  private static void leave(HopState state) {
    ClientExchange exchange = state.exchange;
    state.exchange = null;
    state.forwarded = true;
    if (exchange != null) {
      exchange.bypass();
    }
  }

  BackgroundRequests backgrounds() {
    return backgrounds;
  }

  Heads heads() {
    return heads;
  }
}
