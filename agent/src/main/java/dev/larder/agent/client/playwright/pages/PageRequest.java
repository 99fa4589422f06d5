package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.playwright.api.DecodedResponses;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Exchange;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of a page from where it stops on its way to the network. Whatever happens here, it
 * goes on: with a response out of the cache, or as if nobody had stopped it.
 */
final class PageRequest {

  /** Failures of the network, as against those that the page or the browser has caused. */
  private static final Set<String> UNREACHABLE =
      Set.of(
          "TimedOut",
          "ConnectionClosed",
          "ConnectionReset",
          "ConnectionRefused",
          "ConnectionFailed",
          "NameNotResolved",
          "InternetDisconnected",
          "AddressUnreachable");

  /** Bodies up to this length are taken out of the browser, in bytes. */
  private static final long MAX_BODY = 12L << 20;

  private final PageSession session;
  private final String id;
  private final @Nullable String networkId;
  private final Json event;
  private final String url;
  private volatile @Nullable ClientExchange exchange;
  private @Nullable RequestHead head;
  private Headers added = Headers.empty();
  private volatile boolean routed;

  /** What comes of a response that is to be stored. */
  private final PendingPageEntry pending = new PendingPageEntry();

  PageRequest(PageSession session, String id, Json event) {
    this.session = session;
    this.id = id;
    this.networkId = event.text("networkId");
    this.event = event;
    this.url = String.valueOf(event.object("request").text("url"));
  }

  /** Answers it or lets it go on. */
  void decide() {
    orGoOn("answering a request of a page", this::answered);
  }

  /** Its response has come, or none. */
  void responded(Json paused) {
    orGoOn("receiving a response of a page", () -> answers(paused));
  }

  /** Lets it go on unless it is answered otherwise. */
  private void orGoOn(String what, BooleanSupplier answered) {
    boolean done = false;
    try {
      done = answered.getAsBoolean();
    } catch (Throwable failure) {
      LarderRuntime.failed(what, failure);
      bypass();
    }
    if (!done) {
      session.goOn(id);
    }
  }

  private boolean answered() {
    PageContext context = session.context;
    boolean first = !event.has("redirectedRequestId");
    boolean route = context.isRouted(session.page, url);
    if (!first || (!route && context.hasLoaded(url))) {
      return false; // the browser has it, unless routes switch its own cache off
    }
    RequestHead request = BrowserRequest.of(event.object("request"), url);
    if (request == null) {
      return false;
    }
    HttpCache cache = LarderRuntime.get().cache();
    Reason reason = context.bypass(request.uri());
    if (reason != null) {
      cache.passed(Pages.CLIENT, request, reason);
      return false;
    }
    head = request;
    if (route) {
      routed = true; // it is the program's first
      return forward(request, Headers.empty());
    }
    RequestDecision decision = begin(request);
    if (decision instanceof RequestDecision.Serve serve) {
      return fulfil(serve.served()); // what the page may get, or the 504 of the cache itself
    }
    ClientExchange begun = exchange;
    return begun != null && forward(request, begun.addedFields());
  }

  private RequestDecision begin(RequestHead request) {
    ClientExchange begun =
        new ClientExchange(
            ClientExchange.Request.ofWholes(
                ClientRequest.in(session.context.partition(), Pages.CLIENT, request),
                Exchange.Options.handingOut(
                    false, stored -> BrowserRequest.mayGet(request, stored))));
    RequestDecision decision = begun.begin();
    exchange = decision instanceof Forward ? begun : null;
    return decision;
  }

  /** Whether it waits for a route of the program to let it go on. */
  boolean isRoutedTo(String of) {
    return routed && url.equals(of);
  }

  /**
   * The program lets it go on as it is. In the program's thread.
   *
   * @return what it gets in place of the network's response, or null
   */
  @Nullable Served resumed() {
    RequestHead request = head;
    if (!routed || request == null) {
      return null;
    }
    routed = false;
    if (begin(request) instanceof RequestDecision.Serve serve) {
      session.context.served(url);
      return serve.served();
    }
    return null;
  }

  /** Lets it go on and its response stop here. */
  private boolean forward(RequestHead request, Headers fields) {
    added = fields;
    session.hear();
    session.expect(id, networkId, this);
    session.send(
        "Fetch.continueRequest",
        FetchCommand.toForward(id, request, added),
        reply -> {
          if (reply.failed()) {
            abandon();
            session.goOn(id); // unless it was cancelled
          }
        });
    return true;
  }

  private boolean fulfil(Served served) {
    session.context.served(url);
    session.send(
        "Fetch.fulfillRequest",
        FetchCommand.toFulfil(id, served),
        reply -> {
          if (reply.failed()) {
            session.goOn(id);
          } else {
            ClientExchange.delivered(served);
          }
        });
    return true;
  }

  /** Whether it is answered otherwise than with this response. */
  private boolean answers(Json paused) {
    ClientExchange of = exchange;
    RequestHead request = head;
    String failure = paused.text("responseErrorReason");
    if (of == null || request == null) {
      return false;
    }
    if (failure != null) {
      Served stale =
          of.failed(
              UNREACHABLE.contains(failure)
                  ? new IOException(failure)
                  : new IllegalStateException(failure));
      abandon();
      return stale != null && fulfil(stale);
    }
    int status = Integer.parseInt(String.valueOf(paused.text("responseStatusCode")));
    List<String> fields = new ArrayList<>();
    for (Json field : paused.objects("responseHeaders")) {
      fields.add(String.valueOf(field.text("name")));
      fields.add(String.valueOf(field.text("value")));
    }
    boolean redirect = status >= 300 && status < 400 && status != 304;
    if (redirect || DecodedResponses.hasFieldsOfOurs(fields)) {
      abandon();
      LarderRuntime.get()
          .cache()
          .passed(Pages.CLIENT, request, redirect ? Reason.REDIRECTED : Reason.RESERVED_FIELD);
      return false;
    }
    ResponseHead got = BrowserRequest.response(status, paused.text("responseStatusText"), fields);
    if (status == 200 && !pending.isAnswered()) {
      takeBody(got);
      return false;
    }
    ResponseDecision decision = received(of, got);
    if (decision instanceof ResponseDecision.Serve serve
        && BrowserRequest.mayGet(request, serve.served().head())) {
      session.forget(id, networkId);
      return fulfil(serve.served());
    }
    if (decision instanceof ResponseDecision.Relay relay) {
      relayed(relay, got);
      return false;
    }
    bypass();
    return again();
  }

  /** Sends it once more, as the page did: nothing of this stands in its place here. */
  private boolean again() {
    session.send("Fetch.fulfillRequest", FetchCommand.toRepeat(id, url), reply -> {});
    return true;
  }

  /** Lets the cache decide about a response, with the cookies that do not show in its head. */
  private ResponseDecision received(ClientExchange of, ResponseHead got) {
    List<String> cookies = pending.cookies(got.status());
    if (cookies == null) {
      return of.received(null, got, null, Reason.COOKIES_UNKNOWN);
    }
    Headers.Builder set = new Headers.Builder();
    cookies.forEach(cookie -> set.add("Set-Cookie", cookie));
    return of.received(null, got.withHeaders(got.headers().with(set.build())), null, null);
  }

  private void relayed(ResponseDecision.Relay relay, ResponseHead got) {
    BodyTee to = new BodyTee(relay.recorder());
    ClientExchange.delivered(relay);
    if (to.isStoring()) {
      pending.storeTo(to);
      takeBody(got);
    } else {
      to.abort();
      session.forget(id, networkId);
    }
  }

  /**
   * Lets the browser hand out the body. Whether it is stored may be decided later: what the browser
   * tells of a response sometimes comes after it has stopped here.
   */
  private void takeBody(ResponseHead got) {
    if (BrowserRequest.mayWaitForBody(event, got, MAX_BODY)) {
      pending.head(got);
      session.context.loaded(url);
      session.send("Fetch.getResponseBody", FetchCommand.of(id), this::taken);
    } else {
      bypass();
    }
  }

  /** The browser has handed out the body, decoded. */
  private void taken(DriverConnection.Reply reply) {
    byte[] body = FetchCommand.body(reply);
    if (body == null) {
      abandon();
      return;
    }
    pending.takeBody(body);
    store();
  }

  /** The browser tells what has become of it. Called by the reader. */
  void heard(String method, Json told) {
    switch (method) {
      case "Network.requestWillBeSentExtraInfo" -> {
        pending.sent(told.object("headers"));
        session.run("storing a response of a page", this::store);
      }
      case "Network.responseReceivedExtraInfo" -> {
        pending.answered(told);
        session.run("storing a response of a page", this::store);
      }
      case "Network.responseReceived" -> {
        pending.received(told.object("response").text("protocol"), told.isTrue("hasExtraInfo"));
        session.run("storing a response of a page", this::store);
      }
      default -> session.run("forgetting a request of a page", this::abandon);
    }
  }

  /** Stores what has come as soon as everything has, if it is what was asked for. */
  private void store() {
    ResponseHead got = pending.takeComplete();
    RequestHead expected = head;
    ClientExchange of = exchange;
    if (got == null || expected == null || of == null) {
      return;
    }
    session.forget(id, networkId);
    BodyTee to = pending.takeTee();
    if (to == null && received(of, got) instanceof ResponseDecision.Relay relay) {
      to = new BodyTee(relay.recorder());
      ClientExchange.delivered(relay);
    }
    if (to == null) {
      of.bypass(); // the page has got it all the same
      return;
    }
    try {
      if (pending.isOf(of, expected, added)) {
        to.store(pending.body());
      }
    } finally {
      to.abort();
    }
  }

  /** The page gets what it would get without the cache. */
  private void bypass() {
    ClientExchange of = exchange;
    if (of != null) {
      of.bypass();
    }
    abandon();
  }

  /** Nobody waits for it any more, or nobody knows what has become of it. */
  void abandon() {
    BodyTee to = pending.takeTee();
    session.forget(id, networkId);
    if (to != null) {
      to.abort();
    } else {
      ClientExchange of = exchange;
      if (of != null) {
        of.abandon();
      }
    }
  }
}
