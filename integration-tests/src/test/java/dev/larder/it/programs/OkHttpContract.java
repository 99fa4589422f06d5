package dev.larder.it.programs;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The contract with OkHttp. */
public final class OkHttpContract extends ContractProgram {

  private final OkHttpClient client = new OkHttpClient();

  OkHttpContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    new OkHttpContract(URI.create(arguments[0])).run(arguments);
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  private okhttp3.Call call(Call call) {
    OkHttpClient.Builder builder = client.newBuilder().followRedirects(call.redirects());
    if (call.timeoutMillis() > 0) {
      builder.readTimeout(call.timeoutMillis(), TimeUnit.MILLISECONDS);
    }
    String body = call.body();
    Request.Builder request =
        new Request.Builder()
            .url(call.uri().toString())
            .method(
                call.method(),
                body == null ? null : RequestBody.create(MediaType.parse("text/plain"), body));
    for (int i = 0; i < call.fields().size(); i += 2) {
      request.addHeader(call.fields().get(i), call.fields().get(i + 1));
    }
    return builder.build().newCall(request.build());
  }

  @Override
  protected Answer send(Call call) throws IOException {
    try (Response response = call(call).execute()) {
      boolean head = call.method().equals("HEAD"); // whose length some versions tell
      byte[] body = head ? response.body().byteStream().readAllBytes() : response.body().bytes();
      boolean made = response.code() == 206 || response.code() == 304;
      // The cache makes parts and confirmations by itself.
      String more = made ? "" : response.protocol() + " " + response.message();
      return new Answer(
          response.code(),
          response.request().url().uri(),
          response.headers().toMultimap(),
          body,
          more + " " + shown(response));
    }
  }

  /** What a program may look at that goes with a response. */
  private static String shown(Response response) {
    Response network = response.networkResponse();
    Response prior = response.priorResponse();
    return "of "
        + response.request().headers().names()
        + (network == null ? "" : " sent " + network.request().headers().names())
        + " length "
        + response.body().contentLength()
        + (response.cacheResponse() == null ? "" : " cached")
        + (prior == null ? "" : " after " + prior.code());
  }

  @Override
  protected InputStream open(Call call) throws IOException {
    Response response = call(call).execute();
    return new FilterInputStream(response.body().byteStream()) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : super.read(bytes, offset, length); // else it waits for a byte
      }

      @Override
      public void close() {
        response.close();
      }
    };
  }

  @Override
  protected void abandon(Call call) throws IOException {
    call(call).execute().close();
  }

  @Override
  protected Running start(Call call) {
    okhttp3.Call started = call(call);
    AtomicBoolean failed = new AtomicBoolean();
    Thread thread = new Thread(() -> failed.set(fails(started)), "caller");
    thread.start();
    return new Running() {
      @Override
      public void cancel() {
        started.cancel();
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        thread.join();
        return failed.get();
      }
    };
  }

  private static boolean fails(okhttp3.Call call) {
    try (Response response = call.execute()) {
      return response.body().bytes() == null;
    } catch (EOFException | RuntimeException unexpected) {
      throw new IllegalStateException(unexpected);
    } catch (IOException cancelled) {
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
