package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Apache4;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.http.HttpResponse;
import org.apache.http.HttpResponseInterceptor;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.HttpHostConnectException;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Calls of Apache HttpClient 4. */
public final class Apache4Rounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  /** So many ask for one resource at once, of which some then have to wait. */
  private static final int TOGETHER = 6;

  private static final List<String> OF_CONNECTION =
      List.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  /** The attribute of a context with what an interceptor has seen. */
  private static final String TLS = "seen";

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Apache4Rounds::daemon);

  private final CloseableHttpClient client =
      Apache4.builder().addInterceptorLast((HttpResponseInterceptor) Apache4Rounds::look).build();

  private Apache4Rounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new Apache4Rounds(URI.create(arguments[0]), URI.create(arguments[1]))
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
    show("nobody", this::nobodyListens);
    show("closed early", this::closedEarly);
    together();
    show("post", () -> send(http("/fresh"), "POST", "x"));
    show("after post", () -> get(http("/fresh")));
  }

  /** One resource for several requests at a time. */
  private void together() {
    List<CompletableFuture<String>> responses = new ArrayList<>();
    CyclicBarrier start = new CyclicBarrier(TOGETHER);
    for (int i = 0; i < TOGETHER; i++) {
      responses.add(CompletableFuture.supplyAsync(() -> seen(() -> together(start)), THREADS));
    }
    for (CompletableFuture<String> response : responses) {
      print("together", end(response));
    }
  }

  private String together(CyclicBarrier start) throws IOException {
    try {
      start.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    return get(http("/together"));
  }

  private String nobodyListens() throws IOException {
    try {
      return get(nobody());
    } catch (HttpHostConnectException e) {
      return "nobody is there"; // the message has the port
    }
  }

  /** The caller reads the first bytes only. */
  private String closedEarly() throws IOException {
    try (CloseableHttpResponse response =
        client.execute(Apache4.request("GET", http("/closed-early"), List.of(), null))) {
      byte[] first = response.getEntity().getContent().readNBytes(4);
      print("first bytes", new String(first, StandardCharsets.UTF_8));
    }
    return get(http("/empty"));
  }

  private String get(URI uri, String... fields) throws IOException {
    return send(uri, "GET", null, fields);
  }

  private String send(URI uri, String method, @Nullable String body, String... fields)
      throws IOException {
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpResponse response =
        client.execute(Apache4.request(method, uri, List.of(fields), body), context)) {
      Map<String, List<String>> shown = new TreeMap<>(Apache4.fields(response));
      shown.keySet().removeIf(name -> OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
      return response.getStatusLine()
          + " "
          + context.getRedirectLocations()
          + " "
          + shown
          + context.getAttribute(TLS)
          + " "
          + Show.hash(Apache4.body(response));
    }
  }

  /** What an interceptor finds of the connection that a response came over. */
  private static void look(HttpResponse response, HttpContext context) {
    StringBuilder text = new StringBuilder();
    ManagedHttpClientConnection connection =
        HttpClientContext.adapt(context).getConnection(ManagedHttpClientConnection.class);
    if (response.getEntity() != null && connection.getSSLSession() != null) {
      SSLSession session = connection.getSSLSession();
      text.append(' ').append(session.getCipherSuite());
      try {
        for (Certificate certificate : session.getPeerCertificates()) {
          text.append(' ').append(certificate.hashCode());
        }
      } catch (SSLPeerUnverifiedException e) {
        text.append(e);
      }
    }
    context.setAttribute(TLS, text);
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
