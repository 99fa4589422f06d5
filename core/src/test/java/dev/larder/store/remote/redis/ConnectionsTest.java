package dev.larder.store.remote.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.store.remote.redis.ServerException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to real servers. */
class ConnectionsTest {

  private static final Path NONE = Path.of("");

  @TempDir Path directory = Path.of("");

  private static Connections connections(String url) {
    return connections(url, null);
  }

  private static Connections connections(String url, @Nullable Path authorities) {
    return new Connections(
        RedisServer.address(url),
        "",
        authorities == null ? NONE : authorities,
        (reply, sent) -> {});
  }

  private static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }

  private static String ping(Connections connections) throws IOException {
    return connections.run(
        null, soon(), one -> new String((byte[]) one.call(Commands.ping()).get(0), UTF_8));
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url() + "/1")) {
      byte[] value = new byte[300_000];
      Arrays.fill(value, (byte) '\n');
      connections.run(
          "k",
          soon(),
          one -> one.call(Commands.hset("k", "0", value), Commands.pexpire("k", 60_000)));
      List<?> found =
          connections.run(
              "k", soon(), one -> (List<?>) one.call(Commands.hmget("k", "0", "1")).get(0));
      assertArrayEquals(value, (byte[]) found.get(0));
      assertEquals(null, found.get(1));
      assertEquals(1, connections.idleCount());
      assertEquals("0", server.say("EXISTS", "k").replace(":", ""), "in another database");
      assertTrue(server.say("INFO", "clients").contains("connected_clients:2"));
    }
  }

  @Test
  void anErrorOfTheServerLeavesTheConnectionAsItWas() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url())) {
      server.say("SET", "k", "text");
      ServerException error =
          assertThrows(
              ServerException.class,
              () ->
                  connections.run(
                      "k", soon(), one -> one.call(Commands.hget("k", "h"), Commands.get("k"))));
      assertEquals(Kind.OTHER, error.kind());
      assertEquals(1, connections.idleCount());
      assertEquals("PONG", ping(connections));
      assertEquals(1, connections.idleCount());
    }
  }

  /** By the server's own time-out, or by somebody who looks after it. */
  @Test
  void aConnectionThatWasClosedWhileItWasIdleIsNotUsed() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url())) {
      ping(connections);
      server.say("CLIENT", "KILL", "TYPE", "normal");
      Thread.sleep(600); // until it is looked at before it is used
      assertEquals("PONG", ping(connections));
    }
  }

  @Test
  void aRestartedServerIsFoundAgain() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url())) {
      ping(connections);
      server.kill();
      assertThrows(IOException.class, () -> ping(connections));
      assertThrows(IOException.class, () -> ping(connections));
      server.restart();
      assertEquals("PONG", ping(connections));
    }
  }

  @ParameterizedTest
  @CsvSource({":secret@,''", "me:mine@,''", "me@,mine", ":wrong@,WRONGPASS", "'',NOAUTH"})
  void theLoginIsWhatTheServerAsksFor(String login, String result) throws Exception {
    try (RedisServer server = RedisServer.start(directory, "--requirepass", "secret")) {
      boolean fromFile = result.equals("mine");
      try (Connections admin = connections(server.url().replace("//", "//:secret@"))) {
        ping(admin);
      }
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket
            .getOutputStream()
            .write("AUTH secret\r\nACL SETUSER me on >mine +@all ~*\r\nQUIT\r\n".getBytes(UTF_8));
        socket.getInputStream().readAllBytes();
      }
      try (Connections connections =
          new Connections(
              RedisServer.address(server.url().replace("//", "//" + login)),
              fromFile ? result : "",
              NONE,
              (reply, sent) -> {})) {
        if (result.isEmpty() || fromFile) {
          assertEquals("PONG", ping(connections));
        } else {
          ServerException refused = assertThrows(ServerException.class, () -> ping(connections));
          assertEquals(Kind.NOT_ALLOWED, refused.kind());
          assertTrue(refused.toString().contains(": " + result), refused.toString());
        }
      }
    }
  }

  @Test
  void aServerThatStandsStillIsLate() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url())) {
      ping(connections);
      server.signal("STOP");
      try {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        IOException late =
            assertThrows(
                IOException.class,
                () -> connections.run(null, deadline, one -> one.call(Commands.ping())));
        assertTrue(late.toString().endsWith("does not answer in time"), late.toString());
        byte[] large = new byte[64 << 20];
        server.signal("CONT");
        ping(connections);
        server.signal("STOP");
        long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        assertThrows(
            IOException.class,
            () -> connections.run("k", next, one -> one.call(Commands.hset("k", "0", large))));
        assertEquals(0, connections.idleCount());
      } finally {
        server.signal("CONT");
      }
    }
  }

  @Test
  void aServerIsTrustedByTheAuthorityThatTheUserNames() throws Exception {
    Tls tls = Tls.create(directory, "ip:127.0.0.1");
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(directory, port, tls.options(port));
        Connections connections = connections(tls(server), tls.certificate())) {
      assertEquals("PONG", ping(connections));
      assertEquals("PONG", ping(connections));
      assertEquals(1, connections.idleCount());
      Thread.sleep(600); // until it is looked at before it is used
      byte[] value = new byte[3 << 20];
      connections.run("k", soon(), one -> one.call(Commands.hset("k", "0", value)));
      byte[] found =
          connections.run("k", soon(), one -> (byte[]) one.call(Commands.hget("k", "0")).get(0));
      assertArrayEquals(value, found);
      assertEquals(1, connections.idleCount());
    }
  }

  private static String tls(RedisServer server) {
    return "rediss://127.0.0.1:" + server.port();
  }

  @Test
  void aServerThatIsNotTrustedIsToldInASentence() throws Exception {
    Tls other = Tls.create(directory, "ip:127.0.0.1");
    Tls tls = Tls.create(directory, "dns:somewhere.example");
    Path none = Files.writeString(directory.resolve("none.pem"), "");
    Path rubbish = Files.writeString(directory.resolve("rubbish.pem"), "-----BEGIN CERT");
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(directory, port, tls.options(port))) {
      refused(tls(server), other.certificate(), "certificate that is not trusted");
      refused(tls(server), null, "certificate that is not trusted");
      refused(tls(server), tls.certificate(), "certificate that is not trusted");
      refused(tls(server), none, "larder.remote.ca");
      refused(tls(server), rubbish, "larder.remote.ca");
      refused(tls(server), directory.resolve("missing.pem"), "larder.remote.ca can't be read");
      refused("redis://127.0.0.1:" + port, null, "rediss://");
    }
    try (RedisServer plain = RedisServer.start(directory)) {
      refused(tls(plain), tls.certificate(), "does not speak TLS");
    }
  }

  private static void refused(String url, @Nullable Path authorities, String sentence) {
    try (Connections connections = connections(url, authorities)) {
      IOException refused = assertThrows(IOException.class, () -> ping(connections));
      assertTrue(refused.toString().contains(sentence), refused.toString());
    }
  }

  /** A program's proxy is for the program. */
  @Test
  void theProxyOfTheProgramHasNoPart() throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        Connections connections = connections(server.url().replace("127.0.0.1", "localhost"))) {
      System.setProperty("socksProxyHost", "127.0.0.1");
      System.setProperty("socksProxyPort", "1");
      try {
        assertEquals("PONG", ping(connections));
      } finally {
        System.clearProperty("socksProxyHost");
        System.clearProperty("socksProxyPort");
      }
    }
  }
}
