package dev.larder.it.programs;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Response;

/** The contract with AsyncHttpClient. */
@SuppressWarnings("deprecation") // later versions of Netty have other loops, which the oldest lack
public final class AhcContract extends ContractProgram {

  /** The client waits for those that are its own, for a while, when it is closed. */
  private final EventLoopGroup loops = new NioEventLoopGroup();

  /** Without attempts of the client's own, so that what reaches the origin can be counted. */
  private final AsyncHttpClient client =
      Dsl.asyncHttpClient(Dsl.config().setEventLoopGroup(loops).setMaxRequestRetry(0));

  AhcContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    try (AhcContract program = new AhcContract(URI.create(arguments[0]))) {
      program.run(arguments);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private BoundRequestBuilder request(Call call) {
    BoundRequestBuilder request =
        client.prepare(call.method(), call.uri().toString()).setFollowRedirect(call.redirects());
    for (int i = 0; i < call.fields().size(); i += 2) {
      request.addHeader(call.fields().get(i), call.fields().get(i + 1));
    }
    if (call.body() != null) {
      request.setBody(call.body());
    }
    if (call.timeoutMillis() > 0) {
      timeOut(request, call.timeoutMillis());
    }
    return request;
  }

  /** The time is a number in version 2 and a duration in version 3. */
  private static void timeOut(BoundRequestBuilder request, int millis) {
    try {
      try {
        request.getClass().getMethod("setRequestTimeout", int.class).invoke(request, millis);
      } catch (NoSuchMethodException later) {
        request
            .getClass()
            .getMethod("setRequestTimeout", Duration.class)
            .invoke(request, Duration.ofMillis(millis));
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("No time-out", e);
    }
  }

  @Override
  protected Answer send(Call call) throws Exception {
    Response response = request(call).execute().get();
    return new Answer(
        response.getStatusCode(),
        response.getUri().toJavaNetURI(),
        NettyFields.of(response.getHeaders()),
        response.getResponseBodyAsBytes(),
        // The cache makes parts and confirmations by itself.
        response.getStatusCode() == 200 ? response.getStatusText() : "");
  }

  @Override
  protected InputStream open(Call call) throws InterruptedException {
    return new StreamedBody(AhcParts.of(request(call)));
  }

  @Override
  protected void abandon(Call call) {
    throw new IllegalStateException("Bodies are read as they come");
  }

  @Override
  protected Running start(Call call) {
    ListenableFuture<Response> started = request(call).execute();
    return new Running() {
      @Override
      public void cancel() {
        started.cancel(true);
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        try {
          return started.get() == null;
        } catch (CancellationException cancelled) {
          return true;
        } catch (ExecutionException unexpected) {
          throw new UncheckedIOException(new IOException(unexpected));
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
