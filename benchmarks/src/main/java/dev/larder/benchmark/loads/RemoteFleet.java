package dev.larder.benchmark.loads;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Scrapers in processes with directories of their own load the same ten pages of one site, all at
 * once: for each page the document, a script of 4.33 MB and five parts that all pages share, and
 * the data. The origin takes 20 ms to begin an answer, and sends 10 MB/s to all of them together.
 */
public final class RemoteFleet {
  private static final int PAGES = 10;
  private static final int PARTS = 5;
  private static final int LATENCY_MILLIS = 20;
  private static final int BYTES_PER_SECOND = 10_000_000;
  private static final int SLICE = 16_384;
  private static final int MEGABYTE = 1_000_000;

  private RemoteFleet() {}

  /**
   * What reaches the origin and the remote tier, by how many processes, without a tier and with.
   */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(
            false,
            "processes",
            "s in all",
            "requests",
            "MB of the origin",
            "tier: MB out",
            "MB in",
            "commands",
            "MB of memory");
    for (int processes : new int[] {1, 5, 20}) {
      for (String store : lab.only("no-cache", "larder", "larder-remote")) {
        double[] found = measure(lab, processes, store);
        // So that something is left of a run that is broken off.
        System.err.println(processes + ", " + store + ": " + Arrays.toString(found));
        figures.add(Integer.toString(processes), store, found);
      }
    }
    return figures;
  }

  private static double[] measure(Lab lab, int processes, String store) throws Exception {
    Path directory = lab.directory();
    try (Site site = new Site();
        Server server = store.equals("larder-remote") ? new Server(directory) : null) {
      List<String> flags = new ArrayList<>(List.of("-Xmx128m", "-XX:+UseSerialGC"));
      if (server != null) {
        flags.add("-Dlarder.remote=" + server.url());
        flags.add("-Dlarder.remote.patience=10s");
      }
      Server.Traffic before = server == null ? Server.Traffic.NONE : server.traffic();
      long start = System.nanoTime();
      List<Process> running = new ArrayList<>();
      try {
        for (int i = 0; i < processes; i++) {
          List<String> command =
              lab.command(
                  RemoteFleet.class,
                  store.equals("no-cache") ? store : "larder",
                  directory.resolve("m" + i),
                  flags,
                  site.uri());
          running.add(
              new ProcessBuilder(command)
                  .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
        }
        for (Process process : running) {
          if (process.waitFor() != 0) {
            throw new IOException("A scraper failed");
          }
        }
      } finally {
        running.forEach(Process::destroyForcibly);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Server.Traffic after = server == null ? Server.Traffic.NONE : server.traffic();
      double[] result = {
        seconds,
        site.requests.get(),
        (double) site.bytes.get() / MEGABYTE,
        (double) (after.out - before.out) / MEGABYTE,
        (double) (after.in - before.in) / MEGABYTE,
        after.commands - before.commands,
        (double) after.memory / MEGABYTE
      };
      if (server == null) {
        for (int i = 3; i < result.length; i++) {
          result[i] = Double.NaN;
        }
      }
      return result;
    }
  }

  /** Arguments: store, directory, an origin that is not asked, the site. */
  public static void main(String[] arguments) throws Exception {
    String site = arguments[3];
    HttpClient client = HttpClient.newHttpClient();
    for (int page = 0; page < PAGES; page++) {
      get(client, site + "30000/page" + page);
      get(client, site + "4330000/script");
      for (int part = 0; part < PARTS; part++) {
        get(client, site + "100000/part" + part);
      }
      get(client, site + "5000/data" + page);
    }
    System.exit(0);
  }

  private static void get(HttpClient client, String uri) throws Exception {
    int length =
        client
            .send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .body()
            .length;
    if (length != size(uri)) {
      throw new IOException("Got " + length + " bytes of " + uri);
    }
  }

  private static int size(String uri) {
    String[] parts = uri.split("/", -1);
    return Integer.parseInt(parts[parts.length - 2]);
  }

  /** The origin. */
  private static final class Site implements AutoCloseable {
    final AtomicLong requests = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private long free = System.nanoTime();

    Site() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::answer);
      server.start();
    }

    String uri() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + '/';
    }

    private void answer(HttpExchange exchange) throws IOException {
      requests.incrementAndGet();
      int size = size(exchange.getRequestURI().getPath());
      try (exchange) {
        Thread.sleep(LATENCY_MILLIS);
        exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
        exchange.sendResponseHeaders(200, size);
        byte[] slice = new byte[SLICE];
        OutputStream out = exchange.getResponseBody();
        for (int sent = 0; sent < size; sent += SLICE) {
          int length = Math.min(SLICE, size - sent);
          TimeUnit.NANOSECONDS.sleep(delay(length));
          out.write(slice, 0, length);
          bytes.addAndGet(length);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** How long until so many bytes may be sent, which then are no longer free for others. */
    private synchronized long delay(int length) {
      long now = System.nanoTime();
      free = Math.max(free, now) + TimeUnit.SECONDS.toNanos(length) / BYTES_PER_SECOND;
      return Math.max(0, free - now);
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  /** A Redis server, which must be installed. */
  private static final class Server implements AutoCloseable {
    private final int port;
    private final Process process;

    /** What it has done since it started, in bytes but for the commands. */
    record Traffic(long out, long in, long commands, long memory) {
      static final Traffic NONE = new Traffic(0, 0, 0, 0);
    }

    Server(Path directory) throws IOException, InterruptedException {
      try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      process =
          new ProcessBuilder(
                  "redis-server",
                  "--bind",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port),
                  "--save",
                  "",
                  "--dir",
                  directory.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      while (!answers()) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("redis-server did not start");
        }
      }
    }

    private boolean answers() {
      try {
        return info().contains("redis_version");
      } catch (IOException e) {
        return false;
      }
    }

    String url() {
      return "redis://127.0.0.1:" + port;
    }

    Traffic traffic() throws IOException {
      String info = info();
      return new Traffic(
          number(info, "total_net_output_bytes"),
          number(info, "total_net_input_bytes"),
          number(info, "total_commands_processed"),
          number(info, "used_memory"));
    }

    private String info() throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("INFO\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private static long number(String info, String name) {
      int at = info.indexOf('\n' + name + ':') + name.length() + 2;
      return Long.parseLong(info.substring(at, info.indexOf('\r', at)));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
