package dev.larder.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A forward proxy on loopback that counts what origins send through it: requests and bytes for
 * http, bytes alone for https, whose tunnel (CONNECT) it can't look into.
 *
 * <p>For http it opens one connection to the origin per request and asks it to close it, so that
 * the end of the answer needs no parsing.
 */
public final class CountingProxy implements AutoCloseable {

  /** Fields for one connection only (RFC 9110 §7.6.1), which a proxy doesn't pass on. */
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "proxy-connection", "keep-alive", "upgrade", "http2-settings", "te");

  private static final int CONNECT_MILLIS = 10_000;
  private static final int HEAD_LIMIT = 64 * 1024;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(CountingProxy::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Traffic traffic = new Traffic();

  private CountingProxy(ServerSocket listener) {
    this.listener = listener;
  }

  public static CountingProxy start() throws IOException {
    ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    CountingProxy proxy = new CountingProxy(listener);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  public int port() {
    return listener.getLocalPort();
  }

  Traffic traffic() {
    return traffic;
  }

  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(CountingProxy::closeQuietly);
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      List<String> head = readHead(in);
      if (head == null) {
        return;
      }
      String[] line = head.get(0).split(" ", 3);
      if (line[0].equals("CONNECT")) {
        int colon = line[1].lastIndexOf(':');
        int port = Integer.parseInt(line[1].substring(colon + 1));
        tunnel(client, in, connect(line[1].substring(0, colon), port));
      } else {
        forward(client, in, head, line);
      }
    } catch (IOException | RuntimeException e) {
      // The program sees its connection close, as with any proxy that fails.
    } finally {
      open.remove(client);
    }
  }

  private void tunnel(Socket client, InputStream in, Socket origin) throws IOException {
    try (origin) {
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      threads.execute(() -> upload(in, origin));
      download(origin.getInputStream(), client.getOutputStream());
    } finally {
      open.remove(origin);
    }
  }

  private void forward(Socket client, InputStream in, List<String> head, String[] line)
      throws IOException {
    URI uri = URI.create(line[1]);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    StringBuilder request = new StringBuilder(line[0] + ' ' + target + " HTTP/1.1\r\n");
    for (String field : head.subList(1, head.size())) {
      String name = field.substring(0, field.indexOf(':')).strip().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)) {
        request.append(field).append("\r\n");
      }
    }
    request.append("Connection: close\r\n\r\n");
    try (Socket origin = connect(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort())) {
      traffic.request();
      origin.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
      threads.execute(() -> upload(in, origin));
      download(origin.getInputStream(), client.getOutputStream());
    }
  }

  private Socket connect(String host, int port) throws IOException {
    Socket origin = new Socket();
    open.add(origin);
    origin.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    origin.setTcpNoDelay(true);
    return origin;
  }

  private void download(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      traffic.bytes(n);
      out.write(buffer, 0, n);
    }
  }

  private static void upload(InputStream in, Socket origin) {
    try {
      in.transferTo(origin.getOutputStream());
      origin.shutdownOutput();
    } catch (IOException e) {
      // One side has closed: the other direction ends by itself.
    }
  }

  /** The lines of a head, or null if the connection ends before one. */
  private static @Nullable List<String> readHead(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int total = 0; total < HEAD_LIMIT; total++) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
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
    throw new IOException("A request head of more than " + HEAD_LIMIT + " bytes");
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // Nothing is left to do with it.
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    return thread;
  }
}
