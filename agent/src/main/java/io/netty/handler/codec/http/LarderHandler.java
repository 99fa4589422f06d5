package io.netty.handler.codec.http;

import dev.larder.bridge.ClientHooks;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lies right after the codec, so that it sees requests as the server gets them, and responses as
 * the server sends them. What is answered here never reaches the codec. There is one exchange at a
 * time: what a program writes of a second request meanwhile is kept until the first is over.
 */
final class LarderHandler extends ChannelDuplexHandler {

  private final ClientHooks hooks;
  private final ChannelHandlerContext codec;
  private final Deque<LarderHeld> kept = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable LarderExchange exchange;

  /** Whether the program has asked the network for more, of which nothing has come yet. */
  private boolean reading;

  /** Whether the messages of an interim response (RFC 9110 §15.2) are under way. */
  private boolean interim;

  /** Whether a response has come over this connection. */
  private boolean used;

  private boolean upgraded;
  private boolean closing;

  LarderHandler(ClientHooks hooks, ChannelHandlerContext codec) {
    this.hooks = hooks;
    this.codec = codec;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Whether the channel is none of ours any more, as another protocol is spoken there. */
  private boolean isElsewhere(ChannelHandlerContext own) {
    if (codec.isRemoved() && !own.isRemoved()) {
      own.pipeline().remove(this);
    }
    return upgraded || codec.isRemoved();
  }

  @Override
  public void write(ChannelHandlerContext own, Object message, ChannelPromise promise) {
    if (isElsewhere(own)) {
      own.write(message, promise);
    } else if (!kept.isEmpty() || (message instanceof HttpRequest && exchange != null)) {
      kept.add(new LarderHeld(message, promise));
    } else if (message instanceof HttpRequest request) {
      if (!begin(own, request, promise)) {
        kept.add(new LarderHeld(message, promise));
      }
    } else if (exchange != null) {
      exchange.write(message, promise);
    } else {
      own.write(message, promise);
    }
  }

  /** Begins an exchange; false if the connection is still being made, and the request waits. */
  private boolean begin(ChannelHandlerContext own, HttpRequest request, ChannelPromise promise) {
    LarderExchange made = null;
    try {
      LarderReach reach = new LarderReach(codec, own);
      Future<?> pending = reach.pending();
      if (pending != null) {
        pending.addListener(this::connected);
        return false;
      }
      if (!reach.isAdjacent()) {
        LarderHandler instead = new LarderHandler(hooks, codec);
        instead.reading = reading;
        instead.used = used;
        own.pipeline().addAfter(codec.name(), null, instead).remove(this);
      } else {
        made = new LarderExchange(this, hooks, own, request, reach);
      }
    } catch (ReflectiveOperationException | RuntimeException failure) {
      hooks.failed("telling of a request", failure);
    }
    exchange = made;
    if (made == null) {
      own.write(request, promise);
    } else {
      made.begin(promise);
    }
    return true;
  }

  private void connected(Future<?> connecting) {
    if (connecting.isSuccess()) {
      next();
    } else {
      failKept(connecting.cause());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext own, Object message) {
    if (isElsewhere(own) || !(message instanceof HttpObject)) {
      own.fireChannelRead(message);
      return;
    }
    if (message instanceof HttpResponse response && response.status().code() < 200) {
      interim = true;
      upgraded = response.status().code() == 101;
    }
    if (interim) {
      interim = !(message instanceof LastHttpContent);
      own.fireChannelRead(message);
      return;
    }
    used = true;
    LarderExchange current = exchange;
    if (current == null) {
      own.fireChannelRead(message);
    } else {
      current.read(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext own) {
    reading = false;
    if (exchange != null && exchange.isHiding()) {
      readOn();
    }
    own.fireChannelReadComplete();
  }

  /** Asks the network for more where the program does not know that there is something to read. */
  void readOn() {
    ChannelHandlerContext own = context;
    if (own != null && !own.channel().config().isAutoRead()) {
      own.read();
    }
  }

  @Override
  public void read(ChannelHandlerContext own) {
    LarderServing serving = exchange == null ? null : exchange.serving();
    if (serving == null) {
      reading = true;
      own.read();
    } else {
      serving.ask();
    }
  }

  /** Whether the program waits for what is read next. */
  boolean isReading() {
    return reading;
  }

  /** The exchange is over; its last message is about to reach the program. */
  void over() {
    exchange = null;
  }

  /** Goes on with what was kept. */
  void next() {
    ChannelHandlerContext own = context;
    if (own == null || kept.isEmpty()) {
      return;
    }
    while (!kept.isEmpty()
        && (exchange == null || !(kept.peek().message() instanceof HttpRequest))) {
      LarderHeld held = kept.remove();
      if (held.message() instanceof HttpRequest request && !isElsewhere(own)) {
        if (!begin(own, request, held.promise())) {
          kept.addFirst(held);
          return;
        }
      } else if (exchange != null) {
        exchange.write(held.message(), held.promise());
      } else {
        own.write(held.message(), held.promise());
      }
    }
    own.flush();
  }

  @Override
  public void close(ChannelHandlerContext own, ChannelPromise promise) {
    closing = true;
    own.close(promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext own, ChannelPromise promise) {
    closing = true;
    own.disconnect(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext own) {
    end();
    own.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext own) {
    if (own.channel().isActive()) {
      next();
    }
    closing = true;
    end();
  }

  private void end() {
    LarderExchange current = exchange;
    exchange = null;
    if (current != null) {
      current.gone(closing, used);
    }
    failKept(new ClosedChannelException());
  }

  private void failKept(Throwable cause) {
    while (!kept.isEmpty()) {
      LarderHeld held = kept.remove();
      ReferenceCountUtil.release(held.message());
      held.promise().tryFailure(cause);
    }
  }
}
