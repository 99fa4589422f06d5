package dev.larder.it.programs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.protocol.RedirectLocations;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/** The contract with Apache HttpClient 5. */
public final class Apache5Contract extends ContractProgram {

  private final CloseableHttpClient client;

  Apache5Contract(URI origin) {
    super(origin);
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(100);
    connections.setDefaultMaxPerRoute(100);
    client =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .disableContentCompression()
            .disableAutomaticRetries()
            .build();
  }

  public static void main(String[] arguments) throws Exception {
    try (Apache5Contract program = new Apache5Contract(URI.create(arguments[0]))) {
      program.run(arguments);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpUriRequestBase request(Call call) {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
    RequestConfig.Builder config = RequestConfig.custom().setRedirectsEnabled(call.redirects());
    if (call.timeoutMillis() > 0) {
      config.setResponseTimeout(Timeout.ofMilliseconds(call.timeoutMillis()));
    }
    request.setConfig(config.build());
    for (int i = 0; i < call.fields().size(); i += 2) {
      request.addHeader(call.fields().get(i), call.fields().get(i + 1));
    }
    String body = call.body();
    if (body != null) {
      request.setEntity(new StringEntity(body, ContentType.TEXT_PLAIN));
    }
    return request;
  }

  @Override
  protected Answer send(Call call) throws Exception {
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpResponse response = client.execute(request(call), context)) {
      HttpEntity entity = response.getEntity();
      byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
      int status = response.getCode();
      Map<String, List<String>> fields = new HashMap<>();
      for (Header header : response.getHeaders()) {
        fields.computeIfAbsent(header.getName(), any -> new ArrayList<>()).add(header.getValue());
      }
      RedirectLocations redirects = context.getRedirectLocations();
      List<URI> followed = redirects == null ? List.of() : redirects.getAll();
      return new Answer(
          status,
          followed.isEmpty() ? call.uri() : followed.get(followed.size() - 1),
          fields,
          body,
          // The cache makes parts and confirmations by itself.
          status == 206 || status == 304 ? "" : statusLine(response) + " " + entity(entity));
    }
  }

  private static String statusLine(HttpResponse response) {
    return response.getVersion() + " " + response.getCode() + " " + response.getReasonPhrase();
  }

  private static String entity(HttpEntity entity) {
    return entity == null
        ? "none"
        : entity.getContentLength()
            + " "
            + entity.getContentType()
            + " "
            + entity.getContentEncoding()
            + " "
            + entity.isRepeatable();
  }

  /** Closing a body would read the rest of it, for which the origin may wait. */
  @Override
  protected InputStream open(Call call) throws IOException {
    HttpUriRequestBase request = request(call);
    return new FilterInputStream(client.execute(request).getEntity().getContent()) {
      private boolean ended;

      @Override
      public int read() throws IOException {
        int read = super.read();
        ended |= read < 0;
        return read;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        // Version 5.0 waits for bytes even if none are wanted.
        int count = length == 0 ? 0 : super.read(bytes, offset, length);
        ended |= count < 0;
        return count;
      }

      @Override
      public void close() throws IOException {
        if (ended) {
          super.close();
        } else {
          request.abort();
        }
      }
    };
  }

  @Override
  protected void abandon(Call call) throws IOException {
    open(call).close();
  }

  @Override
  protected Running start(Call call) {
    HttpUriRequestBase request = request(call);
    AtomicBoolean failed = new AtomicBoolean();
    Thread thread = new Thread(() -> failed.set(fails(request)), "caller");
    thread.start();
    return new Running() {
      @Override
      public void cancel() {
        request.abort();
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        thread.join();
        return failed.get();
      }
    };
  }

  private boolean fails(HttpUriRequestBase request) {
    try (CloseableHttpResponse response = client.execute(request)) {
      return EntityUtils.toByteArray(response.getEntity()) == null;
    } catch (IOException failure) {
      return true;
    }
  }

  @Override
  protected int threads() {
    return 20;
  }

  @Override
  protected ContractProgram forThread() {
    return this;
  }
}
