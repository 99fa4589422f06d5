package dev.larder.it.faults;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls of a client whose callers wait for the response. */
abstract class BlockingRounds extends Rounds {

  /** Fields that are of one connection, or differ by time, in lower case. */
  static final List<String> OF_CONNECTION =
      List.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  /** So many ask for one resource at once, of which some then have to wait. */
  private static final int TOGETHER = 6;

  /** How long a call may take before it counts as one that does not end, in seconds. */
  private static final int PATIENCE = 15;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(BlockingRounds::daemon);

  BlockingRounds(URI http, URI https) {
    super(http, https);
  }

  /**
   * Makes a call and reads the whole body.
   *
   * @param body null for none
   * @param fields names and values by turns
   * @return all that the client shows of the response
   */
  abstract String send(URI uri, String method, @Nullable String body, String... fields)
      throws IOException;

  /** Prints the first bytes of a response as {@code first bytes}, and gives the rest up. */
  abstract void closeEarly(URI uri) throws IOException;

  @Override
  protected void after() {
    show("after", () -> get(http("/fresh")));
  }

  @Override
  protected void prime(String when) {
    for (String path : List.of("/fresh", "/validated", "/redirect", "/varied")) {
      show(when, () -> get(http(path)));
    }
    show(when, () -> get(https("/fresh")));
  }

  @Override
  protected void fetch() {
    show("fresh", () -> get(http("/fresh")));
    show("https", () -> get(https("/fresh")));
    show("https new", () -> get(https("/new")));
    show("head", () -> send(http("/fresh"), "HEAD", null));
    show("validated", () -> get(http("/validated")));
    show("conditional", () -> get(http("/fresh"), "If-None-Match", "\"other\""));
    show("varied", () -> get(http("/varied")));
    show("varied otherwise", () -> get(http("/varied"), "Accept-Language", "de"));
    show("redirect", () -> get(http("/redirect")));
    show("redirect new", () -> get(http("/redirect-new")));
    for (String path : List.of("new", "chunked", "large")) {
      show(path, () -> get(http("/" + path)));
      show(path + " again", () -> get(http("/" + path)));
    }
    show("empty", () -> get(http("/empty")));
    show("missing", () -> get(http("/no-store")));
    show("nobody", () -> get(nobody()));
    show("closed early", this::closedEarly);
    together();
    show("post", () -> send(http("/fresh"), "POST", "x"));
    show("after post", () -> get(http("/fresh")));
  }

  /** One resource for several requests at a time. */
  private void together() {
    List<CompletableFuture<String>> responses = new ArrayList<>();
    CyclicBarrier start = new CyclicBarrier(TOGETHER);
    for (int i = 0; i < TOGETHER; i++) {
      responses.add(CompletableFuture.supplyAsync(() -> seen(() -> together(start)), THREADS));
    }
    for (CompletableFuture<String> response : responses) {
      print("together", end(response));
    }
  }

  private String together(CyclicBarrier start) throws IOException {
    try {
      start.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    return get(http("/together"));
  }

  /** The caller reads the first bytes only. */
  private String closedEarly() throws IOException {
    closeEarly(http("/closed-early"));
    return get(http("/empty"));
  }

  private String get(URI uri, String... fields) throws IOException {
    return send(uri, "GET", null, fields);
  }

  private interface Call {
    String response() throws IOException;
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
      return Show.kind(e); // messages name ports
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
