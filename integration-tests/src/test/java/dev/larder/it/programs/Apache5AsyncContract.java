package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.protocol.RedirectLocations;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** The contract with the asynchronous Apache HttpClient 5. */
public final class Apache5AsyncContract extends ContractProgram {

  private final CloseableHttpAsyncClient client;

  Apache5AsyncContract(URI origin) {
    super(origin);
    PoolingAsyncClientConnectionManager connections = new PoolingAsyncClientConnectionManager();
    connections.setMaxTotal(100);
    connections.setDefaultMaxPerRoute(100);
    client =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(connections)
            .disableAutomaticRetries()
            .build();
    client.start();
  }

  public static void main(String[] arguments) throws Exception {
    try (Apache5AsyncContract program = new Apache5AsyncContract(URI.create(arguments[0]))) {
      program.run(arguments);
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  private static SimpleHttpRequest request(Call call) {
    SimpleHttpRequest request = new SimpleHttpRequest(call.method(), call.uri());
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
      request.setBody(body, ContentType.TEXT_PLAIN);
    }
    return request;
  }

  @Override
  protected Answer send(Call call) throws Exception {
    HttpClientContext context = HttpClientContext.create();
    Message<HttpResponse, byte[]> message =
        end(
            client.execute(
                SimpleRequestProducer.create(request(call)),
                new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
                context,
                null));
    HttpResponse response = message.getHead();
    byte[] body = message.getBody();
    int status = response.getCode();
    Map<String, List<String>> fields = new HashMap<>();
    for (Header header : response.getHeaders()) {
      fields.computeIfAbsent(header.getName(), any -> new ArrayList<>()).add(header.getValue());
    }
    RedirectLocations redirects = context.getRedirectLocations();
    List<URI> followed = redirects == null ? List.of() : redirects.getAll();
    // The cache makes parts and confirmations by itself.
    boolean made = status == 206 || status == 304;
    return new Answer(
        status,
        followed.isEmpty() ? call.uri() : followed.get(followed.size() - 1),
        fields,
        body == null ? new byte[0] : body,
        made
            ? ""
            : response.getVersion()
                + " "
                + response.getReasonPhrase()
                + " of "
                + context.getRequest().getRequestUri()
                + names(context.getRequest()));
  }

  /** Version 5.0 adds those of the connection when it has one. */
  private static Set<String> names(HttpRequest request) {
    Set<String> names = new TreeSet<>();
    for (Header header : request.getHeaders()) {
      names.add(header.getName());
    }
    names.removeAll(Set.of("Host", "Connection"));
    return names;
  }

  private static <T> T end(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    }
  }

  @Override
  protected InputStream open(Call call) throws IOException, InterruptedException {
    AsyncBody body = new AsyncBody();
    Future<Void> response = client.execute(SimpleRequestProducer.create(request(call)), body, null);
    return body.stream(response);
  }

  @Override
  protected void abandon(Call call) throws IOException, InterruptedException {
    open(call).close();
  }

  @Override
  protected Running start(Call call) {
    Future<SimpleHttpResponse> started = client.execute(request(call), null);
    return new Running() {
      @Override
      public void cancel() {
        started.cancel(true);
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        try {
          return started.get() == null;
        } catch (CancellationException | ExecutionException failure) {
          return true;
        }
      }
    };
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
