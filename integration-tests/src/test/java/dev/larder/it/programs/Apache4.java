package dev.larder.it.programs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** What programs of Apache HttpClient 4 have in common. */
public final class Apache4 {

  private Apache4() {}

  /** A client that logs nothing, with as many connections as anybody wants. */
  public static HttpClientBuilder builder() {
    System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
    return HttpClients.custom().setMaxConnPerRoute(40).setMaxConnTotal(40);
  }

  /** A request, with a body if there is one. */
  public static HttpRequestBase request(
      String method, URI uri, List<String> fields, @Nullable String body) {
    HttpEntityEnclosingRequestBase request =
        new HttpEntityEnclosingRequestBase() {
          @Override
          public String getMethod() {
            return method;
          }
        };
    request.setEntity(
        body == null ? null : new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8)));
    HttpRequestBase made = body == null ? bare(method) : request;
    made.setURI(uri);
    for (int i = 0; i < fields.size(); i += 2) {
      made.addHeader(fields.get(i), fields.get(i + 1));
    }
    return made;
  }

  private static HttpRequestBase bare(String method) {
    return new HttpRequestBase() {
      @Override
      public String getMethod() {
        return method;
      }
    };
  }

  /** Settings with time-outs; 0 for none. */
  public static RequestConfig.Builder timeout(int millis) {
    return RequestConfig.custom().setConnectTimeout(millis).setSocketTimeout(millis);
  }

  /** All fields, in the order in which they came. */
  public static Map<String, List<String>> fields(HttpResponse response) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (Header header : response.getAllHeaders()) {
      fields.computeIfAbsent(header.getName(), any -> new ArrayList<>()).add(header.getValue());
    }
    return fields;
  }

  /** The body, empty if there is none. */
  public static byte[] body(HttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
  }
}
