package dev.larder.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which listens on a loopback port. */
final class ListeningProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private ListeningProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A port on which nobody listens now. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param port that the command says
   * @param log where it may write, outside of what it uses itself
   * @throws IOException if it ends before it listens, with what it has written
   */
  static ListeningProcess start(ProcessBuilder command, int port, Path log)
      throws IOException, InterruptedException {
    command.redirectErrorStream(true).redirectOutput(log.toFile());
    ListeningProcess started = new ListeningProcess(command.start(), port);
    while (!started.listens()) {
      if (started.process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IOException(Files.readString(log));
      }
    }
    return started;
  }

  private boolean listens() {
    try (Socket socket = connect()) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
