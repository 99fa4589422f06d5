package dev.larder.store.remote.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts connections, and does with each what a test says, in a thread of its own. */
public final class FakeServer implements AutoCloseable {

  /** What is done with one connection. */
  public interface Conduct {
    void with(Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  public FakeServer(Conduct conduct) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(
        () -> {
          while (!server.isClosed()) {
            Socket socket = server.accept();
            sockets.add(socket);
            run(() -> conduct.with(socket));
          }
        });
  }

  private interface Part {
    void run() throws Exception;
  }

  private static void run(Part part) {
    Thread thread =
        new Thread(
            () -> {
              try {
                part.run();
              } catch (Exception e) {
                // The other side has closed it, or the test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  /** How many connections there were. */
  public int connections() {
    return sockets.size();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
