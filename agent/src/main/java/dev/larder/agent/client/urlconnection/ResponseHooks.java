package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.RecordedSslSession;
import dev.larder.agent.client.SplicedBody;
import dev.larder.agent.client.TeeStream;
import dev.larder.agent.client.WeakIdentityMap;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.ResponseDecision;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieHandler;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a request's way: the head of a response, from the network or from the cache,
 * and the body on its way from the network to the caller.
 */
final class ResponseHooks {

  /** What tells the woven code that the head has been filled in. */
  private static final Object FILLED = new Object();

  private final ConnectionAccess jdk;
  private final WeakIdentityMap<HopState> states;
  private final RequestHooks requests;
  private final Heads heads;
  private final FollowedRedirects redirects;
  private final BackgroundRequests backgrounds;

  ResponseHooks(ConnectionAccess jdk, WeakIdentityMap<HopState> states, RequestHooks requests) {
    this.jdk = jdk;
    this.states = states;
    this.requests = requests;
    this.heads = requests.heads();
    this.redirects = new FollowedRedirects(jdk);
    this.backgrounds = requests.backgrounds();
  }

  @Nullable Object beforeHead(Object client, Object responses, Object connection) {
    HopState state = states.get(connection);
    if (state == null || state.standIn != client) {
      return null;
    }
    try {
      StoredAnswer answer = state.exchange == null ? null : state.answer;
      if (answer != null && !isFor(connection, state, answer)) {
        ClientExchange lookedUp = Objects.requireNonNull(state.exchange);
        lookedUp.abandon();
        RequestHead sent = heads.sent(connection, lookedUp.request().made().head());
        answer = requests.beginAnew(connection, state, sent);
        if (answer != null) {
          jdk.setBody(client, answer.body());
          if (jdk.isSecure(connection)) {
            jdk.setCachedResponse(connection, answer.tls());
          }
        }
      }
      if (answer != null) {
        deliver(responses, connection, state, answer);
        return acceptCookies(responses, connection);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a request", failure);
      bypass(state);
    }
    return connectAfterAll(responses, connection, state);
  }

  /** Whether a stored response answers what the client has written, and not only the lookup. */
  private boolean isFor(Object connection, HopState state, StoredAnswer answer) throws Throwable {
    ClientExchange exchange = Objects.requireNonNull(state.exchange);
    RequestHead lookedUp = exchange.request().made().head();
    RequestHead sent = heads.sent(connection, lookedUp);
    boolean reads = sent.method().equals("GET") || sent.method().equals("HEAD");
    return reads
        ? sent.method().equals(lookedUp.method()) && exchange.isOf(sent, answer.head())
        : sent.method().equals(lookedUp.method()); // nothing is stored for it: a refusal
  }

  private void deliver(Object responses, Object connection, HopState state, StoredAnswer answer)
      throws Throwable {
    heads.fill(responses, answer.head());
    state.ended = true;
    ClientExchange.delivered(answer.served());
    Exchange background = answer.background();
    if (background != null) {
      backgrounds.send(connection, state.proxy, background);
    }
    if (isLast(answer.head())) {
      state.forget.run();
    }
  }

  /** What the client does with the cookies of each response; what that throws is its own. */
  private Object acceptCookies(Object responses, Object connection) throws Throwable {
    CookieHandler handler = jdk.cookieHandler(connection);
    if (handler != null) {
      try {
        handler.put(jdk.url(connection).toURI(), jdk.fieldsWithout(responses));
      } catch (IOException | RuntimeException | Error thrownByHandler) {
        return thrownByHandler;
      }
    }
    return FILLED;
  }

  private static void bypass(HopState state) {
    ClientExchange exchange = state.exchange;
    state.exchange = null;
    if (exchange != null) {
      exchange.bypass();
    }
  }

  /**
   * Lets the client send its request over a connection, and read the head of what comes.
   *
   * @return what the client throws, or that the head has been filled in
   */
  private Object connectAfterAll(Object responses, Object connection, HopState state) {
    state.standIn = null;
    state.answer = null;
    state.forwarded = true;
    state.ended = false;
    state.connecting = true;
    try {
      // It may be forgotten already; without it the cache would be asked again.
      state.forget = states.put(connection, state);
      jdk.clear(responses);
      jdk.disconnected(connection);
      jdk.connect(connection);
      jdk.writeRequests(connection);
      jdk.parseHttp(Objects.requireNonNull(jdk.client(connection)), responses, connection);
      return FILLED;
    } catch (Throwable thrownByClient) {
      return thrownByClient;
    } finally {
      state.connecting = false;
    }
  }

  @Nullable Throwable afterHead(
      Object client, Object responses, Object connection, @Nullable Throwable failure) {
    HopState state = states.get(connection);
    if (state == null) {
      return failure;
    }
    ResponseHead head = null;
    try {
      if (!state.isUnderWay() || jdk.isSettingUpTunnel(connection)) {
        return failure;
      }
      if (failure != null) {
        return failed(responses, connection, state, failure);
      }
      head = heads.response(responses);
      state.ended = true;
      if (head == null) {
        state.leave(); // what has come is not HTTP
        return null;
      }
      return received(client, responses, connection, state, head);
    } catch (Throwable ours) {
      LarderRuntime.failed("receiving a response", ours);
      if (failure == null) {
        return withoutUs(client, responses, connection, state, head);
      }
      bypass(state);
      return failure;
    }
  }

  private @Nullable Throwable failed(
      Object responses, Object connection, HopState state, Throwable failure) {
    if (!requests.failed(connection, state, failure)) {
      return failure;
    }
    Object answered = beforeHead(Objects.requireNonNull(state.standIn), responses, connection);
    return answered instanceof Throwable thrown ? thrown : null;
  }

  private @Nullable Throwable received(
      Object client, Object responses, Object connection, HopState state, ResponseHead head)
      throws Throwable {
    ClientExchange exchange = state.exchange;
    if (exchange == null) {
      if (state.reported) {
        ClientRequest passed =
            ClientRequest.in(state.partition, UrlConnectionIntegration.NAME, state.head);
        LarderRuntime.get().cache().passed(passed, head);
      }
      return null;
    }
    SSLSession session = jdk.session(client);
    ResponseDecision decision =
        exchange.received(
            heads.sent(connection, exchange.request().made().head()),
            head,
            RecordedSslSession.facts(session),
            session != null && session.getLocalCertificates() != null
                ? Reason.CLIENT_CERTIFICATE
                : null);
    if (decision instanceof ResponseDecision.Relay relay) {
      relay(client, responses, connection, state, head, relay);
      return null;
    }
    if (decision instanceof ResponseDecision.Serve serve) {
      StoredAnswer answer = StoredAnswer.of(serve.served(), null);
      release(client, connection, head);
      requests.standInFor(connection, state, answer);
      deliver(responses, connection, state, answer);
      return null;
    }
    return again(client, responses, connection, state, head);
  }

  /** The caller gets the network's response, and the cache a copy of its body. */
  private void relay(
      Object client,
      Object responses,
      Object connection,
      HopState state,
      ResponseHead head,
      ResponseDecision.Relay relay)
      throws Throwable {
    BodyTee tee = new BodyTee(relay.recorder(), isLast(head) ? state.forget : () -> {});
    state.tee = tee;
    if (hasNoBody(connection, head)) {
      tee.complete();
    } else if (head.status() == 401 || head.status() == 407) {
      tee.abort(); // the client looks at the class of the stream that it drops
    } else {
      TeeStream body = new TeeStream(jdk.body(client), tee, jdk::isThere);
      jdk.setBody(client, relay.merge() == null ? body : new SplicedBody(body, relay.merge()));
      if (tee.isStoringAtMost(FollowedRedirects.LONGEST_BODY)
          && redirects.follows(connection, head)) {
        redirects.read(client, body);
      }
    }
    if (!relay.head().equals(head)) {
      heads.fill(responses, relay.head());
    }
    ClientExchange.delivered(relay);
  }

  /** Whether the client makes no other request for the same connection, whatever it is told to. */
  private static boolean isLast(ResponseHead head) {
    return head.status() / 100 != 3 && head.status() != 401 && head.status() != 407;
  }

  /** Whether the client reads no body, and is done with its connection when it has the head. */
  private boolean hasNoBody(Object connection, ResponseHead head) {
    return head.status() == 204
        || head.status() == 304
        || "0".equals(head.headers().first("Content-Length"))
        || jdk.method(connection).equals("HEAD");
  }

  /** Frees the connection of a response that nobody will see. */
  private void release(Object client, Object connection, ResponseHead head) throws Throwable {
    if (hasNoBody(connection, head)) {
      jdk.finished(client);
    } else {
      InputStream unread = jdk.body(client);
      try {
        unread.close();
      } catch (IOException broken) {
        jdk.closeServer(client);
      }
    }
  }

  /** Drops a response that answers the fields that the cache added, and asks without them. */
  private @Nullable Throwable again(
      Object client, Object responses, Object connection, HopState state, ResponseHead head)
      throws Throwable {
    release(client, connection, head);
    Object next = connectAfterAll(responses, connection, state);
    return next instanceof Throwable thrown ? thrown : null;
  }

  /**
   * What the caller gets of a response that the cache could not take.
   *
   * @param head null if it is not known
   */
  private @Nullable Throwable withoutUs(
      Object client,
      Object responses,
      Object connection,
      HopState state,
      @Nullable ResponseHead head) {
    ClientExchange exchange = state.exchange;
    bypass(state);
    state.ended = true;
    try {
      if (exchange == null || exchange.addedFields().isEmpty()) {
        return null;
      }
      if (head == null) {
        jdk.closeServer(client);
        return connectAfterAll(responses, connection, state) instanceof Throwable thrown
            ? thrown
            : null;
      }
      if (exchange.answersAddedFields(head.status())) {
        return again(client, responses, connection, state, head);
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("repeating a request", failure);
    }
    return null;
  }
}
