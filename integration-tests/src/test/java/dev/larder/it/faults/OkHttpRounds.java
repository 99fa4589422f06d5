package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Calls of OkHttp. */
public final class OkHttpRounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final List<String> OF_CONNECTION =
      List.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(OkHttpRounds::daemon);

  private final OkHttpClient client = new OkHttpClient();

  private OkHttpRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new OkHttpRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  @Override
  protected void after() {
    show("after", http("/fresh"));
  }

  @Override
  protected void prime(String when) {
    for (String path : List.of("/fresh", "/validated", "/redirect", "/varied")) {
      show(when, http(path));
    }
    show(when, https("/fresh"));
  }

  @Override
  protected void fetch() {
    show("fresh", http("/fresh"));
    show("https", https("/fresh"));
    show("https new", https("/new"));
    show("head", to(http("/fresh")).head().build());
    show("validated", http("/validated"));
    show("conditional", to(http("/fresh")).header("If-None-Match", "\"other\"").build());
    show("varied", http("/varied"));
    show("varied otherwise", to(http("/varied")).header("Accept-Language", "de").build());
    show("redirect", http("/redirect"));
    show("redirect new", http("/redirect-new"));
    for (String path : List.of("new", "chunked", "large")) {
      show(path, http("/" + path));
      show(path + " again", http("/" + path));
    }
    show("empty", http("/empty"));
    show("missing", http("/no-store"));
    show("nobody", this::nobodyListens);
    show("closed early", this::closedEarly);
    together();
    RequestBody body = RequestBody.create(MediaType.parse("text/plain"), "x");
    show("post", to(http("/fresh")).post(body).build());
    show("after post", http("/fresh"));
  }

  private String nobodyListens() throws IOException {
    try {
      return send(to(nobody()).build());
    } catch (ConnectException e) {
      return "nobody is there"; // the message has the port
    }
  }

  private static Request.Builder to(URI uri) {
    return new Request.Builder().url(uri.toString());
  }

  /** One resource for several requests at a time. */
  private void together() {
    List<CompletableFuture<String>> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      responses.add(
          CompletableFuture.supplyAsync(
              () -> seen(() -> send(to(http("/together")).build())), THREADS));
    }
    for (CompletableFuture<String> response : responses) {
      print("together", end(response));
    }
  }

  /** The caller reads the first bytes only, and sees to it that no more come. */
  private String closedEarly() throws IOException {
    okhttp3.Call call = client.newCall(to(http("/closed-early")).build());
    try (Response response = call.execute()) {
      print("first bytes", response.body().source().readUtf8(4));
      call.cancel();
    }
    return send(to(http("/empty")).build());
  }

  private String send(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      Map<String, List<String>> shown = new TreeMap<>();
      new HashMap<>(response.headers().toMultimap())
          .forEach((name, values) -> shown.put(name.toLowerCase(Locale.ROOT), values));
      OF_CONNECTION.forEach(shown::remove);
      String tls =
          response.handshake() == null
              ? ""
              : response.handshake().cipherSuite()
                  + " "
                  + response.handshake().peerCertificates().hashCode();
      Response network = response.networkResponse();
      String sent = network == null ? "" : network.request().headers().names().toString();
      return response.code()
          + " "
          + response.request().url()
          + shown
          + tls
          + sent
          + Show.hash(response.body().bytes());
    }
  }

  private interface Call {
    String response() throws IOException;
  }

  private void show(String what, URI uri) {
    show(what, to(uri).build());
  }

  private void show(String what, Request request) {
    show(what, () -> send(request));
  }

  private void show(String what, Call call) {
    print(what, end(CompletableFuture.supplyAsync(() -> seen(call), THREADS)));
  }

  private static String end(CompletableFuture<String> seen) {
    try {
      return seen.get(PATIENCE, SECONDS);
    } catch (TimeoutException e) {
      return "no end";
    } catch (InterruptedException | ExecutionException e) {
      return Show.failure(e);
    }
  }

  private static String seen(Call call) {
    try {
      return call.response();
    } catch (IOException e) {
      return Show.failure(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
