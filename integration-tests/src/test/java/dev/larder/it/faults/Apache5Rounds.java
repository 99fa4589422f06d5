package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** Calls of Apache HttpClient 5. */
public final class Apache5Rounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final List<String> OF_CONNECTION =
      List.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Apache5Rounds::daemon);

  private final CloseableHttpClient client;

  private Apache5Rounds(URI http, URI https, CloseableHttpClient client) {
    super(http, https);
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    try (CloseableHttpClient client =
        HttpClientBuilder.create().useSystemProperties().disableAutomaticRetries().build()) {
      new Apache5Rounds(URI.create(arguments[0]), URI.create(arguments[1]), client)
          .run(Path.of(arguments[2]), Path.of(arguments[3]));
    }
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

  /** The caller reads the first bytes only; the client would read the rest if it were closed. */
  private String closedEarly() throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("GET", http("/closed-early"));
    try (CloseableHttpResponse response = client.execute(request)) {
      InputStream body = response.getEntity().getContent();
      print("first bytes", new String(body.readNBytes(4), StandardCharsets.UTF_8));
      request.abort();
    } catch (IOException aborted) {
      // Perhaps the client tells, perhaps not.
    }
    return get(http("/empty"));
  }

  private String get(URI uri, String... fields) throws IOException {
    return send(uri, "GET", null, fields);
  }

  private String send(URI uri, String method, @Nullable String body, String... fields)
      throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
    for (int i = 0; i < fields.length; i += 2) {
      request.setHeader(fields[i], fields[i + 1]);
    }
    if (body != null) {
      request.setEntity(new StringEntity(body, ContentType.TEXT_PLAIN));
    }
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpResponse response = client.execute(request, context)) {
      Map<String, String> shown = new TreeMap<>();
      for (Header header : response.getHeaders()) {
        if (!OF_CONNECTION.contains(header.getName().toLowerCase(Locale.ROOT))) {
          shown.merge(header.getName(), header.getValue(), (a, b) -> a + ", " + b);
        }
      }
      HttpEntity entity = response.getEntity();
      String text =
          response.getCode()
              + " "
              + response.getReasonPhrase()
              + " "
              + shown
              + tls(context.getSSLSession());
      return entity == null ? text : text + " " + Show.hash(EntityUtils.toByteArray(entity));
    }
  }

  private static String tls(@Nullable SSLSession session) throws IOException {
    return session == null
        ? ""
        : " " + session.getCipherSuite() + " " + session.getPeerCertificates()[0].hashCode();
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
      return e.getClass().getName(); // messages name ports
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
