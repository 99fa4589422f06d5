package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over raw sockets, so that it can also send what no proper server sends. Scripts write
 * bytes; pages are sent as they should be.
 *
 * <p>The paths {@code /gate/open/NAME} and {@code /gate/await/NAME} let a program and a script wait
 * for each other; they aren't counted.
 */
final class OriginServer implements Origin {

  /** Answers on the wire itself. */
  interface Script {
    void answer(Received request, Wire wire) throws Exception;
  }

  private final ServerSocket listener;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool(OriginServer::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Ledger ledger = new Ledger();
  private final Gates gates = new Gates();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script other =
      (request, wire) ->
          wire.send(Page.of(404, "nothing here", "Cache-Control", "no-store"), request.method());

  private OriginServer(ServerSocket listener, String scheme) {
    this.listener = listener;
    this.scheme = scheme;
  }

  static OriginServer http() throws IOException {
    return start(listener(ServerSocketFactory.getDefault()), "http");
  }

  static OriginServer https(Certificate certificate) throws Exception {
    return start(listener(certificate.context().getServerSocketFactory()), "https");
  }

  /** One that asks its clients for a certificate, but serves those without one too. */
  static OriginServer httpsForClients(Certificate certificate) throws Exception {
    ServerSocket listener = listener(certificate.context().getServerSocketFactory());
    ((SSLServerSocket) listener).setWantClientAuth(true);
    return start(listener, "https");
  }

  private static ServerSocket listener(ServerSocketFactory factory) throws IOException {
    return factory.createServerSocket(0, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static OriginServer start(ServerSocket listener, String scheme) {
    OriginServer server = new OriginServer(listener, scheme);
    server.threads.execute(server::accept);
    return server;
  }

  @Override
  public URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + path);
  }

  @Override
  public void on(String path, Page.Answer answer) {
    script(path, (request, wire) -> wire.send(answer.to(request), request.method()));
  }

  void script(String path, Script script) {
    scripts.put(path, script);
  }

  /** Lets a request for a tunnel to another server have one, as a proxy does. */
  void tunnelsTo(OriginServer other) {
    int port = other.uri("/").getPort();
    script("127.0.0.1:" + port, (request, wire) -> wire.tunnel(port));
  }

  /** Answers what no other script is for, in place of a 404. */
  void otherwise(Script script) {
    other = script;
  }

  Gates gates() {
    return gates;
  }

  @Override
  public Map<String, Integer> take() {
    gates.closeAll();
    return ledger.take();
  }

  /** Connections since the last call, those to the gates left out. */
  int takeConnections() {
    return connections.getAndSet(0);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      Wire wire = new Wire(socket);
      boolean counted = false;
      while (!socket.isClosed() && serveOne(in, wire, counted)) {
        counted = true;
      }
    } catch (SocketException e) {
      // The client has closed the connection, as it may.
    } catch (Exception e) {
      if (!listener.isClosed() && !(e instanceof IOException)) {
        throw new IllegalStateException(e);
      }
    } finally {
      open.remove(socket);
    }
  }

  private boolean serveOne(InputStream in, Wire wire, boolean counted) throws Exception {
    List<String> head = readHead(in);
    if (head == null) {
      return false;
    }
    String[] line = head.get(0).split(" ", 3);
    Map<String, List<String>> fields = fields(head);
    int length = Integer.parseInt(fields.getOrDefault("content-length", List.of("0")).get(0));
    String body = new String(in.readNBytes(length), ISO_8859_1);
    if (line[1].startsWith("/gate/")) {
      gates.serve(line[1], wire);
      return true;
    }
    if (!counted) {
      connections.incrementAndGet();
    }
    Received request = ledger.receive(line[0], line[1], fields, body);
    scripts.getOrDefault(line[1].replaceFirst("\\?.*", ""), other).answer(request, wire);
    return true;
  }

  private static Map<String, List<String>> fields(List<String> head) {
    Map<String, List<String>> fields = new TreeMap<>();
    for (String field : head.subList(1, head.size())) {
      int colon = field.indexOf(':');
      fields
          .computeIfAbsent(
              field.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field.substring(colon + 1).strip());
    }
    return fields;
  }

  private static @Nullable List<String> readHead(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        line.write(b);
        continue;
      }
      String text = line.toString(ISO_8859_1).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        lines.add(text);
      } else if (!lines.isEmpty()) {
        return lines;
      }
    }
    return null;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "origin");
    thread.setDaemon(true);
    return thread;
  }
}
