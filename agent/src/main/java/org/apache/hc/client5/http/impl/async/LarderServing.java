package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.EventCall;
import dev.larder.bridge.ServedReply;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stored response on its way to the client's handler, as if it came from the network: in parts,
 * as many bytes as the handler has asked for, by one thread at a time.
 */
final class LarderServing implements CapacityChannel {

  /** Bytes of a part at most. */
  private static final int PART = 32 << 10;

  /** Bytes that come without being asked for, as over HTTP/1.1. */
  private static final int UNASKED = 65_535;

  private final Executor loop;
  private final AsyncClientExchangeHandler handler;
  private final HttpClientContext context;
  private final EventCall call;
  private final ServedReply reply;
  private final HttpResponse head;
  private final @Nullable EntityDetails body;
  private byte[] part = {};
  private long given;
  private boolean begun;

  private int capacity = UNASKED;
  private boolean running;
  private boolean stopped;
  private boolean ended;

  LarderServing(
      Executor loop,
      AsyncClientExchangeHandler handler,
      HttpClientContext context,
      EventCall call,
      ServedReply reply,
      HttpResponse head,
      @Nullable EntityDetails body) {
    this.loop = loop;
    this.handler = handler;
    this.context = context;
    this.call = call;
    this.reply = reply;
    this.head = head;
    this.body = body;
  }

  /** Begins, in another thread. */
  void start() {
    synchronized (this) {
      if (running || ended) {
        return;
      }
      running = true;
    }
    loop.execute(this::run);
  }

  /** Gives no more. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    start();
  }

  @Override
  public void update(int increment) {
    synchronized (this) {
      capacity = (int) Math.min(Integer.MAX_VALUE, (long) capacity + Math.max(0, increment));
    }
    start();
  }

  private void run() {
    while (mayGo()) {
      try {
        step();
      } catch (Throwable failure) {
        end();
        handler.failed(failure instanceof Exception known ? known : new IOException(failure));
        handler.releaseResources();
      }
    }
  }

  private synchronized boolean mayGo() {
    running = !ended && (stopped || !begun || capacity > 0);
    return running;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void step() throws Exception {
    if (isStopped()) {
      end();
      handler.cancel();
      handler.releaseResources();
    } else if (!begun) {
      begin();
    } else {
      give();
    }
  }

  private void begin() throws Exception {
    begun = true;
    LarderNewer.setSession(context, reply.tls);
    context.setProtocolVersion(head.getVersion());
    if (body == null) {
      end();
    }
    handler.consumeResponse(head, body, context);
    call.delivered();
    if (body == null) {
      handler.releaseResources();
    }
  }

  /** Gives the next bytes, or tells that there are no more. */
  private void give() throws HttpException, IOException {
    if (given < reply.length) {
      int count = read();
      handler.consume(ByteBuffer.wrap(part, 0, count));
      given += count;
      if (isFull(count) && given < reply.length) {
        handler.updateCapacity(this);
      }
    }
    if (given >= reply.length) {
      end();
      handler.streamEnd(null);
      handler.releaseResources();
    }
  }

  private synchronized boolean isFull(int count) {
    capacity -= count;
    return capacity <= 0;
  }

  private synchronized int capacity() {
    return capacity;
  }

  private int read() throws IOException {
    if (part.length == 0) {
      part = new byte[(int) Math.min(PART, reply.length)];
    }
    int wanted = (int) Math.min(Math.min(part.length, capacity()), reply.length - given);
    int count = reply.body.read(part, 0, wanted);
    if (count <= 0) {
      throw new EOFException("The stored body ends early");
    }
    return count;
  }

  private void end() {
    synchronized (this) {
      ended = true;
    }
    try {
      reply.body.close();
    } catch (IOException unread) {
      // Nobody reads it any more.
    }
  }
}
