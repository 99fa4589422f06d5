package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.BodyCopy;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.EventCall;
import dev.larder.bridge.EventStep;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A request on a connection and its response, between the client's handler and the network. Used by
 * the thread of the connection; cancelled by any.
 */
final class LarderSending implements AsyncClientExchangeHandler {

  /** Bytes of a response that are read to drop it; beyond that its connection ends. */
  private static final long DROPPED_AT_MOST = 64 << 10;

  private final LarderConnection connection;
  private final AsyncClientExchangeHandler handler;
  private final HttpClientContext context;

  /** Null for a request with a body, which is only watched. */
  private final @Nullable LarderExchange exchange;

  private final List<String> fields;
  private @Nullable EventCall call;
  private @Nullable BodyCopy copy;
  private boolean answered;

  /** The response of the network that is dropped. */
  private @Nullable HttpResponse dropped;

  private @Nullable ServedReply instead;
  private long droppedBytes;

  /** What comes on the connection from now on is not for the handler. */
  private volatile boolean over;

  LarderSending(
      LarderConnection connection, AsyncClientExchangeHandler handler, HttpClientContext context) {
    this(connection, handler, context, null, List.of());
  }

  /**
   * Sends the request of an exchange.
   *
   * @param fields of the cache, names and values by turns
   */
  LarderSending(
      LarderConnection connection,
      AsyncClientExchangeHandler handler,
      HttpClientContext context,
      @Nullable LarderExchange exchange,
      List<String> fields) {
    this.connection = connection;
    this.handler = handler;
    this.context = context;
    this.exchange = exchange;
    this.fields = fields;
    this.call = exchange == null ? null : exchange.call();
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext same)
      throws HttpException, IOException {
    HttpRequest made = exchange == null ? null : exchange.request();
    if (made == null) {
      handler.produceRequest(
          (request, body, inContext) -> {
            watch(request);
            channel.sendRequest(request, body, inContext);
          },
          same);
      return;
    }
    if (context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2)) {
      LarderRequest.toHttp2(made, connection.before);
    }
    LarderHeads.add(made, fields);
    try {
      channel.sendRequest(made, null, same);
    } finally {
      LarderHeads.remove(made, fields); // nobody is to see them
    }
  }

  /** A request with a body goes on in any case; its response may invalidate. */
  private void watch(HttpRequest request) {
    try {
      CallRequest told = LarderRequest.told(request, true, connection.scope, connection.before);
      EventCall of = told == null ? null : connection.hooks.call(told);
      if (of != null) {
        EventStep step = of.begin();
        if (step.kind == EventStep.Kind.SEND && step.fields.isEmpty()) {
          call = of;
        } else {
          of.abandoned();
        }
      }
    } catch (Throwable failure) {
      connection.hooks.failed("reading a request", failure);
    }
  }

  @Override
  public int available() {
    return exchange == null ? handler.available() : 0;
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (exchange == null) {
      handler.produce(channel);
    }
  }

  @Override
  public void consumeInformation(HttpResponse response, HttpContext same)
      throws HttpException, IOException {
    handler.consumeInformation(response, same);
  }

  @Override
  public void consumeResponse(HttpResponse response, @Nullable EntityDetails body, HttpContext same)
      throws HttpException, IOException {
    answered = true;
    EventCall of = call;
    if (of == null || over) {
      handler.consumeResponse(response, body, same);
      return;
    }
    LarderReply reply = new LarderReply(response, body, context);
    EventStep step;
    synchronized (this) {
      step = of.received(reply);
      copy = step.copy;
      if (copy != null && isOfUnknownSession()) {
        copy.abort();
        copy = null;
      }
    }
    if (exchange == null || step.kind == EventStep.Kind.RELAY) {
      relay(reply, step, response, body, same);
      return;
    }
    dropped = response;
    instead = step.reply;
    if (body == null) {
      goOn();
    }
  }

  /**
   * Whether nobody could be shown who has sent the response: version 5.0 does not tell the session
   * of a tunnel that it has just made.
   */
  private boolean isOfUnknownSession() {
    return connection.scope.route.isSecure() && context.getSSLSession() == null;
  }

  private void relay(
      LarderReply reply,
      EventStep step,
      HttpResponse response,
      @Nullable EntityDetails body,
      HttpContext same)
      throws HttpException, IOException {
    EntityDetails shown = body;
    try {
      HttpResponse head = reply.with(step.reply, null);
      shown = step.reply == null || body == null ? body : new LarderHeads.Body(head);
    } catch (RuntimeException failure) {
      connection.hooks.failed("receiving a response", failure);
    }
    handler.consumeResponse(response, shown, same);
  }

  /** All of the response is dropped that is. */
  private void goOn() {
    LarderExchange of = exchange;
    HttpResponse from = dropped;
    if (over || of == null || from == null) {
      return;
    }
    over = true;
    if (instead == null || !of.serve(instead, from)) {
      of.sendAgain();
    }
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    if (over || dropped != null) {
      channel.update(Integer.MAX_VALUE);
    } else {
      handler.updateCapacity(channel);
    }
  }

  @Override
  public void consume(ByteBuffer bytes) throws IOException {
    if (over || dropped != null) {
      drop(bytes);
      return;
    }
    synchronized (this) {
      if (copy != null) {
        copy.write(bytes.duplicate());
      }
    }
    handler.consume(bytes);
  }

  private void drop(ByteBuffer bytes) {
    droppedBytes += bytes.remaining();
    bytes.position(bytes.limit());
    if (!over
        && droppedBytes > DROPPED_AT_MOST
        && !context.getProtocolVersion().greaterEquals(HttpVersion.HTTP_2)) {
      connection.runtime().discardEndpoint();
      goOn();
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    if (over) {
      return;
    }
    if (dropped != null) {
      goOn();
      return;
    }
    Runnable finish = finish(trailers);
    try {
      handler.streamEnd(trailers);
    } finally {
      finish.run();
    }
  }

  /** A body with trailers is not stored: they would be missing from what is served. */
  private synchronized Runnable finish(@Nullable List<? extends Header> trailers) {
    BodyCopy of = copy;
    copy = null;
    if (of == null) {
      return () -> {};
    }
    if (trailers == null || trailers.isEmpty()) {
      return of.complete();
    }
    of.abort();
    return () -> {};
  }

  @Override
  public void failed(Exception cause) {
    LarderExchange of = exchange;
    if (over) {
      return;
    }
    if (dropped != null && instead != null) {
      goOn();
    } else if (!answered && of != null && of.isServedInstead(cause)) {
      over = true;
    } else {
      abandon();
      handler.failed(cause);
    }
  }

  private synchronized void abandon() {
    if (copy != null) {
      copy.abort();
      copy = null;
    }
    if (call != null) {
      call.abandoned();
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      abandon();
      handler.cancel();
    }
  }

  @Override
  public void releaseResources() {
    if (!over) {
      handler.releaseResources();
    }
  }
}
