package dev.larder.agent.client.playwright.api;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Thrown;
import dev.larder.bridge.PlaywrightReply;
import dev.larder.cache.BodyCollector;
import dev.larder.cache.Forward;
import dev.larder.cache.HttpCache;
import dev.larder.cache.ResponseDecision;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request on its way to the network, and its response. */
final class ApiFetchExchange {

  private final HttpCache cache;
  private final PlaywrightCall call;
  private final FetchOptions options;
  private Forward forward;
  private final RequestHead request;
  private final URI uri;

  ApiFetchExchange(
      HttpCache cache,
      PlaywrightCall call,
      FetchOptions options,
      Forward forward,
      RequestHead request,
      URI uri) {
    this.cache = cache;
    this.call = call;
    this.options = options;
    this.forward = forward;
    this.request = request;
    this.uri = uri;
  }

  /**
   * Sends it. From here on the caller gets a response or what the call throws, and nothing is sent
   * a second time but what was changed by the cache.
   */
  Object send(Headers added) {
    List<String> fields = new ArrayList<>();
    added.forEach(field -> fields.addAll(List.of(field.name(), field.value())));
    PlaywrightReply reply = send(call, forward, fields);
    try {
      return received(reply, added);
    } catch (Thrown failure) {
      forward.abandoned();
      throw failure;
    } catch (Throwable failure) {
      LarderRuntime.failed("receiving a response of Playwright", failure);
      forward.abandoned();
      return withoutUs(reply, added);
    }
  }

  /** What the caller gets if the cache takes no part. */
  private Object withoutUs(PlaywrightReply reply, Headers added) {
    int status = reply.status();
    boolean answersUs = status == 304 || status == 412;
    return answersUs && !added.isEmpty() ? call.send(List.of()).response() : reply.response();
  }

  private Object received(PlaywrightReply reply, Headers added) {
    List<String> fields = reply.headers();
    String reason = notUnderstood(reply, fields, added);
    if (reason != null) {
      forward.abandoned();
      cache.passed(request, reason);
      return withoutUs(reply, added);
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
    ResponseDecision decision = forward.received(head, null);
    if (decision instanceof ResponseDecision.Relay relay) {
      return relayed(reply, relay, fields, decoded);
    }
    reply.dispose();
    if (decision instanceof ResponseDecision.Serve serve) {
      return ApiFetch.served(call, uri, serve.served());
    }
    forward = ((ResponseDecision.Retry) decision).forward();
    return send(Headers.empty());
  }

  /** Why a response is nothing for the cache, or null: then it is what was asked for. */
  private @Nullable String notUnderstood(
      PlaywrightReply reply, List<String> fields, Headers added) {
    if (!reply.url().equals(uri.toString())) {
      return "redirected";
    }
    if (DecodedResponses.hasFieldsOfOurs(fields)) {
      return "reserved-field";
    }
    String vary = DecodedResponses.response(200, fields, null).headers().combined("Vary");
    if (vary != null
        && vary.toLowerCase(Locale.ROOT).contains("user-agent")
        && !request.headers().contains("User-Agent")) {
      return "user-agent-unknown";
    }
    boolean jar = !Translation.request(options, uri, null).headers().contains("Cookie");
    boolean asExpected =
        SentRequest.of(reply.log()).is(request, added, options.httpCredentials != null, jar);
    return asExpected ? null : "sent-otherwise";
  }

  private Object relayed(
      PlaywrightReply reply,
      ResponseDecision.Relay relay,
      List<String> fields,
      byte @Nullable [] decoded) {
    BodyCollector collector = relay.collector();
    List<String> shown = DecodedResponses.shown(relay.head()).headers();
    if (!collector.isStoring()) {
      collector.abort();
      return shown.equals(fields) ? reply.response() : reply.with(shown, null);
    }
    try {
      byte[] body = decoded == null ? reply.body() : decoded;
      collector.write(List.of(ByteBuffer.wrap(body)));
      collector.complete();
      return reply.with(shown, body);
    } finally {
      collector.abort();
    }
  }

  /**
   * Lets the driver send it.
   *
   * @param added alternating names and values of the cache's own fields
   */
  static PlaywrightReply send(PlaywrightCall call, Forward forward, List<String> added) {
    try {
      return call.send(added);
    } catch (Thrown failure) {
      forward.failed(nameOnly(failure.thrown()));
      throw failure;
    }
  }

  /** What may be logged of a failure: its message tells what was sent, with all credentials. */
  private static Throwable nameOnly(Throwable failure) {
    return new IllegalStateException(failure.getClass().getName());
  }
}
