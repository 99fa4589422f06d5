package dev.larder.store.remote.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say what no server says, or not all of it, or too slowly. */
class LyingServerTest {
  private static final Path NONE = Path.of("");
  private static final String TIME = "*2\r\n$1\r\n1\r\n$1\r\n1\r\n";

  private static Object ask(FakeServer server, long millis) throws IOException {
    try (Connections connections =
        new Connections(RedisServer.address(server.url()), "", NONE, (reply, sent) -> {})) {
      return connections.run(
          null,
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis),
          one -> String.valueOf(one.call(Commands.ping()).get(0)));
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The connection ends before room is made for what is announced. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2147483647\r\n",
        "$5000000\r\n",
        "$4294967297\r\nx\r\n",
        "$-2\r\n",
        "$99999999999999999999\r\n",
        "*2147483647\r\n",
        "*5000000\r\n",
        "*-2\r\n",
        "%1000000000\r\n",
        "~2000000000\r\n",
        "=3\r\n",
        "hello\r\n",
        "\u0000\u0001\u0002",
        ":12",
        "$5\r\nab",
        ">1\r\n$1\r\nx\r\n",
        ",x\r\n",
        "(x\r\n",
        "#x\r\n",
        "-\r\n",
        "-MOVED\r\n",
        "-MOVED x y\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n"
      })
  void whatIsNoReplyEndsTheConnection(String reply) throws IOException {
    try (FakeServer server =
        new FakeServer(
            socket -> {
              say(socket, TIME + reply);
              socket.shutdownOutput();
            })) {
      assertThrows(IOException.class, () -> ask(server, 20_000));
      assertEquals(1, server.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*1\r\n", "-e", "*2\r\n$1000000\r\n", "%1\r\n"})
  void aReplyWithoutEndEndsTheConnection(String part) throws IOException {
    try (FakeServer server =
        new FakeServer(
            socket -> {
              say(socket, TIME);
              byte[] again = part.repeat(2000).getBytes(ISO_8859_1);
              OutputStream out = socket.getOutputStream();
              while (true) {
                out.write(again);
              }
            })) {
      IOException failure = assertThrows(IOException.class, () -> ask(server, 60_000));
      assertTrue(!failure.toString().contains("in time"), failure.toString());
    }
  }

  /** A byte now and then keeps no deadline away. */
  @Test
  void aServerThatDripsIsLate() throws IOException {
    try (FakeServer server =
        new FakeServer(
            socket -> {
              say(socket, TIME + "$1000\r\n");
              while (true) {
                say(socket, "x");
                Thread.sleep(10);
              }
            })) {
      IOException late = assertThrows(IOException.class, () -> ask(server, 100));
      assertTrue(late.toString().endsWith("does not answer in time"), late.toString());
    }
  }

  @Test
  void aWrongTimeEndsTheConnection() throws IOException {
    try (FakeServer server = new FakeServer(socket -> say(socket, "+OK\r\n+PONG\r\n"));
        Connections connections =
            new Connections(
                RedisServer.address(server.url()),
                "",
                NONE,
                (reply, sent) -> {
                  throw new IOException("no time");
                })) {
      assertThrows(
          IOException.class,
          () ->
              connections.run(
                  null,
                  System.nanoTime() + TimeUnit.SECONDS.toNanos(20),
                  one -> one.call(Commands.ping())));
      assertEquals(0, connections.idleCount());
    }
  }
}
