package io.netty.handler.codec.http;

import dev.larder.bridge.ServedReply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/**
 * A stored response on its way to the program, as if it came from the network: in parts, each when
 * the program reads, and only from tasks of the event loop. Used by the event loop alone.
 */
final class LarderServing {

  /** Bytes of a part. */
  private static final int PART = 64 << 10;

  /** Bytes that come without being asked for; a program may have asked before it was served. */
  private static final int UNASKED = 64 << 10;

  /** Bytes that are given at once where the connection ends meanwhile. */
  private static final int REST = 16 << 20;

  private final LarderExchange exchange;
  private final ChannelHandlerContext context;
  private final ServedReply reply;
  private final HttpResponse head;
  private boolean started;
  private boolean begun;
  private boolean ended;
  private boolean scheduled;
  private boolean asked;
  private long given;

  LarderServing(
      LarderExchange exchange,
      ChannelHandlerContext context,
      ServedReply reply,
      HttpResponse head,
      boolean asked) {
    this.exchange = exchange;
    this.context = context;
    this.reply = reply;
    this.head = head;
    this.asked = asked;
  }

  /** All of the request has been written. */
  void start() {
    started = true;
    schedule();
  }

  /** The program reads. */
  void ask() {
    asked = true;
    schedule();
  }

  /** Whether a read of the program has brought nothing yet. */
  boolean isAsked() {
    return asked;
  }

  /** Gives no more. */
  void stop() {
    if (!ended) {
      ended = true;
      close();
    }
  }

  private void close() {
    try {
      reply.body.close();
    } catch (IOException unread) {
      // Nobody reads it any more.
    }
  }

  private void schedule() {
    if (started && !scheduled && !ended) {
      scheduled = true;
      context.executor().execute(this::run);
    }
  }

  private boolean mayGo() {
    return asked || given < UNASKED || context.channel().config().isAutoRead();
  }

  private void run() {
    scheduled = false;
    if (ended || !mayGo()) {
      return;
    }
    asked &= given < UNASKED;
    part();
    context.fireChannelReadComplete();
    if (mayGo()) {
      schedule();
    }
  }

  /** Gives all that is left, as the connection is gone. */
  void rest() {
    boolean fits = reply.length - given <= REST;
    while (started && fits && !ended) {
      part();
    }
    stop();
  }

  /** Gives the head if it is still to be given, and the next bytes. */
  private void part() {
    if (!begun) {
      begun = true;
      context.fireChannelRead(head);
      exchange.delivered();
      if (ended) {
        return;
      }
    }
    ByteBuf bytes;
    try {
      bytes = next();
    } catch (IOException | RuntimeException damaged) {
      stop();
      exchange.failed(damaged);
      return;
    }
    boolean last = given >= reply.length || !bytes.isReadable();
    if (bytes.isReadable()) {
      context.fireChannelRead(new DefaultHttpContent(bytes));
    } else {
      bytes.release();
    }
    if (last && !ended) {
      ended = true;
      close();
      exchange.served();
    }
  }

  private ByteBuf next() throws IOException {
    ByteBuf bytes = context.alloc().heapBuffer((int) Math.min(PART, reply.length - given));
    boolean filled = false;
    try {
      while (given < reply.length && bytes.readableBytes() < PART) {
        int length = (int) Math.min(PART - bytes.readableBytes(), reply.length - given);
        int count = bytes.writeBytes(reply.body, length);
        if (count < 0) {
          break;
        }
        given += count;
      }
      filled = true;
      return bytes;
    } finally {
      if (!filled) {
        bytes.release();
      }
    }
  }
}
