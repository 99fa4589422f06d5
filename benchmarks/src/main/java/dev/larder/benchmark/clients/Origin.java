package dev.larder.benchmark.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback: {@code /kept/SIZE/…} may be stored for a year, {@code /checked/SIZE/…} must
 * be validated each time and never changes, {@code /unkept/SIZE/…} must not be stored.
 */
public final class Origin implements AutoCloseable {
  private static final String TAG = "\"5f4dcc3b5aa765d61d8327deb882cf99\"";

  static {
    // Without it a small body waits 40 ms behind its head for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "origin");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<Integer, byte[]> bodies = new ConcurrentHashMap<>();

  public Origin() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 1024);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A URI for a body of so many bytes. */
  public String uri(String kind, int size, String name) {
    return "http://127.0.0.1:"
        + server.getAddress().getPort()
        + "/"
        + kind
        + "/"
        + size
        + "/"
        + name;
  }

  /** How many requests have come. */
  public int requests() {
    return requests.get();
  }

  /** The body of each response of this size. */
  public static byte[] body(int size) {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    return body;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/javascript; charset=utf-8");
    headers.set("Last-Modified", "Mon, 23 Nov 2026 08:15:00 GMT");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("ETag", TAG);
    headers.set(
        "Cache-Control",
        switch (path[1]) {
          case "kept" -> "public, max-age=31536000";
          case "checked" -> "no-cache";
          default -> "no-store";
        });
    if (TAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    byte[] body = bodies.computeIfAbsent(Integer.valueOf(path[2]), Origin::body);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }
}
