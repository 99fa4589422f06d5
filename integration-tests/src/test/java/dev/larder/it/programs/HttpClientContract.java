package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The contract with the client of the JDK. */
public final class HttpClientContract extends ContractProgram {

  private final HttpClient client = client(Redirect.NEVER);
  private final HttpClient following = client(Redirect.NORMAL);

  HttpClientContract(URI origin) {
    super(origin);
  }

  public static void main(String[] arguments) throws Exception {
    new HttpClientContract(URI.create(arguments[0])).run(arguments);
  }

  private static HttpClient client(Redirect redirects) {
    return HttpClients.builder().version(Version.HTTP_1_1).followRedirects(redirects).build();
  }

  private HttpClient client(Call call) {
    return call.redirects() ? following : client;
  }

  private static HttpRequest request(Call call) {
    String body = call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(
                call.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < call.fields().size(); i += 2) {
      request.header(call.fields().get(i), call.fields().get(i + 1));
    }
    if (call.timeoutMillis() > 0) {
      request.timeout(Duration.ofMillis(call.timeoutMillis()));
    }
    return request.build();
  }

  @Override
  protected Answer send(Call call) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client(call).send(request(call), BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.uri(),
        response.headers().map(),
        response.body(),
        response.version() + " " + Show.request(response.request()));
  }

  @Override
  protected InputStream open(Call call) throws IOException, InterruptedException {
    return client(call).send(request(call), BodyHandlers.ofInputStream()).body();
  }

  @Override
  protected void abandon(Call call) throws IOException, InterruptedException {
    open(call).close();
  }

  @Override
  protected Running start(Call call) {
    CompletableFuture<?> response =
        client(call).sendAsync(request(call), BodyHandlers.ofByteArray());
    return new Running() {
      @Override
      public void cancel() {
        response.cancel(true);
      }

      @Override
      public boolean hasFailed() throws InterruptedException {
        try {
          response.get();
          return false;
        } catch (ExecutionException | CancellationException failure) {
          return true;
        }
      }
    };
  }

  @Override
  protected int threads() {
    return 32;
  }

  @Override
  protected ContractProgram forThread() {
    return this;
  }

  /** The first part reaches a subscriber before the second is sent; and trailers. */
  @Override
  protected void more() throws Exception {
    twice("trailers", get("/trailers"));
    for (String path : List.of("/two-parts-flow", "/two-chunks-flow")) {
      String second = "second" + path.substring(1);
      HttpResponse<byte[]> response =
          client
              .sendAsync(
                  request(get(path)), info -> new OpensGateAfter(5000, () -> gate.open(second)))
              .get();
      System.out.println("flow " + path + ": " + Show.response(response));
    }
  }
}
