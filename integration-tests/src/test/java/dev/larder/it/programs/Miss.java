package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Bodies that come in parts, break off or are asked for by many. Arguments: the origin, one path.
 */
public final class Miss {

  private static final int MANY = 20;

  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final URI origin;
  private final Gate gate;

  private Miss(URI origin) {
    this.origin = origin;
    this.gate = new Gate(origin);
  }

  public static void main(String[] arguments) throws Exception {
    Miss miss = new Miss(URI.create(arguments[0]));
    if (arguments.length > 1) {
      miss.twice(arguments[1]);
      return;
    }
    for (String path : List.of("/two-parts", "/two-chunks")) {
      miss.firstPartBeforeSecondIsSent(path);
      miss.firstPartReachesSubscriber(path + "-flow");
    }
    miss.headBeforeBodyIsSent();
    miss.abandoned();
    for (String path : List.of("/short", "/short-chunked", "/bad-chunk", "/reset")) {
      miss.twice(path);
    }
    miss.twice("/until-close");
    miss.many("/collapse");
    miss.many("/not-storable");
    miss.many("/fails");
  }

  /** The second part is sent only after the program has the first. */
  private void firstPartBeforeSecondIsSent(String path) throws Exception {
    HttpResponse<InputStream> response = client.send(get(path), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] first = body.readNBytes(5000);
      gate.open("second" + path.substring(1));
      show(path, Show.hash(first) + " then " + Show.hash(body.readAllBytes()));
    }
  }

  private void firstPartReachesSubscriber(String path) throws Exception {
    String name = "second" + path.substring(1);
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(get(path), info -> new OpensGateAfter(5000, () -> gate.open(name)));
    show(path, Show.response(response.get()));
  }

  private void headBeforeBodyIsSent() throws Exception {
    HttpResponse<InputStream> response = client.send(get("/head"), BodyHandlers.ofInputStream());
    show("/head", response.statusCode() + " before the body");
    gate.open("secondhead");
    show("/head", Show.body(response.body()));
  }

  private void abandoned() throws Exception {
    HttpResponse<InputStream> response =
        client.send(get("/abandoned"), BodyHandlers.ofInputStream());
    int first = response.body().read();
    response.body().close();
    gate.open("secondabandoned");
    show("/abandoned", "first byte " + first);
    show("/abandoned", fetch("/abandoned"));
  }

  private void twice(String path) {
    show(path, fetch(path));
    show(path, fetch(path));
  }

  private void many(String path) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MANY);
    CountDownLatch ready = new CountDownLatch(MANY);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                return fetch(path);
              }));
    }
    ready.await();
    gate.open("second" + path.substring(1));
    TreeSet<String> distinct = new TreeSet<>();
    for (Future<String> answer : answers) {
      distinct.add(answer.get());
    }
    threads.shutdown();
    show(path, answers.size() + " times " + distinct);
  }

  private String fetch(String path) {
    try {
      return Show.response(client.send(get(path), BodyHandlers.ofByteArray()));
    } catch (IOException | InterruptedException e) {
      // The message may name buffers and channels, which differ from run to run.
      return e.getClass().getName();
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }

  private static void show(String path, String text) {
    System.out.println(path + ": " + text);
  }
}
