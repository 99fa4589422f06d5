package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Broken;
import dev.larder.it.programs.HttpClients;
import dev.larder.it.programs.Show;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** Calls of the client of the JDK. */
public final class HttpClientRounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(HttpClientRounds::daemon);

  private HttpClient client = HttpClients.builder().build();

  private HttpClientRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new HttpClientRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  @Override
  protected void begin() {
    client =
        HttpClients.builder().version(Version.HTTP_1_1).followRedirects(Redirect.NORMAL).build();
  }

  @Override
  protected void after() {
    show("after", () -> send(get(http("/fresh"))));
  }

  @Override
  protected void prime(String when) {
    for (String path : List.of("/fresh", "/validated", "/redirect", "/varied")) {
      show(when, () -> send(get(http(path))));
    }
    show(when, () -> send(get(https("/fresh"))));
  }

  @Override
  protected void fetch() throws Exception {
    show("fresh", () -> send(get(http("/fresh"))));
    show("fresh async", () -> client.sendAsync(get(http("/fresh")), BodyHandlers.ofString()).get());
    show("https", () -> send(get(https("/fresh"))));
    show("https new", () -> send(get(https("/new"))));
    show(
        "head",
        () -> send(request(http("/fresh")).method("HEAD", BodyPublishers.noBody()).build()));
    show("validated", () -> send(get(http("/validated"))));
    show(
        "conditional",
        () -> send(request(http("/fresh")).header("If-None-Match", "\"other\"").build()));
    show("varied", () -> send(get(http("/varied"))));
    show(
        "varied otherwise",
        () -> send(request(http("/varied")).header("Accept-Language", "de").build()));
    show("redirect", () -> send(get(http("/redirect"))));
    show("redirect new", () -> send(get(http("/redirect-new"))));
    show("new", () -> send(get(http("/new"))));
    show("new again", () -> send(get(http("/new"))));
    show("chunked", () -> send(get(http("/chunked"))));
    show("chunked again", () -> send(get(http("/chunked"))));
    show("large", () -> send(get(http("/large"))));
    show("large again", () -> send(get(http("/large"))));
    show("empty", () -> send(get(http("/empty"))));
    show("missing", () -> send(get(http("/no-store"))));
    show("nobody", () -> send(HttpRequest.newBuilder(nobody()).build()));
    show("broken", () -> client.send(get(http("/broken")), new Broken(Broken.Where.ON_NEXT)));
    show("broken handler", () -> client.send(get(http("/broken")), new Broken(Broken.Where.APPLY)));
    show("closed early", this::closedEarly);
    together();
    show("post", () -> send(request(http("/fresh")).POST(BodyPublishers.ofString("x")).build()));
    show("after post", () -> send(get(http("/fresh"))));
  }

  /** One resource for several requests at a time. */
  private void together() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      responses.add(client.sendAsync(get(http("/together")), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> response : responses) {
      show("together", response::get);
    }
  }

  /** The caller reads the first bytes only. */
  private HttpResponse<?> closedEarly() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(get(http("/closed-early")), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      System.out.println(new String(body.readNBytes(4), StandardCharsets.UTF_8));
    }
    return send(get(http("/empty")));
  }

  private HttpResponse<?> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private static HttpRequest get(URI uri) {
    return request(uri).build();
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri);
  }

  private interface Call {
    HttpResponse<?> response() throws IOException, InterruptedException, ExecutionException;
  }

  private void show(String what, Call call) {
    String seen;
    try {
      seen = CompletableFuture.supplyAsync(() -> seen(call), THREADS).get(PATIENCE, SECONDS);
    } catch (TimeoutException e) {
      seen = "no end";
    } catch (InterruptedException | ExecutionException e) {
      seen = Show.failure(e);
    }
    print(what, seen);
  }

  private static String seen(Call call) {
    try {
      return Show.response(call.response());
    } catch (IOException | InterruptedException | ExecutionException e) {
      return Show.failure(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
