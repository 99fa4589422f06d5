package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Broken;
import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * The same fetches in rounds, each with another point of the agent under test failing. A round
 * fetches what no other round does: first without a fault, so that something is stored, then with
 * it, then again without it. Prints what the program sees, and to a file what became of the fault.
 *
 * <p>Arguments: the origins without and with TLS; a file with a round a line, {@code start} (the
 * cache has not been made yet, so nothing can be stored first) or {@code run}, the kind of fault
 * and the point; and the file that is written.
 */
public final class Rounds {

  private static final String NUMBER = "?round=";

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final ExecutorService THREADS = Executors.newCachedThreadPool(Rounds::daemon);

  private final HttpClient client =
      HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NORMAL).build();
  private final URI http;
  private final URI https;
  private final PrintStream out;
  private final int number;
  private final URI nobody;

  private Rounds(URI http, URI https, URI nobody, PrintStream out, int number) {
    this.http = http;
    this.https = https;
    this.nobody = nobody;
    this.out = out;
    this.number = number;
  }

  public static void main(String[] arguments) throws Exception {
    URI http = URI.create(arguments[0]);
    URI https = URI.create(arguments[1]);
    List<String> became = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(Path.of(arguments[2]))) {
      String[] words = line.split(" ", 3);
      System.out.println("== " + line);
      Rounds round = new Rounds(http, https, unused(), System.out, number++);
      became.add(round.run(words[0].equals("start"), Fault.Kind.valueOf(words[1]), words[2]));
    }
    Files.write(Path.of(arguments[3]), became);
  }

  /** An address at which nobody listens. */
  private static URI unused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/nobody");
    }
  }

  /** Whether something was thrown, and how many failures the agent counted meanwhile. */
  private String run(boolean start, Fault.Kind kind, String point) throws Exception {
    if (!start) {
      prime("before");
    }
    boolean agent = FaultAgent.isThere();
    long before = agent ? FaultAgent.failures() : 0;
    Fault.inject(point, kind);
    if (start) {
      prime("meanwhile");
    }
    fetch();
    if (agent) {
      FaultAgent.finish();
    }
    boolean thrown = Fault.remove();
    long after = agent ? FaultAgent.failures() : 0;
    if (!start) {
      show("after", () -> send(get(http, "/fresh")));
    }
    return point + " " + kind + " " + (thrown ? "thrown" : "not-reached") + " " + (after - before);
  }

  private void prime(String when) {
    for (String path : List.of("/fresh", "/validated", "/redirect", "/varied")) {
      show(when, () -> send(get(http, path)));
    }
    show(when, () -> send(get(https, "/fresh")));
  }

  private void fetch() throws Exception {
    show("fresh", () -> send(get(http, "/fresh")));
    show("fresh async", () -> client.sendAsync(get(http, "/fresh"), BodyHandlers.ofString()).get());
    show("https", () -> send(get(https, "/fresh")));
    show("https new", () -> send(get(https, "/new")));
    show(
        "head",
        () -> send(request(http, "/fresh").method("HEAD", BodyPublishers.noBody()).build()));
    show("validated", () -> send(get(http, "/validated")));
    show(
        "conditional",
        () -> send(request(http, "/fresh").header("If-None-Match", "\"other\"").build()));
    show("varied", () -> send(get(http, "/varied")));
    show(
        "varied otherwise",
        () -> send(request(http, "/varied").header("Accept-Language", "de").build()));
    show("redirect", () -> send(get(http, "/redirect")));
    show("redirect new", () -> send(get(http, "/redirect-new")));
    show("new", () -> send(get(http, "/new")));
    show("new again", () -> send(get(http, "/new")));
    show("chunked", () -> send(get(http, "/chunked")));
    show("chunked again", () -> send(get(http, "/chunked")));
    show("large", () -> send(get(http, "/large")));
    show("large again", () -> send(get(http, "/large")));
    show("empty", () -> send(get(http, "/empty")));
    show("missing", () -> send(get(http, "/no-store")));
    show("nobody", () -> send(HttpRequest.newBuilder(nobody).build()));
    show("broken", () -> client.send(get(http, "/broken"), new Broken(Broken.Where.ON_NEXT)));
    show("broken handler", () -> client.send(get(http, "/broken"), new Broken(Broken.Where.APPLY)));
    show("closed early", this::closedEarly);
    together();
    show("post", () -> send(request(http, "/fresh").POST(BodyPublishers.ofString("x")).build()));
    show("after post", () -> send(get(http, "/fresh")));
  }

  /** One resource for several requests at a time. */
  private void together() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      responses.add(client.sendAsync(get(http, "/together"), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> response : responses) {
      show("together", response::get);
    }
  }

  /** The caller reads the first bytes only. */
  private HttpResponse<?> closedEarly() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(get(http, "/closed-early"), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      out.println(new String(body.readNBytes(4), StandardCharsets.UTF_8));
    }
    return send(get(http, "/empty"));
  }

  private HttpResponse<?> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private HttpRequest get(URI origin, String path) {
    return request(origin, path).build();
  }

  private HttpRequest.Builder request(URI origin, String path) {
    return HttpRequest.newBuilder(origin.resolve(path + NUMBER + number));
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
    out.println(what + ": " + seen.replace(NUMBER + number, NUMBER));
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
