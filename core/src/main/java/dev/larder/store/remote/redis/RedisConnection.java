package dev.larder.store.remote.redis;

import dev.larder.config.RemoteAddress.Server;
import dev.larder.store.remote.redis.Commands.Command;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumer;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushMessage;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One connection, on Jedis's protocol layer. It uses a channel, in which neither a SOCKS proxy nor
 * a socket factory of the program has a part. What is not done by the deadline ends the connection:
 * at that moment it is closed, whatever it is waiting for, so that a server that stands still or
 * sends a byte a second holds nobody. For one thread at a time.
 */
public final class RedisConnection implements AutoCloseable {

  /** Bytes that are given to the channel at once, which copies them outside the heap. */
  private static final int WRITE = 64 << 10;

  /** No message comes that was not asked for. */
  private static final PushConsumerChain NO_MESSAGES =
      new PushConsumerChain() {
        @Override
        public PushMessage process(PushMessage message) {
          throw new IllegalStateException("A message that nobody has asked for");
        }

        @Override
        public List<PushConsumer> getConsumers() {
          return List.of();
        }
      };

  private final Server endpoint;
  private final SocketChannel channel;
  private final ReplyStream in;
  private final RedisOutputStream out;

  /** Replies that are still to come. */
  private int pending;

  /** Whether the server is asked for keys that are on their way to it. */
  private boolean asking;

  private volatile boolean late;
  private @Nullable Future<?> watch;

  private RedisConnection(
      Server endpoint, SocketChannel channel, InputStream in, OutputStream out) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.in = new ReplyStream(in);
    this.out = new RedisOutputStream(out);
  }

  /**
   * Connects.
   *
   * @param tls null for plain text
   * @param deadline by {@link System#nanoTime()}
   * @throws IOException if that is impossible; the message says what may be wrong
   */
  static RedisConnection open(Server endpoint, @Nullable TlsSockets tls, long deadline)
      throws IOException {
    IOException failure = null;
    for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
      try {
        return open(endpoint, new InetSocketAddress(address, endpoint.port()), tls, deadline);
      } catch (SetupException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
      if (deadline - System.nanoTime() <= 0) {
        break;
      }
    }
    throw failure == null ? new IOException("The host has no address") : failure;
  }

  private static RedisConnection open(
      Server endpoint, InetSocketAddress address, @Nullable TlsSockets tls, long deadline)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean opened = false;
    boolean handshaking = false;
    Future<?> watch = closeAt(channel, deadline);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.connect(address);
      Socket socket = channel.socket();
      if (tls != null) {
        handshaking = true;
        socket = tls.over(socket, endpoint);
      }
      RedisConnection connection =
          new RedisConnection(endpoint, channel, socket.getInputStream(), sliced(socket));
      opened = true;
      return connection;
    } catch (IOException e) {
      throw failure(endpoint, e, handshaking, deadline - System.nanoTime() <= 0);
    } finally {
      watch.cancel(false);
      if (!opened) {
        closed(channel);
      }
    }
  }

  private static IOException failure(
      Server endpoint, IOException cause, boolean handshaking, boolean late) {
    if (late) {
      String hint = handshaking ? "; if it does not speak TLS, the address is redis://" : "";
      return new IOException(endpoint + " does not answer in time" + hint, cause);
    }
    if (cause instanceof SetupException) {
      return cause;
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return new SetupException(
            endpoint + " shows a certificate that is not trusted: " + at.getMessage(), cause);
      }
    }
    if (cause instanceof SSLException
        && String.valueOf(cause.getMessage()).contains("SSL message")) {
      return new SetupException(endpoint + " does not speak TLS: the address is redis://", cause);
    }
    return new IOException(endpoint + ": " + cause.getMessage(), cause);
  }

  private static OutputStream sliced(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        out.write(one);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += WRITE) {
          out.write(bytes, offset + done, Math.min(WRITE, length - done));
        }
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }
    };
  }

  private static Future<?> closeAt(SocketChannel channel, long deadline) {
    return Threads.later(millisUntil(deadline), () -> closed(channel));
  }

  private static long millisUntil(long deadline) {
    long left = deadline - System.nanoTime();
    return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  private static void closed(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, one way or the other.
    }
  }

  /** Limits what is done from now on; also replaces an earlier deadline. */
  public void begin(long deadline) {
    end();
    watch =
        Threads.later(
            millisUntil(deadline),
            () -> {
              late = true;
              closed(channel);
            });
  }

  /** Ends the limit. */
  void end() {
    Future<?> running = watch;
    if (running != null) {
      running.cancel(false);
      watch = null;
    }
  }

  /** Sends a command; what is sent last may wait for {@link #receive}. */
  public void send(Command command) throws IOException {
    try {
      if (asking) {
        Protocol.sendCommand(out, Commands.asking().arguments());
        pending++;
      }
      Protocol.sendCommand(out, command.arguments());
      pending++;
    } catch (RuntimeException e) {
      throw broken(e);
    }
  }

  /**
   * The next reply: bytes, a {@code Long}, a list of these, or null.
   *
   * @throws ServerException if it is an error
   */
  public @Nullable Object receive() throws IOException {
    if (asking) {
      reply();
    }
    return reply();
  }

  private @Nullable Object reply() throws IOException {
    try {
      out.flush();
      in.begin();
      Object reply = Protocol.read(in, NO_MESSAGES);
      pending--;
      return reply;
    } catch (JedisDataException e) {
      pending--;
      throw new ServerException(e, endpoint);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw broken(e);
    }
  }

  private IOException broken(Throwable cause) {
    boolean wasLate = late;
    close();
    if (wasLate) {
      return new IOException(endpoint + " does not answer in time", cause);
    }
    Throwable root = cause.getCause() instanceof IOException io ? io : cause;
    boolean alert = String.valueOf(cause.getMessage()).equals("Unknown reply: \u0015");
    return alert
        ? new SetupException(endpoint + " speaks TLS: the address is rediss://", cause)
        : new IOException(endpoint + ": " + root.getMessage(), cause);
  }

  /**
   * Sends commands in one go and receives all replies.
   *
   * @throws ServerException if one of the replies is an error; all of them were received
   */
  public List<@Nullable Object> call(Command... commands) throws IOException {
    for (Command command : commands) {
      send(command);
    }
    return receive(commands.length);
  }

  /**
   * Receives the replies to so many commands.
   *
   * @throws ServerException if one of the replies is an error; all of them were received
   */
  public List<@Nullable Object> receive(int count) throws IOException {
    List<@Nullable Object> replies = new ArrayList<>(count);
    ServerException failure = null;
    for (int i = 0; i < count; i++) {
      try {
        replies.add(receive());
      } catch (ServerException e) {
        failure = failure == null ? e : failure;
        replies.add(null);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return replies;
  }

  /** Whether each command is preceded by one that asks for keys on their way. */
  void setAsking(boolean now) {
    asking = now;
  }

  Server endpoint() {
    return endpoint;
  }

  /** Whether another task may use it: it is open, and nothing is to come. */
  boolean isReusable() {
    return pending == 0 && !late && channel.isOpen();
  }

  /** Whether the server has closed it, or sent what nobody asked for, while it was idle. */
  boolean isStale() {
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) != 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  /** Any thread may call; whoever waits for the server gets an exception. */
  @Override
  public void close() {
    closed(channel);
  }
}
