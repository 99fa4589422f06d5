package dev.larder.it.programs;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.CookieManager;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Does what a cache could answer wrongly. Paths with a query are of this run alone, so that each
 * run meets them in the same state. Argument: the origin.
 */
public final class Harm {

  /** One thing to try; what fails ends the part only. */
  private interface Part {
    void run() throws IOException, InterruptedException, ExecutionException;
  }

  /** Names and values of fields that say who asks; two that are empty for nobody. */
  private static final String[][] CREDENTIALS = {
    {"X-Api-Key", "alice-secret"},
    {"X-Api-Key", "bob-secret"},
    {"", ""},
    {"Authorization", "Bearer alice-secret"},
    {"Authorization", "Bearer bob-secret"},
    {"Cookie", "u=alice-secret"},
    {"Cookie", "u=bob-secret"},
    {"", ""}
  };

  private static final String RUN = "?" + ProcessHandle.current().pid();

  private final URI origin;
  private final Gate gate;
  private final HttpClient plain = client().build();

  private Harm(URI origin) {
    this.origin = origin;
    this.gate = new Gate(origin);
  }

  public static void main(String[] arguments) throws Exception {
    Harm harm = new Harm(URI.create(arguments[0]));
    List<Part> parts =
        List.of(
            harm::credentials,
            harm::userInfo,
            () -> harm.writing("/written-first", true),
            () -> harm.writing("/written-last", false),
            () -> harm.waiting("/dripping"),
            () -> harm.waiting("/held"),
            harm::filters,
            harm::cookies,
            harm::validatedCookies,
            harm::retries);
    for (Part part : parts) {
      try {
        part.run();
      } catch (IOException | ExecutionException e) {
        System.out.println(Show.failure(e));
      }
    }
  }

  private void credentials() throws IOException, InterruptedException {
    for (String path : List.of("/private", "/personal", "/members", "/login", "/vary")) {
      for (String[] who : CREDENTIALS) {
        print(
            path + ' ' + who[0] + ' ' + who[1], plain.send(as(who, path), BodyHandlers.ofString()));
      }
    }
    // Nobody first, so that what is for all comes from the cache for the others.
    for (String[] who : List.of(CREDENTIALS[2], CREDENTIALS[0], CREDENTIALS[3], CREDENTIALS[5])) {
      print("/public " + who[0], plain.send(as(who, "/public"), BodyHandlers.ofString()));
    }
  }

  private HttpRequest as(String[] who, String path) {
    HttpRequest.Builder request = request(path);
    return who[0].isEmpty() ? request.build() : request.header(who[0], who[1]).build();
  }

  private void userInfo() throws IOException, InterruptedException {
    URI withUser =
        URI.create("http://user:user-info-secret@127.0.0.1:" + origin.getPort() + "/public-user");
    HttpRequest request = HttpRequest.newBuilder(withUser).build();
    for (int i = 0; i < 2; i++) {
      print("user-info", plain.send(request, BodyHandlers.ofString()));
    }
  }

  /** A GET is under way, with the old content, while a POST changes it. */
  private void writing(String path, boolean answeredFirst)
      throws IOException, InterruptedException, ExecutionException {
    HttpRequest get = request(path + RUN).build();
    CompletableFuture<HttpResponse<String>> first = plain.sendAsync(get, BodyHandlers.ofString());
    gate.await(path.substring(1) + "-read");
    HttpRequest post = request(path + RUN).POST(BodyPublishers.ofString("new")).build();
    print(path + " POST", plain.send(post, BodyHandlers.ofString()));
    CompletableFuture<HttpResponse<String>> second = plain.sendAsync(get, BodyHandlers.ofString());
    if (answeredFirst) {
      print(path + " after it", second.get());
    }
    gate.open(path.substring(1) + "-answer");
    print(path + " before it", first.get());
    print(path + " after it", second.get());
    for (int i = 0; i < 2; i++) {
      print(path + " later", plain.send(get, BodyHandlers.ofString()));
    }
  }

  /** The first request is answered only once the second one was. */
  private void waiting(String path) throws IOException, InterruptedException, ExecutionException {
    HttpRequest.Builder request = request(path + RUN);
    CompletableFuture<HttpResponse<String>> first =
        plain.sendAsync(request.build(), BodyHandlers.ofString());
    gate.await(path.substring(1) + "-arrived");
    HttpRequest hurried = request.timeout(Duration.ofSeconds(2)).build();
    print(path + " second", plain.send(hurried, BodyHandlers.ofString()));
    gate.open(path.substring(1));
    print(path + " first", first.get());
  }

  /** The client's own filters fail, on responses that were fetched before by another client. */
  private void filters() throws IOException, InterruptedException {
    HttpClient broken = client().cookieHandler(new BrokenJar()).build();
    HttpClient following = client().followRedirects(Redirect.ALWAYS).build();
    for (String path : List.of("/page", "/no-location", "/bad-location", "/other-scheme")) {
      HttpRequest request = request(path).build();
      print(path, plain.send(request, BodyHandlers.ofString()));
      for (int i = 0; i < 2; i++) {
        failing(path, path.equals("/page") ? broken : following, request);
      }
      print(path, plain.send(request, BodyHandlers.ofString()));
    }
  }

  private static void failing(String path, HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      print(path + " send", client.send(request, BodyHandlers.ofString()));
    } catch (IOException | RuntimeException e) {
      System.out.println(path + " send " + e.getClass().getName() + ": " + e.getMessage());
    }
    try {
      print(path + " sendAsync", client.sendAsync(request, BodyHandlers.ofString()).get());
    } catch (ExecutionException e) {
      System.out.println(path + " sendAsync " + e.getMessage());
    }
  }

  private void cookies() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      HttpClient client = client().cookieHandler(new CookieManager()).build();
      HttpRequest request = request("/cookie" + RUN).build();
      print("cookie", client.send(request, BodyHandlers.ofString()));
      print("cookie", client.send(request("/who").build(), BodyHandlers.ofString()));
    }
  }

  private void validatedCookies() throws IOException, InterruptedException {
    HttpRequest request = request("/validated" + RUN).build();
    print("validated", plain.send(request, BodyHandlers.ofString()));
    for (int i = 0; i < 3; i++) {
      HttpClient client = client().cookieHandler(new CookieManager()).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      print("validated", response);
      System.out.println(response.headers().allValues("set-cookie"));
      print("validated", client.send(request("/who").build(), BodyHandlers.ofString()));
    }
  }

  private void retries() throws IOException, InterruptedException {
    HttpClient client = client().build();
    for (int i = 0; i < 4; i++) {
      HttpRequest request = request("/closing" + RUN).build();
      print("closing", client.send(request, BodyHandlers.ofString()));
    }
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder().version(Version.HTTP_1_1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(origin.resolve(path));
  }

  private static void print(String what, HttpResponse<String> response) {
    System.out.println(what + ": " + response.statusCode() + ' ' + response.body());
  }

  private static final class BrokenJar extends CookieHandler {
    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
      return Map.of();
    }

    @Override
    public void put(URI uri, Map<String, List<String>> fields) throws IOException {
      throw new IOException("the jar is broken");
    }
  }
}
