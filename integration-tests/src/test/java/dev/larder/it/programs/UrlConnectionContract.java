package dev.larder.it.programs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The contract with {@code java.net.HttpURLConnection}. */
public final class UrlConnectionContract extends ContractProgram {

  UrlConnectionContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    new UrlConnectionContract(URI.create(arguments[0])).run(arguments);
  }

  private static HttpURLConnection connection(Call call) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) call.uri().toURL().openConnection();
    connection.setRequestMethod(call.method());
    connection.setInstanceFollowRedirects(call.redirects());
    connection.setConnectTimeout(call.timeoutMillis());
    connection.setReadTimeout(call.timeoutMillis());
    for (int i = 0; i < call.fields().size(); i += 2) {
      connection.addRequestProperty(call.fields().get(i), call.fields().get(i + 1));
    }
    String body = call.body();
    if (body != null) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    return connection;
  }

  @Override
  protected Answer send(Call call) throws Exception {
    HttpURLConnection connection = connection(call);
    int status = connection.getResponseCode();
    byte[] body = new byte[0];
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (in != null) {
      try (in) {
        body = in.readAllBytes();
      }
    }
    boolean has = !call.method().equals("HEAD") && status != 304;
    if (has && body.length < connection.getContentLengthLong()) {
      throw new EOFException("The client does not tell that a body is too short");
    }
    Map<String, List<String>> fields = new HashMap<>(connection.getHeaderFields());
    fields.remove(null); // the status line
    return new Answer(
        status,
        connection.getURL().toURI(),
        fields,
        body,
        // The cache makes parts and confirmations by itself.
        status == 206 || status == 304 ? "" : connection.getHeaderField(0));
  }

  @Override
  protected InputStream open(Call call) throws IOException {
    return connection(call).getInputStream();
  }

  @Override
  protected void abandon(Call call) throws IOException {
    open(call).close();
  }

  @Override
  protected Running start(Call call) {
    try {
      HttpURLConnection connection = connection(call);
      AtomicBoolean failed = new AtomicBoolean();
      Thread thread = new Thread(() -> failed.set(fails(connection)), "caller");
      thread.start();
      return new Running() {
        @Override
        public void cancel() {
          connection.disconnect();
        }

        @Override
        public boolean hasFailed() throws InterruptedException {
          thread.join();
          return failed.get();
        }
      };
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean fails(HttpURLConnection connection) {
    try (InputStream body = connection.getInputStream()) {
      return body.readAllBytes() == null;
    } catch (IOException | RuntimeException failure) {
      // Between its own steps the client finds itself without a connection.
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
