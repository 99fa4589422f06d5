package dev.larder.store.remote.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.larder.config.RemoteAddress;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real server on a port of its own, which keeps what it needs in a directory of the test. */
public final class RedisServer implements AutoCloseable {
  private static final String MISSING =
      "redis-server was not found: install it (Debian: redis-server).";

  private final Path directory;
  private final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(Path directory, int port, List<String> command) throws IOException {
    this.directory = directory;
    this.port = port;
    this.command = command;
    this.process = launch();
  }

  /** Starts one; skips the test where there is none to start, under CI fails it. */
  public static RedisServer start(Path directory, String... options)
      throws IOException, InterruptedException {
    return start(directory, freePort(), options);
  }

  public static RedisServer start(Path directory, int port, String... options)
      throws IOException, InterruptedException {
    Path place = Files.createDirectories(directory.resolve("redis-" + port));
    List<String> command =
        new ArrayList<>(
            List.of(
                command().toString(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                place.toString()));
    if (!List.of(options).contains("--tls-port")) {
      command.addAll(List.of("--port", Integer.toString(port)));
    }
    command.addAll(List.of(options));
    RedisServer server = new RedisServer(place, port, command);
    server.awaitListening();
    return server;
  }

  /** Starts a Sentinel, which writes what it learns into its configuration. */
  public static RedisServer sentinel(Path directory, Path configuration)
      throws IOException, InterruptedException {
    int port = freePort();
    RedisServer server =
        new RedisServer(
            directory,
            port,
            List.of(
                command().toString(),
                configuration.toString(),
                "--sentinel",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port)));
    server.awaitListening();
    return server;
  }

  /** Makes one that was killed run again, empty, on the same port. */
  public void restart() throws IOException, InterruptedException {
    process = launch();
    awaitListening();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  private static Path command() {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path found = Path.of(place, "redis-server");
      if (Files.isExecutable(found)) {
        return found;
      }
    }
    return "true".equals(System.getenv("CI")) ? fail(MISSING) : abort(MISSING);
  }

  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void awaitListening() throws IOException, InterruptedException {
    while (!listens()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException(Files.readString(directory.resolve("log")));
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** An address as the settings read it. */
  public static RemoteAddress address(String url) {
    return Settings.given(Map.of("remote", url)).settings().get(SettingTable.REMOTE);
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends a command as text and gives what the server says to it, without the lengths. */
  public String say(String... words) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        text.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
        text.append(word).append("\r\n");
      }
      socket.getOutputStream().write(text.toString().getBytes(UTF_8));
      socket.shutdownOutput();
      String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return reply.replaceAll("(?m)^[$*]-?\\d+\r\n", "").replace("\r", "").strip();
    }
  }

  /** Stops the server where it stands, with SIGSTOP; it goes on with SIGCONT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends it without warning. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
