package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** Calls of {@code java.net.HttpURLConnection}. */
public final class UrlConnectionRounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final List<String> OF_CONNECTION =
      List.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(UrlConnectionRounds::daemon);

  private UrlConnectionRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new UrlConnectionRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  @Override
  protected void after() {
    show("after", () -> get(http("/fresh")));
  }

  @Override
  protected void prime(String when) {
    for (String path : List.of("/fresh", "/validated", "/redirect", "/varied")) {
      show(when, () -> get(http(path)));
    }
    show(when, () -> get(https("/fresh")));
  }

  @Override
  protected void fetch() {
    show("fresh", () -> get(http("/fresh")));
    show("https", () -> get(https("/fresh")));
    show("https new", () -> get(https("/new")));
    show("head", () -> send(http("/fresh"), "HEAD", null));
    show("validated", () -> get(http("/validated")));
    show("conditional", () -> get(http("/fresh"), "If-None-Match", "\"other\""));
    show("varied", () -> get(http("/varied")));
    show("varied otherwise", () -> get(http("/varied"), "Accept-Language", "de"));
    show("redirect", () -> get(http("/redirect")));
    show("redirect new", () -> get(http("/redirect-new")));
    for (String path : List.of("new", "chunked", "large")) {
      show(path, () -> get(http("/" + path)));
      show(path + " again", () -> get(http("/" + path)));
    }
    show("empty", () -> get(http("/empty")));
    show("missing", () -> get(http("/no-store")));
    show("nobody", () -> get(nobody()));
    show("closed early", this::closedEarly);
    together();
    show("post", () -> send(http("/fresh"), "POST", "x"));
    show("after post", () -> get(http("/fresh")));
  }

  /** One resource for several requests at a time. */
  private void together() {
    List<CompletableFuture<String>> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      responses.add(
          CompletableFuture.supplyAsync(() -> seen(() -> get(http("/together"))), THREADS));
    }
    for (CompletableFuture<String> response : responses) {
      print("together", end(response));
    }
  }

  /** The caller reads the first bytes only. */
  private String closedEarly() throws IOException {
    try (InputStream body = http("/closed-early").toURL().openStream()) {
      print("first bytes", new String(body.readNBytes(4), StandardCharsets.UTF_8));
    }
    return get(http("/empty"));
  }

  private static String get(URI uri, String... fields) throws IOException {
    return send(uri, "GET", null, fields);
  }

  private static String send(URI uri, String method, @Nullable String body, String... fields)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    for (int i = 0; i < fields.length; i += 2) {
      connection.setRequestProperty(fields[i], fields[i + 1]);
    }
    if (body != null) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    Map<String, List<String>> shown = new TreeMap<>();
    connection
        .getHeaderFields()
        .forEach((name, values) -> shown.put(name == null ? "" : name, values));
    shown.keySet().removeIf(name -> OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
    String tls = connection instanceof HttpsURLConnection secure ? tls(secure) : "";
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    String text = status + " " + connection.getURL() + " " + shown + tls;
    if (in == null) {
      return text;
    }
    try (in) {
      return text + " " + Show.hash(in.readAllBytes());
    }
  }

  private static String tls(HttpsURLConnection connection) throws IOException {
    StringBuilder text = new StringBuilder(" ").append(connection.getCipherSuite());
    for (Certificate certificate : connection.getServerCertificates()) {
      text.append(' ').append(certificate.hashCode());
    }
    return text.toString();
  }

  private interface Call {
    String response() throws IOException;
  }

  private void show(String what, Call call) {
    print(what, end(CompletableFuture.supplyAsync(() -> seen(call), THREADS)));
  }

  private static String end(CompletableFuture<String> seen) {
    try {
      return seen.get(PATIENCE, SECONDS);
    } catch (TimeoutException e) {
      return "no end";
    } catch (InterruptedException | ExecutionException e) {
      return Show.failure(e);
    }
  }

  private static String seen(Call call) {
    try {
      return call.response();
    } catch (IOException e) {
      return Show.failure(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
