package dev.larder.it.faults;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
public final class Apache5Rounds extends BlockingRounds {

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

  /** The client would read the rest if the body were closed. */
  @Override
  void closeEarly(URI uri) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("GET", uri);
    try (CloseableHttpResponse response = client.execute(request)) {
      InputStream body = response.getEntity().getContent();
      print("first bytes", new String(body.readNBytes(4), StandardCharsets.UTF_8));
      request.abort();
    } catch (IOException aborted) {
      // Perhaps the client tells, perhaps not.
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
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
}
