package dev.larder.it.programs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many threads ask for one page at once; prints how many got which answer.
 *
 * <p>Arguments: the page, the number of threads, and perhaps another page to be asked for when all
 * threads are under way.
 */
public final class Crowd {

  private Crowd() {}

  public static void main(String[] arguments) throws Exception {
    int size = Integer.parseInt(arguments[1]);
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    CyclicBarrier start = new CyclicBarrier(size);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      answers.add(
          threads.submit(
              () -> {
                start.await();
                return answer(client, request);
              }));
    }
    if (arguments.length > 2) {
      answer(client, HttpRequest.newBuilder(URI.create(arguments[2])).build());
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (Future<String> answer : answers) {
      counts.merge(answer.get(), 1, Integer::sum);
    }
    threads.shutdown();
    System.out.println(counts);
  }

  private static String answer(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
