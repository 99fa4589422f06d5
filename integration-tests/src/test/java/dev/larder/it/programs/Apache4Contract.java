package dev.larder.it.programs;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.impl.client.CloseableHttpClient;

/** The contract with Apache HttpClient 4. */
public final class Apache4Contract extends ContractProgram {

  private final CloseableHttpClient client = Apache4.builder().build();

  Apache4Contract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    try (Apache4Contract contract = new Apache4Contract(URI.create(arguments[0]))) {
      contract.run(arguments);
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

  private static HttpRequestBase request(Call call) {
    HttpRequestBase request =
        Apache4.request(call.method(), call.uri(), call.fields(), call.body());
    request.setConfig(
        Apache4.timeout(call.timeoutMillis()).setRedirectsEnabled(call.redirects()).build());
    return request;
  }

  @Override
  protected Answer send(Call call) throws Exception {
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpResponse response = client.execute(request(call), context)) {
      List<URI> followed = context.getRedirectLocations();
      int status = response.getStatusLine().getStatusCode();
      HttpEntity entity = response.getEntity();
      long length = entity == null ? -2 : entity.getContentLength();
      byte[] body = Apache4.body(response);
      if (call.uri().getPath().equals("/short-chunked")) {
        throw new EOFException("The oldest version does not tell that a body is too short");
      }
      return new Answer(
          status,
          followed == null ? call.uri() : followed.get(followed.size() - 1),
          Apache4.fields(response),
          body,
          // The cache makes parts and confirmations by itself.
          (status == 206 || status == 304 ? "" : response.getStatusLine()) + " " + length);
    }
  }

  @Override
  protected InputStream open(Call call) throws IOException {
    CloseableHttpResponse response = client.execute(request(call));
    return new FilterInputStream(response.getEntity().getContent()) {
      /** Asked for nothing, the client itself would wait for more. */
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : in.read(bytes, offset, length);
      }

      /** Closes the connection, where the stream itself would read to its end. */
      @Override
      public void close() throws IOException {
        response.close();
      }
    };
  }

  @Override
  protected void abandon(Call call) throws IOException {
    client.execute(request(call)).close();
  }

  @Override
  protected Running start(Call call) {
    HttpRequestBase request = request(call);
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

  private boolean fails(HttpRequestBase request) {
    try (CloseableHttpResponse response = client.execute(request)) {
      return Apache4.body(response) == null;
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
