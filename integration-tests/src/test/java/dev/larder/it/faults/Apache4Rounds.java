package dev.larder.it.faults;

import dev.larder.it.programs.Apache4;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.http.HttpResponse;
import org.apache.http.HttpResponseInterceptor;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Calls of Apache HttpClient 4. */
public final class Apache4Rounds extends BlockingRounds {

  /** The attribute of a context with what an interceptor has seen. */
  private static final String TLS = "seen";

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
  void closeEarly(URI uri) throws IOException {
    try (CloseableHttpResponse response =
        client.execute(Apache4.request("GET", uri, List.of(), null))) {
      byte[] first = response.getEntity().getContent().readNBytes(4);
      print("first bytes", new String(first, StandardCharsets.UTF_8));
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
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
}
