package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientHooks;
import dev.larder.bridge.EventCall;
import dev.larder.bridge.EventStep;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.ComplexCancellable;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request without a body and its response. The client's handler makes the head of the request
 * before there is a connection, and gets the response from the network or from the cache. Cancelled
 * by any thread, all else is done by one after the other.
 */
final class LarderExchange implements Cancellable, AsyncExecCallback {

  private final LarderConnection connection;
  private final ClientHooks hooks;
  private final String id;
  private final AsyncClientExchangeHandler handler;
  private final HttpClientContext context;

  /** Where it goes on after having waited, and where stored responses are given out. */
  private final Executor loop;

  /** Cancels what the client does for the network. */
  private final ComplexCancellable network = new ComplexCancellable();

  private @Nullable HttpRequest request;

  /** Whether the program's call that has begun it has not returned, and may throw. */
  private boolean beginning;

  /** Null if the request is left alone. */
  private @Nullable EventCall call;

  private boolean waiting;
  private boolean cancelled;
  private @Nullable LarderServing serving;

  LarderExchange(
      LarderConnection connection,
      String id,
      AsyncClientExchangeHandler handler,
      HttpClientContext context) {
    this.connection = connection;
    this.hooks = connection.hooks;
    this.id = id;
    this.handler = handler;
    this.context = context;
    this.loop = hooks.executor();
  }

  /**
   * Decides what becomes of the request.
   *
   * @throws RuntimeException if the client does not even look for a connection
   */
  void begin() {
    try {
      context.setProtocolVersion(HttpVersion.HTTP_1_1); // the last one's, until it is known
      if (!connection.scope.route.isSecure()) {
        LarderNewer.setSession(context, null);
      }
      handler.produceRequest((made, body, same) -> request = made, context);
    } catch (Exception failure) {
      fail(failure);
      return;
    }
    beginning = true;
    settle(first());
    beginning = false;
  }

  private EventStep first() {
    HttpRequest made = request;
    try {
      if (made != null) {
        LarderRequest.leaveOut(made, connection.scope.route, connection.before);
        CallRequest told = LarderRequest.told(made, false, connection.scope, connection.before);
        call = told == null ? null : hooks.call(told);
      }
    } catch (Throwable failure) {
      hooks.failed("reading a request", failure);
    }
    return call == null ? EventStep.send(List.of()) : call.begin();
  }

  private void settle(EventStep step) {
    EventCall of = call;
    if (step.kind == EventStep.Kind.WAIT && of != null) {
      boolean late;
      synchronized (this) {
        late = cancelled;
        waiting = !late;
      }
      if (late) {
        end();
      } else {
        of.whenReleased(loop, this::released);
      }
    } else if (step.reply == null || !serve(step.reply, null)) {
      send(step.fields);
    }
  }

  /** Another request that this one has waited for is over. */
  private void released() {
    synchronized (this) {
      if (!waiting) {
        return;
      }
      waiting = false;
    }
    EventCall of = call;
    settle(of == null ? EventStep.send(List.of()) : of.resume());
  }

  /** Sends the request, once there is a connection. */
  private void send(List<String> fields) {
    try {
      connection.open(
          network,
          () -> network.setDependency(connection.runtime().execute(id, sending(fields), context)),
          this);
    } catch (Exception failure) {
      if (beginning && failure instanceof RuntimeException thrown) {
        abandon();
        throw thrown;
      }
      failed(failure);
    }
  }

  private LarderSending sending(List<String> fields) {
    return new LarderSending(connection, handler, context, this, fields);
  }

  /** Sends the request as the program has made it, after what has come was dropped. */
  void sendAgain() {
    send(List.of());
  }

  @Nullable HttpRequest request() {
    return request;
  }

  @Nullable EventCall call() {
    return call;
  }

  /**
   * Gives the program a stored response.
   *
   * @param dropped a response of the network whose place it takes, or null
   * @return whether it is possible
   */
  boolean serve(ServedReply reply, @Nullable HttpResponse dropped) {
    HttpRequest made = request;
    EventCall of = call;
    LarderServing serves;
    try {
      if (made == null || of == null) {
        return false;
      }
      HttpResponse head = LarderReply.served(reply);
      EntityDetails body = LarderReply.body(reply, head, made.getMethod());
      if (dropped != null) {
        LarderHeads.borrow(head, dropped);
      }
      serves = new LarderServing(loop, handler, context, of, reply, head, body);
    } catch (RuntimeException failure) {
      hooks.failed("answering a request", failure);
      abandon();
      call = null;
      return false;
    }
    boolean late;
    synchronized (this) {
      serving = serves;
      late = cancelled;
    }
    if (late) {
      serves.stop();
    } else {
      serves.start();
    }
    return true;
  }

  /**
   * The network has given no response; a stored one may take its place.
   *
   * @return whether it does
   */
  boolean isServedInstead(Exception cause) {
    EventCall of = call;
    boolean given;
    synchronized (this) {
      given = of != null && !cancelled && !(cause instanceof RuntimeException);
    }
    if (!given || of == null) {
      abandon();
      return false;
    }
    ServedReply instead = of.failed(cause);
    if (instead == null) {
      return false;
    }
    connection.runtime().discardEndpoint();
    return serve(instead, null);
  }

  /** There is no connection. */
  @Override
  public void failed(Exception cause) {
    if (!isServedInstead(cause)) {
      fail(cause);
    }
  }

  private void fail(Exception cause) {
    handler.failed(cause);
    handler.releaseResources();
  }

  /** A proxy does not let the request pass, and tells why. */
  @Override
  public @Nullable AsyncDataConsumer handleResponse(
      HttpResponse response, @Nullable EntityDetails body) throws HttpException, IOException {
    abandon();
    return connection.callback.handleResponse(response, body);
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    connection.callback.handleInformationResponse(response);
  }

  /** All of what the proxy tells has come. */
  @Override
  public void completed() {
    connection.callback.completed();
    handler.releaseResources();
  }

  private void abandon() {
    EventCall of = call;
    if (of != null) {
      of.abandoned();
    }
  }

  private void end() {
    abandon();
    handler.cancel();
    handler.releaseResources();
  }

  @Override
  public boolean cancel() {
    LarderServing serves;
    boolean held;
    synchronized (this) {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      held = waiting;
      waiting = false;
      serves = serving;
    }
    network.cancel();
    if (serves != null) {
      serves.stop();
    } else if (held) {
      end();
    }
    return true;
  }
}
