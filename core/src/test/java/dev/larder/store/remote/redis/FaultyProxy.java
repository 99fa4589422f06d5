package dev.larder.store.remote.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes between machines and a real server, and harms what the server sends. */
public final class FaultyProxy implements AutoCloseable {

  /** What is done with a part of what the server sends. */
  @FunctionalInterface
  public interface Fault {

    /**
     * Passes it on, or not.
     *
     * @param to the machine
     * @throws IOException ends the connection
     */
    void pass(byte[] part, int length, OutputStream to) throws IOException, InterruptedException;
  }

  /** Passes everything on at once. */
  public static final Fault NONE = (part, length, to) -> to.write(part, 0, length);

  /** Takes what is sent, and passes nothing on. */
  public static final Fault BLACK_HOLE = (part, length, to) -> {};

  /** Passes on a byte a second. */
  public static final Fault DRIP =
      (part, length, to) -> {
        for (int i = 0; i < length; i++) {
          to.write(part[i]);
          Thread.sleep(1000);
        }
      };

  private final int server;
  private final FakeServer listener;
  private volatile Fault fault = NONE;

  public FaultyProxy(RedisServer server) throws IOException {
    this.server = server.port();
    this.listener = new FakeServer(this::connect);
  }

  /** Passes each part on after so many milliseconds. */
  public static Fault slowBy(int millis) {
    return (part, length, to) -> {
      Thread.sleep(millis);
      to.write(part, 0, length);
    };
  }

  /** Ends each connection when so many bytes have passed on all of them. */
  public static Fault cutAfter(int bytes) {
    AtomicInteger left = new AtomicInteger(bytes);
    return (part, length, to) -> {
      int allowed = Math.min(length, left.getAndAdd(-length));
      to.write(part, 0, Math.max(0, allowed));
      if (allowed < length) {
        throw new IOException("cut");
      }
    };
  }

  /** Passes so many bytes on, and the others when it is told to go on. */
  public static final class Hold implements Fault {
    private final AtomicInteger left;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    public Hold(int bytes) {
      left = new AtomicInteger(bytes);
    }

    @Override
    public void pass(byte[] part, int length, OutputStream to)
        throws IOException, InterruptedException {
      int first = Math.min(length, Math.max(0, left.getAndAdd(-length)));
      to.write(part, 0, first);
      if (first < length) {
        held.countDown();
        goOn.await();
        to.write(part, first, length - first);
      }
    }

    /** Until something is held. */
    public void await() throws InterruptedException {
      held.await();
    }

    public void goOn() {
      goOn.countDown();
    }
  }

  /** What is done from now on. */
  public void set(Fault now) {
    fault = now;
  }

  public String url() {
    return listener.url();
  }

  private void connect(Socket client) throws Exception {
    try (client;
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Thread up = new Thread(() -> up(client, socket));
      up.setDaemon(true);
      up.start();
      client.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] part = new byte[8192];
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        fault.pass(part, length, client.getOutputStream());
      }
    }
  }

  /** When the machine has closed its side, the server's is closed, too. */
  private static void up(Socket client, Socket server) {
    try (server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // One of them has ended the connection.
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
