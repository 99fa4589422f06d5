package dev.larder.it.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpRequestInterceptor;
import org.apache.http.HttpResponse;
import org.apache.http.HttpResponseInterceptor;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.entity.BufferedHttpEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * What programs do with Apache HttpClient 4 and no other client has. Prints what it sees.
 * Arguments: an origin without TLS, one with it.
 */
public final class Apache4Calls {

  private static final Set<String> OF_CONNECTION =
      Set.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  /** What interceptors have seen of one call, in their order. */
  private final List<String> seen = new ArrayList<>();

  private final URI http;
  private final URI https;

  private Apache4Calls(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    new Apache4Calls(URI.create(arguments[0]), URI.create(arguments[1])).run();
  }

  private void run() throws Exception {
    try (CloseableHttpClient client =
            Apache4.builder()
                .addInterceptorFirst((HttpRequestInterceptor) this::first)
                .addInterceptorLast((HttpRequestInterceptor) this::last)
                .addInterceptorFirst((HttpResponseInterceptor) this::answered)
                .addInterceptorLast((HttpResponseInterceptor) this::decoded)
                .build();
        CloseableHttpClient raw = Apache4.builder().disableContentCompression().build()) {
      for (int i = 0; i < 2; i++) {
        System.out.println("== " + i);
        for (String path : List.of("/fields", "/chunked", "/gzip", "/missing", "/no-content")) {
          show(client, "GET", http.resolve(path));
        }
        show(raw, "GET", http.resolve("/gzip"));
        show(client, "HEAD", http.resolve("/fields"));
        show(client, "GET", http.resolve("/validated"));
        show(client, "GET", http.resolve("/validated"), "If-None-Match", "\"v\"");
        redirects(client);
        bodies(client);
        writing(client);
        show(client, "GET", https.resolve("/secure"));
        show(client, "GET", https.resolve("/secure-validated"));
      }
    }
  }

  private void first(HttpRequest request, HttpContext context) {
    seen.add("first");
  }

  private void last(HttpRequest request, HttpContext context) {
    seen.add("last " + request.getRequestLine().getUri());
  }

  private void answered(HttpResponse response, HttpContext context)
      throws HttpException, IOException {
    HttpEntity entity = response.getEntity();
    seen.add(
        "answered "
            + (entity == null
                ? "nothing"
                : entity.getContentLength()
                    + " "
                    + entity.isChunked()
                    + " "
                    + entity.getContentType()
                    + " "
                    + entity.getContentEncoding()
                    + (entity.getContentLength() == 0 ? "" : tls(context))));
  }

  private static String tls(HttpContext context) throws IOException {
    SSLSession session =
        HttpClientContext.adapt(context)
            .getConnection(ManagedHttpClientConnection.class)
            .getSSLSession();
    if (session == null) {
      return "";
    }
    Certificate[] peer = session.getPeerCertificates();
    return " " + session.getProtocol() + " " + session.getCipherSuite() + " " + peer[0].hashCode();
  }

  private void decoded(HttpResponse response, HttpContext context) {
    seen.add("decoded");
  }

  private static HttpRequestBase request(String method, URI uri, String... fields) {
    return Apache4.request(method, uri, List.of(fields), null);
  }

  private void show(CloseableHttpClient client, String method, URI uri, String... fields)
      throws IOException {
    show(client, request(method, uri, fields));
  }

  private void show(CloseableHttpClient client, HttpRequestBase request) throws IOException {
    seen.clear();
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpResponse response = client.execute(request, context)) {
      Map<String, List<String>> shown = new TreeMap<>(Apache4.fields(response));
      shown.keySet().removeIf(name -> OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
      System.out.println(
          request.getMethod()
              + " "
              + request.getURI().getPath()
              + ": "
              + response.getStatusLine()
              + " "
              + shown
              + " "
              + context.getRedirectLocations()
              + " "
              + response.getLocale()
              + " "
              + Show.hash(Apache4.body(response)));
      System.out.println(
          "asked with "
              + (request.getFirstHeader("If-None-Match") == null)
              + (context.getRequest().getFirstHeader("Range") == null)
              + (context.getTargetAuthState() == null)
              + " seen "
              + seen);
    }
  }

  private void redirects(CloseableHttpClient client) throws IOException {
    for (String path :
        List.of("/moved", "/moved-to-network", "/moved-with-body", "/moved-to-tls")) {
      show(client, "GET", http.resolve(path));
      HttpRequestBase stays = request("GET", http.resolve(path));
      stays.setConfig(RequestConfig.custom().setRedirectsEnabled(false).build());
      show(client, stays);
    }
  }

  /** The ways to read a body, and not to read it. */
  private void bodies(CloseableHttpClient client) throws IOException {
    try (CloseableHttpResponse dropped = client.execute(request("GET", http.resolve("/unread")))) {
      System.out.println("unread " + dropped.getStatusLine());
    }
    try (CloseableHttpResponse consumed =
        client.execute(request("GET", http.resolve("/consumed")))) {
      EntityUtils.consume(consumed.getEntity());
    }
    try (CloseableHttpResponse response = client.execute(request("GET", http.resolve("/exact")))) {
      HttpEntity entity = response.getEntity();
      InputStream in = entity.getContent(); // neither its end nor close
      byte[] all = in.readNBytes((int) entity.getContentLength());
      System.out.println("exact " + Show.hash(all));
    }
    try (CloseableHttpResponse response = client.execute(request("GET", http.resolve("/plain")))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      response.getEntity().writeTo(out);
      System.out.println("written " + Show.hash(out.toByteArray()));
    }
    try (CloseableHttpResponse response = client.execute(request("GET", http.resolve("/plain")))) {
      HttpEntity buffered = new BufferedHttpEntity(response.getEntity());
      System.out.println(
          "buffered " + EntityUtils.toString(buffered) + EntityUtils.toString(buffered));
    }
    System.out.println(
        "handled "
            + client.execute(
                request("GET", http.resolve("/plain")),
                (HttpResponse response) -> EntityUtils.toString(response.getEntity())));
    for (String path : List.of("/unread", "/consumed", "/exact")) {
      show(client, "GET", http.resolve(path));
    }
  }

  private void writing(CloseableHttpClient client) throws IOException {
    URI item = http.resolve("/item");
    show(client, "GET", item);
    show(client, "GET", item);
    for (String method : List.of("PUT", "POST", "DELETE")) {
      @Nullable String body = method.equals("DELETE") ? null : method;
      show(client, Apache4.request(method, item, List.of(), body));
      show(client, "GET", item);
      show(client, "GET", item);
    }
    System.out.println(
        new String(Apache4.body(client.execute(request("GET", item))), StandardCharsets.UTF_8));
  }
}
