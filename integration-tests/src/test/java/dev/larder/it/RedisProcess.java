package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;

/** A real Redis server on loopback, empty at first. */
final class RedisProcess implements AutoCloseable {

  private static final String MISSING =
      "redis-server was not found: install it (Debian: redis-server).";

  private final ListeningProcess process;

  private RedisProcess(ListeningProcess process) {
    this.process = process;
  }

  /** Starts one; skips the test where there is none to start. */
  static RedisProcess start(Path folder) throws Exception {
    int port = ListeningProcess.freePort();
    ProcessBuilder command =
        new ProcessBuilder(
            PlaywrightVersion.command(MISSING, "redis-server").toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--save",
            "",
            "--dir",
            folder.toString());
    return new RedisProcess(ListeningProcess.start(command, port, folder.resolve("redis.log")));
  }

  /** As the setting {@code larder.remote} takes it. */
  String url() {
    return "redis://127.0.0.1:" + process.port();
  }

  /** How many entries lie on the server; what is being written or leased does not count. */
  int entries() throws IOException {
    try (Socket socket = process.connect()) {
      socket.getOutputStream().write("KEYS *:e\r\n".getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return Integer.parseInt(in.readLine().substring(1));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
