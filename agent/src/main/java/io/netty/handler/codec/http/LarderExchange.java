package io.netty.handler.codec.http;

import dev.larder.bridge.BodyCopy;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientHooks;
import dev.larder.bridge.EventCall;
import dev.larder.bridge.EventStep;
import dev.larder.bridge.ServedReply;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One request of a channel and its response. Takes what the program writes from then on and what
 * the codec reads, until the response has come to its end. Used by the event loop alone.
 */
final class LarderExchange {

  /** What becomes of the request and of its response. */
  enum State {
    /** It goes to the network; no head of a response has come yet. */
    SENT,
    /** It waits for another one. */
    HELD,
    /** It is answered from the cache. */
    SERVED,
    /** Its response goes to the program. */
    RELAYED,
    /** The network's response is dropped; then it is served or sent again. */
    DROPPED
  }

  /** Bytes of a response that are read to drop it; beyond that its connection ends. */
  private static final long DROPPED_AT_MOST = 64 << 10;

  private final LarderHandler handler;
  private final ClientHooks hooks;
  private final ChannelHandlerContext context;
  private final HttpRequest request;
  private final @Nullable SSLEngine engine;
  private final boolean hasBody;

  /** Null if the request is left alone. */
  private @Nullable EventCall call;

  private State state = State.SENT;
  private final List<Object> held = new ArrayList<>();
  private boolean written;
  private @Nullable LarderServing serving;
  private @Nullable BodyCopy copy;
  private long dropped;
  private boolean discards;
  private boolean ends;

  LarderExchange(
      LarderHandler handler,
      ClientHooks hooks,
      ChannelHandlerContext context,
      HttpRequest request,
      LarderReach reach) {
    this.handler = handler;
    this.hooks = hooks;
    this.context = context;
    this.request = request;
    this.engine = reach.engine();
    this.hasBody = LarderRequest.hasBody(request);
    CallRequest told = LarderRequest.told(request, reach);
    this.call = told == null ? null : hooks.call(told);
  }

  /** The program writes the request. */
  void begin(ChannelPromise promise) {
    EventCall of = call;
    EventStep step = of == null ? EventStep.send(List.of()) : of.begin();
    Object sent = settle(step);
    if (state == State.SENT) {
      written = request instanceof LastHttpContent;
      context.write(sent, promise);
    } else {
      write(request, promise);
      if (state == State.HELD && of != null) {
        of.whenReleased(context.executor(), this::released);
      }
    }
  }

  /**
   * Does what is to be done before anything was sent.
   *
   * @return what goes to the network, if it goes there
   */
  private Object settle(EventStep step) {
    if (step.kind == EventStep.Kind.WAIT) {
      state = State.HELD;
      return request;
    }
    try {
      if (step.reply != null) {
        serving = serving(step.reply);
        state = State.SERVED;
        return request;
      }
      state = State.SENT;
      return LarderRequest.with(request, step.fields);
    } catch (RuntimeException failure) {
      leave("answering a request", failure);
      state = State.SENT;
      return request;
    }
  }

  private LarderServing serving(ServedReply reply) {
    return new LarderServing(
        this,
        context,
        reply,
        LarderAnswer.served(reply, request.method(), ends),
        handler.isReading());
  }

  /** From here on the request goes as it would without us. */
  private void leave(String what, Throwable failure) {
    hooks.failed(what, failure);
    EventCall of = call;
    call = null;
    if (of != null) {
      of.abandoned();
    }
  }

  /** Another request that this one has waited for is over. */
  private void released() {
    EventCall of = call;
    if (state != State.HELD || of == null) {
      return;
    }
    Object sent = settle(of.resume());
    List<Object> all = List.copyOf(held);
    held.clear();
    if (state == State.SERVED) {
      all.forEach(ReferenceCountUtil::release);
      startIfWritten();
      return;
    }
    for (Object message : all) {
      context
          .write(message == request ? sent : message)
          .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
    context.flush();
  }

  /** The program writes what belongs to the request. */
  void write(Object message, ChannelPromise promise) {
    written |= message instanceof LastHttpContent;
    if (state == State.HELD) {
      held.add(message);
    } else if (state == State.SERVED) {
      ReferenceCountUtil.release(message);
    } else {
      context.write(message, promise);
      return;
    }
    if (!promise.isVoid()) {
      promise.trySuccess();
    }
    startIfWritten();
  }

  private void startIfWritten() {
    if (written && serving != null) {
      serving.start();
    }
  }

  /** The codec has read a message. */
  void read(Object message) {
    if (state == State.HELD) { // a response that nobody has asked for
      abandon();
      releaseHeld();
      state = State.RELAYED;
    }
    if (state == State.SENT && message instanceof HttpResponse response) {
      Object head = received(response);
      if (head != message) {
        context.fireChannelRead(head);
        return;
      }
    }
    if (state == State.DROPPED) {
      drop(message);
    } else if (state == State.SERVED) {
      ReferenceCountUtil.release(message);
      discards &= !(message instanceof LastHttpContent);
    } else {
      relay(message);
    }
  }

  /** Decides on the response; returns the head that the program gets if it is relayed. */
  private Object received(HttpResponse response) {
    EventCall of = call;
    if (request.method().equals(HttpMethod.CONNECT) && response.status().code() / 100 == 2) {
      context.channel().attr(LarderReach.TUNNEL).set(request.uri());
    }
    if (of == null || response.decoderResult().isFailure()) {
      abandon();
      state = State.RELAYED;
      return response;
    }
    LarderAnswer answer = new LarderAnswer(response, request.method(), engine);
    EventStep step = of.received(answer);
    ends = !HttpUtil.isKeepAlive(response);
    state = step.kind == EventStep.Kind.RELAY ? State.RELAYED : State.DROPPED;
    copy = step.copy;
    try {
      if (state == State.RELAYED) {
        return response instanceof LastHttpContent ? response : answer.with(step.reply, null);
      }
      serving = step.reply == null ? null : serving(step.reply);
    } catch (RuntimeException failure) {
      leave("receiving a response", failure);
    }
    return response;
  }

  private void relay(Object message) {
    BodyCopy of = copy;
    if (of != null && message instanceof HttpContent content) {
      if (content.decoderResult().isFailure()) {
        of.abort();
        copy = null;
      } else if (content.content().isReadable()) {
        of.write(content.content().nioBuffers());
      }
    }
    if (!(message instanceof LastHttpContent)) {
      context.fireChannelRead(message);
      return;
    }
    Runnable finish = copy == null ? () -> {} : copy.complete();
    copy = null;
    handler.over();
    context.fireChannelRead(message);
    finish.run();
    handler.next();
  }

  private void drop(Object message) {
    if (message instanceof HttpContent content) {
      dropped += content.content().readableBytes();
    }
    boolean last = message instanceof LastHttpContent;
    ReferenceCountUtil.release(message);
    if (!last && dropped <= DROPPED_AT_MOST) {
      return;
    }
    LarderServing stored = serving;
    if (stored == null) {
      sendAgain(last);
      return;
    }
    discards = !last;
    state = State.SERVED;
    written = true;
    stored.start();
  }

  /** Without the fields of the cache; where the connection has ended, the client does it. */
  private void sendAgain(boolean dropped) {
    if (!dropped || ends || hasBody || !written) {
      abandon();
      context.close();
      return;
    }
    state = State.SENT;
    context
        .writeAndFlush(LarderRequest.again(request))
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    handler.readOn();
  }

  /** Whether what comes next from the network is not for the program. */
  boolean isHiding() {
    return state == State.DROPPED || discards;
  }

  /** What gives the program a stored response now, or null. */
  @Nullable LarderServing serving() {
    return state == State.SERVED ? serving : null;
  }

  /** The program has got the head of the stored response. */
  void delivered() {
    if (call != null) {
      call.delivered();
    }
  }

  /** The program has got all of the stored response but its end. */
  void served() {
    boolean asked = serving != null && serving.isAsked();
    boolean closes = discards;
    handler.over();
    context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    if (closes) {
      context.close();
    } else if (asked) {
      context.read();
    }
    handler.next();
  }

  /** The stored response can't be given to its end. */
  void failed(Throwable damaged) {
    context.fireExceptionCaught(damaged);
    context.close();
  }

  /**
   * The connection is gone.
   *
   * @param byProgram whether the program has closed it
   * @param retried whether the client makes another attempt by itself, as it does where a kept
   *     connection was gone
   */
  void gone(boolean byProgram, boolean retried) {
    if (state == State.SENT && !byProgram && !retried) {
      fail();
    } else if (state == State.SENT || state == State.HELD) {
      abandon();
    }
    LarderServing stored = serving;
    if (stored != null) {
      state = State.SERVED;
      startIfWritten();
      if (byProgram) {
        stored.stop();
      } else {
        stored.rest();
      }
    }
    if (copy != null) {
      copy.abort();
      copy = null;
    }
    releaseHeld();
  }

  /** The network has given no response; a stored one may take its place. */
  private void fail() {
    EventCall of = call;
    if (of == null) {
      return;
    }
    ends = true;
    ServedReply instead = of.failed(new ClosedChannelException());
    try {
      serving = instead == null ? null : serving(instead);
    } catch (RuntimeException failure) {
      leave("answering a request that has failed", failure);
    }
  }

  private void releaseHeld() {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  private void abandon() {
    EventCall of = call;
    call = null;
    if (of != null) {
      of.abandoned();
    }
  }
}
