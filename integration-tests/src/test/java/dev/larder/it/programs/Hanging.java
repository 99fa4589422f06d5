package dev.larder.it.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks for each page a second time while the server, which has opened the gate {@code asked-PAGE},
 * keeps the first request waiting for the gate {@code over-PAGE}. That one opens when the second
 * request is answered, so a second one that waits for the first never ends. Argument: the origin.
 */
public final class Hanging {

  private final URI origin;
  private final Gate gate;

  private Hanging(URI origin) {
    this.origin = origin;
    this.gate = new Gate(origin);
  }

  public static void main(String[] arguments) throws Exception {
    Hanging hanging = new Hanging(URI.create(arguments[0]));
    hanging.anotherUser();
    hanging.oneExecutor();
    hanging.busyExecutor();
    hanging.anotherThread();
    System.exit(7);
  }

  private void anotherUser() throws Exception {
    HttpClient client = client(Executors.newCachedThreadPool());
    CompletableFuture<String> first = send(client, "user", "Authorization", "Bearer a");
    gate.await("asked-user");
    System.out.println("user " + send(client, "user", "Authorization", "Bearer b").get());
    gate.open("over-user");
    System.out.println("user " + first.get());
  }

  /** Each of two clients needs the only thread of their executor to go on. */
  private void oneExecutor() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CompletableFuture<String> first = send(client(executor), "executor");
    gate.await("asked-executor");
    CompletableFuture<String> second =
        send(client(executor), "executor")
            .thenApplyAsync(
                answer -> {
                  try {
                    gate.open("over-executor");
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                  return answer;
                },
                executor);
    System.out.println("executor " + second.get());
    System.out.println("executor " + first.get());
    executor.shutdown();
  }

  /** The only thread of the first client's executor waits for the second client's response. */
  private void busyExecutor() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CompletableFuture<String> first = send(client(executor), "busy");
    gate.await("asked-busy");
    HttpClient other = client(Executors.newCachedThreadPool());
    System.out.println(
        "busy "
            + executor
                .submit(
                    () -> {
                      gate.open("over-busy"); // the answer is there, and can't be taken
                      return other.send(request("busy"), BodyHandlers.ofString()).body();
                    })
                .get());
    System.out.println("busy " + first.get());
    executor.shutdown();
  }

  private void anotherThread() throws Exception {
    HttpClient client = client(Executors.newCachedThreadPool());
    CompletableFuture<String> first = send(client, "thread");
    gate.await("asked-thread");
    System.out.println("thread " + client.send(request("thread"), BodyHandlers.ofString()).body());
    gate.open("over-thread");
    System.out.println("thread " + first.get());
  }

  private static HttpClient client(Executor executor) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(executor).build();
  }

  private HttpRequest request(String page, String... fields) {
    HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve('/' + page));
    return (fields.length == 0 ? request : request.headers(fields)).build();
  }

  private CompletableFuture<String> send(HttpClient client, String page, String... fields) {
    return client
        .sendAsync(request(page, fields), BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }
}
