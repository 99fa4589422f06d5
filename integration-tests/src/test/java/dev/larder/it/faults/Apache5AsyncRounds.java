package dev.larder.it.faults;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Calls of the asynchronous Apache HttpClient 5. */
public final class Apache5AsyncRounds extends BlockingRounds {

  private final CloseableHttpAsyncClient client;

  private Apache5AsyncRounds(URI http, URI https, CloseableHttpAsyncClient client) {
    super(http, https);
    this.client = client;
  }

  public static void main(String[] arguments) throws Exception {
    CloseableHttpAsyncClient client = client();
    new Apache5AsyncRounds(URI.create(arguments[0]), URI.create(arguments[1]), client)
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
    client.close(CloseMode.IMMEDIATE);
  }

  private static CloseableHttpAsyncClient client() {
    CloseableHttpAsyncClient client =
        HttpAsyncClientBuilder.create().useSystemProperties().disableAutomaticRetries().build();
    client.start();
    return client;
  }

  /** By a client of its own: one may keep the connection of a cancelled request for ever. */
  @Override
  void closeEarly(URI uri) throws IOException {
    CompletableFuture<String> first = new CompletableFuture<>();
    CloseableHttpAsyncClient own = client();
    Future<Void> response =
        own.execute(
            SimpleRequestProducer.create(new SimpleHttpRequest("GET", uri)),
            new FirstBytes(first),
            null);
    print("first bytes", end(first));
    response.cancel(true);
    own.close(CloseMode.IMMEDIATE);
  }

  /** Takes no more than came unasked. */
  private static final class FirstBytes extends AbstractBinResponseConsumer<Void> {

    private final CompletableFuture<String> first;

    FirstBytes(CompletableFuture<String> first) {
      this.first = first;
    }

    @Override
    protected void start(HttpResponse response, ContentType type) {}

    @Override
    protected int capacityIncrement() {
      return 0;
    }

    @Override
    protected void data(ByteBuffer bytes, boolean last) {
      if (!first.isDone()) {
        byte[] four = new byte[4];
        bytes.get(four);
        first.complete(new String(four, StandardCharsets.UTF_8));
      }
      bytes.position(bytes.limit());
    }

    @Override
    protected @Nullable Void buildResult() {
      return null;
    }

    @Override
    public void failed(Exception cause) {
      first.completeExceptionally(cause);
    }

    @Override
    public void releaseResources() {}
  }

  private static <T> T end(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException | CancellationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
    SimpleHttpRequest request = new SimpleHttpRequest(method, uri);
    for (int i = 0; i < fields.length; i += 2) {
      request.setHeader(fields[i], fields[i + 1]);
    }
    if (body != null) {
      request.setBody(body, ContentType.TEXT_PLAIN);
    }
    HttpClientContext context = HttpClientContext.create();
    SimpleHttpResponse response = end(client.execute(request, context, null));
    Map<String, String> shown = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (!OF_CONNECTION.contains(name)) {
        shown.merge(name, header.getValue(), (a, b) -> a + ", " + b);
      }
    }
    byte[] bytes = response.getBodyBytes();
    return response.getCode()
        + " "
        + response.getReasonPhrase()
        + " "
        + shown
        + tls(context.getSSLSession())
        + Show.hash(bytes == null ? new byte[0] : bytes);
  }

  private static String tls(@Nullable SSLSession session) throws IOException {
    return session == null
        ? ""
        : " " + session.getCipherSuite() + " " + session.getPeerCertificates()[0].hashCode();
  }
}
