package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.AhcOwners;
import dev.larder.it.programs.NettyOwners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who asks, whose trust a client on Netty has, where its connections lead, and what it speaks. */
@Tag(Extensive.ONE_JDK)
class NettyOwnersIT {

  private static final List<String> REACTOR =
      List.of(
          "trust of the JVM: HTTP/1.1 200 yes #1",
          "trust of the JVM: HTTP/1.1 200 yes #1",
          "own certificate: HTTP/1.1 200 yes #2",
          "own certificate: HTTP/1.1 200 yes #3",
          "OpenSSL: HTTP/1.1 200 yes #4",
          "OpenSSL: HTTP/1.1 200 yes #5",
          "trust of the JVM: HTTP/1.1 200 yes #1",
          "trust of the JVM: HTTP/1.1 200 yes #1",
          "unix socket: HTTP/1.1 200 yes #1",
          "directly: HTTP/1.1 200 yes #2",
          "unix socket: HTTP/1.1 200 yes #3",
          "directly: HTTP/1.1 200 yes #2",
          "own resolver: HTTP/1.1 200 yes #4",
          "own resolver: HTTP/1.1 200 yes #5",
          "h2: HTTP/2.0 200 yes #1",
          "h2: HTTP/2.0 200 yes #2",
          "h2 or 1.1: HTTP/2.0 200 yes #3",
          "h2 or 1.1: HTTP/2.0 200 yes #4",
          "h2 or 1.1, not offered: HTTP/1.1 200 yes #1",
          "h2 or 1.1, not offered: HTTP/1.1 200 yes #1",
          "h2c: HTTP/2.0 200 yes #1",
          "h2c: HTTP/2.0 200 yes #2",
          "h2c by upgrade: HTTP/2.0 200 yes #3",
          "h2c by upgrade: HTTP/2.0 200 yes #4",
          "h2c by upgrade, not offered: HTTP/1.1 200 yes #1",
          "h2c by upgrade, not offered: HTTP/1.1 200 yes #2",
          "1.1: HTTP/1.1 200 yes #3",
          "1.1: HTTP/1.1 200 yes #3");

  private static final List<String> ASYNC_HTTP_CLIENT =
      List.of(
          "no cookie: 200 null #1",
          "sets a cookie: 200 for all #1",
          "with a cookie: 200 s=first #2",
          "no cookie: 200 null #1",
          "sets a cookie: 200 for all #1",
          "with a cookie: 200 null #1",
          "password of alice: 200 alice:password #2",
          "password of bob: 200 bob:password #4",
          "password of alice: 200 alice:password #2",
          "proxy for alice: 200 alice:password #2",
          "proxy for bob: 200 bob:password #4",
          "proxy for alice: 200 alice:password #2",
          "through a proxy: 200 yes #1",
          "through a proxy: 200 yes #1",
          "own resolver: 200 yes #1",
          "own resolver: 200 yes #2",
          "h2: 200 yes #1",
          "h2: 200 yes #2");

  @TempDir Path directory = Path.of("");

  /** The native libraries of Netty are there for one platform. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void nobodyGetsWhatWasFetchedWithAnotherTrustOrElsewhere() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Certificate certificate = Certificate.create(directory);
    Path path = directory.resolve("socket");
    try (OriginServer http = OriginServer.http();
        OriginServer https = OriginServer.httpsForClients(certificate);
        Origin h2c = JettyOrigin.h2c();
        Origin h2 = JettyOrigin.h2(certificate);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      for (Origin origin : List.of(http, https, h2c, h2)) {
        for (String name : List.of("/trust", "/reach", "/one", "/two")) {
          origin.on(name, request -> UrlConnectionOwnersIT.page("yes", request));
        }
      }
      socket.bind(UnixDomainSocketAddress.of(path));
      daemon(() -> accept(socket, http.uri("/").getPort()));
      ForkedJvm jvm =
          Client.NETTY.newest().set(certificate.trustedBy(ForkedJvm.on(Jdk.running()).agent()));
      ClientVersion.natives().forEach(jvm::addToClassPath);
      jvm.property("larder.dir", directory.resolve("cache"))
          .main(
              NettyOwners.class,
              http.uri("/"),
              https.uri("/"),
              h2c.uri("/"),
              h2.uri("/"),
              path,
              certificate.store(),
              Certificate.PASSWORD);
      ForkedJvm.Result result = jvm.run();
      assertEquals(String.join("\n", REACTOR), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
    }
  }

  @Test
  void nobodyGetsWhatAnotherUserFetched() throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    Certificate certificate = Certificate.create(directory);
    try (OriginServer http = OriginServer.http();
        Origin h2 = JettyOrigin.h2(certificate);
        OriginServer proxy = OriginServer.http()) {
      UrlConnectionOwnersIT.furnish(http);
      http.on("/reach", request -> UrlConnectionOwnersIT.page("yes", request));
      h2.on("/two", request -> UrlConnectionOwnersIT.page("yes", request));
      proxy.on("http://origin.invalid/proxied", UrlConnectionOwnersIT::proxied);
      proxy.on("http://origin.invalid/open", request -> UrlConnectionOwnersIT.page("yes", request));
      ForkedJvm.Result result =
          Client.AHC
              .newest()
              .set(certificate.trustedBy(ForkedJvm.on(Jdk.running()).agent()))
              .property("larder.dir", directory.resolve("cache"))
              .main(AhcOwners.class, http.uri("/"), h2.uri("/"), proxy.uri("/").getPort())
              .run();
      assertEquals(String.join("\n", ASYNC_HTTP_CLIENT), String.join("\n", result.lines()));
      assertEquals("", result.stderr());
    }
  }

  /** Carries bytes between each connection of a socket and one to a port. */
  private static void accept(ServerSocketChannel socket, int port) {
    while (socket.isOpen()) {
      try {
        SocketChannel client = socket.accept();
        SocketChannel origin =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        daemon(() -> carry(client, origin));
        daemon(() -> carry(origin, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void carry(SocketChannel from, SocketChannel to) {
    try (from;
        to) {
      ByteBuffer bytes = ByteBuffer.allocate(8192);
      while (from.read(bytes.clear()) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
      }
    } catch (IOException ended) {
      // One side has closed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "unix socket");
    thread.setDaemon(true);
    thread.start();
  }
}
