package dev.larder.agent.client.playwright.api;

import dev.larder.agent.client.BodyTee;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Thrown;
import dev.larder.bridge.PlaywrightReply;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Served;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request on its way to the network, and its response. */
final class ApiFetchExchange {

  private final PlaywrightCall call;
  private final FetchOptions options;
  private final ClientExchange exchange;
  private final RequestHead request;
  private final URI uri;

  ApiFetchExchange(PlaywrightCall call, FetchOptions options, ClientExchange exchange, URI uri) {
    this.call = call;
    this.options = options;
    this.exchange = exchange;
    this.request = exchange.request().made().head();
    this.uri = uri;
  }

  /**
   * Sends it. From here on the caller gets a response or what the call throws, and nothing is sent
   * a second time but what was changed by the cache.
   */
  Object send() {
    PlaywrightReply reply;
    try {
      reply = call.send(addedFields(exchange));
    } catch (Thrown failure) {
      return failed(failure);
    }
    try {
      return received(reply);
    } catch (Thrown failure) {
      exchange.abandon();
      throw failure;
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response of Playwright", failure);
      exchange.bypass();
      return withoutUs(reply);
    }
  }

  /** What the caller gets if the cache takes no part. */
  private Object withoutUs(PlaywrightReply reply) {
    return exchange.answersAddedFields(reply.status())
        ? call.send(List.of()).response()
        : reply.response();
  }

  private Object received(PlaywrightReply reply) {
    List<String> fields = reply.headers();
    Reason reason = notUnderstood(reply, fields);
    if (reason != null) {
      exchange.abandon();
      LarderRuntime.get().cache().passed(ApiFetch.CLIENT, request, reason);
      return withoutUs(reply);
    }
    byte[] decoded = null;
    ResponseHead head = DecodedResponses.response(reply.status(), fields, null);
    if (reply.status() != 304) {
      head = DecodedResponses.response(reply.status(), fields, reply.details());
      if (request.method().equals("GET") && DecodedResponses.hasLengthOfCoded(head)) {
        decoded = reply.body();
        head = DecodedResponses.ofLength(head, decoded.length);
      }
    }
    ResponseDecision decision = exchange.received(null, head, null, null);
    if (decision instanceof ResponseDecision.Relay relay) {
      return relayed(reply, relay, fields, decoded);
    }
    reply.dispose();
    return decision instanceof ResponseDecision.Serve serve
        ? ApiFetch.served(call, uri, serve.served())
        : send();
  }

  /** Why a response is nothing for the cache, or null: then it is what was asked for. */
  private @Nullable Reason notUnderstood(PlaywrightReply reply, List<String> fields) {
    if (!reply.url().equals(uri.toString())) {
      return Reason.REDIRECTED;
    }
    if (DecodedResponses.hasFieldsOfOurs(fields)) {
      return Reason.RESERVED_FIELD;
    }
    String vary = DecodedResponses.response(200, fields, null).headers().combined("Vary");
    if (vary != null
        && vary.toLowerCase(Locale.ROOT).contains("user-agent")
        && !request.headers().contains("User-Agent")) {
      return Reason.USER_AGENT_UNKNOWN;
    }
    boolean jar = !Translation.request(options, uri, null).headers().contains("Cookie");
    boolean asExpected =
        SentRequest.of(reply.log())
            .is(request, exchange.addedFields(), options.httpCredentials != null, jar);
    return asExpected ? null : Reason.SENT_OTHERWISE;
  }

  private Object relayed(
      PlaywrightReply reply,
      ResponseDecision.Relay relay,
      List<String> fields,
      byte @Nullable [] decoded) {
    BodyTee tee = new BodyTee(relay.recorder());
    List<String> shown = DecodedResponses.shown(relay.head()).headers();
    if (!tee.isStoring()) {
      tee.abort();
      Object response = shown.equals(fields) ? reply.response() : reply.with(shown, null);
      ClientExchange.delivered(relay);
      return response;
    }
    try {
      byte[] body = decoded == null ? reply.body() : decoded;
      tee.store(body);
      Object response = reply.with(shown, body);
      ClientExchange.delivered(relay);
      return response;
    } finally {
      tee.abort();
    }
  }

  /** A stored response in the place of the failure, if there is one that may take it. */
  private Object failed(Thrown failure) {
    Served stored = tell(exchange, failure);
    if (stored == null) {
      throw failure;
    }
    try {
      return ApiFetch.served(call, uri, stored);
    } catch (Throwable unmade) {
      LarderRuntime.failed("answering a fetch of Playwright", unmade);
      throw failure;
    }
  }

  /** Tells the cache of a failure; the response that may take its place, or null. */
  private static @Nullable Served tell(ClientExchange exchange, Thrown failure) {
    try {
      return exchange.failed(told(failure.thrown()));
    } catch (Throwable untold) {
      LarderRuntime.failed("receiving an error of Playwright", untold);
      exchange.bypass();
      return null;
    }
  }

  /** Lets the driver send it, with the cache's own fields. */
  static PlaywrightReply send(PlaywrightCall call, ClientExchange exchange) {
    try {
      return call.send(addedFields(exchange));
    } catch (Thrown failure) {
      tell(exchange, failure);
      throw failure;
    }
  }

  private static List<String> addedFields(ClientExchange exchange) {
    List<String> fields = new ArrayList<>();
    exchange.addedFields().forEach(field -> fields.addAll(List.of(field.name(), field.value())));
    return fields;
  }

  /**
   * What the cache is told of a failure, and may log: the message tells what was sent, with all
   * credentials.
   */
  private static Throwable told(Throwable failure) {
    String name = failure.getClass().getName();
    return Translation.isOfNetwork(failure)
        ? new IOException(name)
        : new IllegalStateException(name);
  }
}
