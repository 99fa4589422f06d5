package dev.larder.benchmark.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server on loopback: {@code /kept/SIZE/…} may be stored for a year, {@code /checked/SIZE/…} must
 * be validated each time and never changes, {@code /unkept/SIZE/…} must not be stored. {@code
 * /numbered/SIZE/…} is as kept, but the first eight bytes of the body are the number of the
 * request, which tells a hit from a miss; {@code /slow/SIZE/…} is so after a tenth of a second.
 * {@code /requests/0/} tells how many requests came.
 */
public final class Origin implements AutoCloseable {
  private static final int LARGEST = 5 << 20;
  private static final int SLOW_MILLIS = 100;
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
  private final byte[] any = body(LARGEST);

  public Origin() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 1024);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A URI for a body of so many bytes. */
  public String uri(String kind, int size, String name) {
    return uri() + kind + "/" + size + "/" + name;
  }

  /** What all its URIs begin with. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
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
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    int number = path[1].equals("requests") ? requests.get() : requests.incrementAndGet();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/javascript; charset=utf-8");
    headers.set("Last-Modified", "Mon, 23 Nov 2026 08:15:00 GMT");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("ETag", TAG);
    headers.set(
        "Cache-Control",
        switch (path[1]) {
          case "kept", "numbered", "slow" -> "public, max-age=31536000";
          case "checked" -> "no-cache";
          default -> "no-store";
        });
    if (TAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    byte[] body = body(path[1], Integer.parseInt(path[2]), number);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private byte[] body(String kind, int size, int number) {
    return switch (kind) {
      case "requests" -> Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
      case "numbered" -> numbered(size, number);
      case "slow" -> {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
        yield numbered(size, number);
      }
      default -> bodies.computeIfAbsent(size, Origin::body);
    };
  }

  private byte[] numbered(int size, int number) {
    byte[] body = Arrays.copyOf(any, size);
    ByteBuffer.wrap(body).putLong(number);
    return body;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }
}
