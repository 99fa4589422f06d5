package dev.larder.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A well-behaved origin on loopback, behind an imitated network, that counts what it sends. */
final class Origin implements AutoCloseable {

  private static final byte[] NOTHING = {};

  private final Site site;
  private final Network network;
  private final HttpServer server;
  private final ExecutorService executor;
  private final Traffic traffic = new Traffic();

  private Origin(Site site, Network network, HttpServer server, ExecutorService executor) {
    this.site = site;
    this.network = network;
    this.server = server;
    this.executor = executor;
  }

  static Origin start(Site site, Network network) throws IOException {
    // Otherwise header and body leave in two packets, and the second waits for a delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService executor = Executors.newCachedThreadPool(Origin::daemon);
    Origin origin = new Origin(site, network, server, executor);
    server.createContext("/", origin::answer);
    server.setExecutor(executor);
    server.start();
    return origin;
  }

  URI uri(String path) {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    String authority = (host.contains(":") ? '[' + host + ']' : host) + ':' + address.getPort();
    return URI.create("http://" + authority + path);
  }

  Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      network.delay();
      traffic.request();
      Asset asset = site.at(exchange.getRequestURI().getPath());
      if (asset == null) {
        send(exchange, 404, NOTHING);
        return;
      }
      Headers fields = exchange.getResponseHeaders();
      fields.set("ETag", asset.etag());
      fields.set("Last-Modified", Asset.httpDate(asset.lastModified()));
      asset.freshnessFields(Instant.now()).forEach(fields::set);
      if (unchanged(asset, exchange.getRequestHeaders())) {
        send(exchange, 304, NOTHING);
      } else {
        fields.set("Content-Type", asset.type());
        send(exchange, 200, asset.content());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** RFC 9110 §13.2.2: If-None-Match first, If-Modified-Since only without it. */
  private static boolean unchanged(Asset asset, Headers request) {
    String tags = request.getFirst("If-None-Match");
    if (tags != null) {
      return Arrays.stream(tags.split(",", -1))
          .map(tag -> tag.strip().replaceFirst("^W/", ""))
          .anyMatch(tag -> tag.equals("*") || tag.equals(asset.etag()));
    }
    String since = request.getFirst("If-Modified-Since");
    return since != null && since.equals(Asset.httpDate(asset.lastModified()));
  }

  /** Sends and counts: the body as it is written, the head as the server spells it. */
  private void send(HttpExchange exchange, int status, byte[] body)
      throws IOException, InterruptedException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    traffic.bytes("HTTP/1.1 200 OK\r\n\r\n".length());
    exchange
        .getResponseHeaders()
        .forEach(
            (name, values) ->
                values.forEach(v -> traffic.bytes(name.length() + v.length() + ": \r\n".length())));
    if (body.length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
      network.send(body, exchange.getResponseBody());
      traffic.bytes(body.length);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "origin");
    thread.setDaemon(true);
    return thread;
  }
}
