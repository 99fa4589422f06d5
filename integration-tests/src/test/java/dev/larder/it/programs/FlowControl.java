package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Demand, cancellation, failures of the program's own code, timeouts and interruption. After each,
 * the same thing is fetched whole. Argument: the origin.
 */
public final class FlowControl {

  private final ExecutorService workers =
      Executors.newFixedThreadPool(4, task -> daemon(task, "worker"));
  private final HttpClient client =
      HttpClients.builder().version(Version.HTTP_1_1).executor(workers).build();
  private final URI origin;
  private final Gate gate;

  private FlowControl(URI origin) {
    this.origin = origin;
    this.gate = new Gate(origin);
  }

  public static void main(String[] arguments) throws Exception {
    FlowControl program = new FlowControl(URI.create(arguments[0]));
    program.demand();
    program.brokenHandlers();
    program.streams();
    program.timeouts();
    program.interruption();
    program.cancellation();
    program.executor();
  }

  private void demand() {
    for (String path : new String[] {"/demand/cold", "/demand/seen"}) {
      if (path.endsWith("seen")) {
        whole(path);
      }
      show(path, () -> Show.response(send(path, info -> new OneByOne(Integer.MAX_VALUE))));
      whole(path);
    }
    for (int items : new int[] {0, 1}) {
      String path = "/cancel/" + items;
      show(path, () -> Show.response(send(path, info -> new OneByOne(items))));
      whole(path);
      show(path, () -> Show.response(send(path, info -> new OneByOne(items))));
    }
  }

  private void brokenHandlers() {
    for (Broken.Where where : Broken.Where.values()) {
      String path = "/broken/" + where;
      for (String when : new String[] {" cold", " seen"}) {
        show(path + when + " send", () -> Show.response(send(path, new Broken(where))));
        show(
            path + when + " sendAsync",
            () -> Show.response(client.sendAsync(get(path), new Broken(where)).get()));
        whole(path);
      }
    }
    BodyHandler<String> mapping =
        info ->
            BodySubscribers.mapping(
                BodySubscribers.ofByteArray(),
                bytes -> {
                  throw new IllegalStateException("not to be mapped");
                });
    show("/broken/mapping", () -> Show.response(send("/broken/mapping", mapping)));
    whole("/broken/mapping");
    show("/broken/mapping", () -> Show.response(send("/broken/mapping", mapping)));
  }

  private void streams() {
    String path = "/stream";
    for (int i = 0; i < 2; i++) {
      show(path, () -> "slowly " + slowly(send(path, BodyHandlers.ofInputStream()).body()));
    }
    for (int i = 0; i < 2; i++) {
      show("/closed", () -> "closed after " + closedEarly("/closed"));
    }
    whole("/closed");
    show("/closed", () -> "closed after " + closedEarly("/closed"));
    show("/lines", () -> "first " + send("/lines", BodyHandlers.ofLines()).body().findFirst());
    whole("/lines");
  }

  private void timeouts() {
    kind("/slow", () -> Show.response(client.send(hurried("/slow"), BodyHandlers.ofString())));
    kind(
        "/slow",
        () -> Show.response(client.sendAsync(hurried("/slow"), BodyHandlers.ofString()).get()));
    open("slow");
    whole("/slow");
    HttpRequest patient =
        HttpRequest.newBuilder(origin.resolve("/slow")).timeout(Duration.ofMinutes(1)).build();
    show("/slow", () -> Show.response(client.send(patient, BodyHandlers.ofString())));
  }

  private void interruption() throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Thread caller =
        daemon(
            () -> {
              try {
                String response = Show.response(send("/interrupted", BodyHandlers.ofString()));
                outcome.complete(response);
              } catch (InterruptedException e) {
                outcome.complete(
                    e.getClass().getName() + " " + Thread.currentThread().isInterrupted());
              } catch (Exception e) {
                outcome.complete(Show.failure(e));
              }
            },
            "caller");
    caller.start();
    gate.await("interruptedarrived");
    caller.interrupt();
    show("/interrupted", outcome::get);
    open("interrupted");
    whole("/interrupted");
  }

  private void cancellation() throws Exception {
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(get("/cancelled"), BodyHandlers.ofString());
    gate.await("cancelledarrived");
    show("/cancelled", () -> String.valueOf(response.cancel(true)));
    kind("/cancelled", () -> Show.response(response.get()));
    open("cancelled");
    whole("/cancelled");
  }

  /** Where the program's own code runs, and that a request from there doesn't wait for itself. */
  private void executor() {
    ExecutorService single = Executors.newSingleThreadExecutor(task -> daemon(task, "single"));
    HttpClient narrow = HttpClients.builder().version(Version.HTTP_1_1).executor(single).build();
    for (int i = 0; i < 2; i++) {
      BodyHandler<String> handler =
          info -> {
            String name = Thread.currentThread().getName();
            return BodySubscribers.mapping(BodySubscribers.discarding(), nothing -> name);
          };
      show("/executor", () -> narrow.sendAsync(get("/executor"), handler).get().body());
      show(
          "/executor",
          () ->
              narrow
                  .sendAsync(get("/executor"), BodyHandlers.ofByteArray())
                  .thenCompose(
                      first -> narrow.sendAsync(get("/executor/2"), BodyHandlers.ofByteArray()))
                  .thenApply(Show::response)
                  .get());
    }
  }

  private String slowly(InputStream body) throws IOException {
    try (body) {
      byte[] bytes = new byte[200_000];
      int n = 0;
      for (int b = body.read(); b >= 0; b = body.read()) {
        bytes[n++] = (byte) b;
      }
      return n + " " + Show.hash(bytes) + " then " + body.read();
    }
  }

  private String closedEarly(String path) throws IOException, InterruptedException {
    try (InputStream body = send(path, BodyHandlers.ofInputStream()).body()) {
      return Show.hash(body.readNBytes(10));
    }
  }

  private void whole(String path) {
    show(path + " whole", () -> Show.response(send(path, BodyHandlers.ofByteArray())));
  }

  private <T> HttpResponse<T> send(String path, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(get(path), handler);
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }

  private HttpRequest hurried(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).timeout(Duration.ofMillis(300)).build();
  }

  private void open(String name) {
    show(
        "gate " + name,
        () -> {
          gate.open(name);
          return "open";
        });
  }

  private static void show(String what, Callable<String> call) {
    try {
      System.out.println(what + ": " + call.call());
    } catch (Exception e) {
      System.out.println(what + ": " + Show.failure(e));
    }
  }

  private static void kind(String what, Callable<String> call) {
    try {
      System.out.println(what + ": " + call.call());
    } catch (Exception e) {
      System.out.println(what + ": " + Show.kind(e));
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
