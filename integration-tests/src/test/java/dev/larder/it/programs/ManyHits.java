package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fetches the same few URLs over and over. Arguments: a URL, threads, requests of each. */
public final class ManyHits {

  private static final int URLS = 20;

  private ManyHits() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[1]);
    int each = Integer.parseInt(arguments[2]);
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> answered = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      answered.add(
          pool.submit(
              () -> {
                int ok = 0;
                for (int i = 0; i < each; i++) {
                  HttpRequest request =
                      HttpRequest.newBuilder(URI.create(arguments[0] + "?" + i % URLS)).build();
                  ok += client.send(request, BodyHandlers.discarding()).statusCode() / 200;
                }
                return ok;
              }));
    }
    int sum = 0;
    for (Future<Integer> one : answered) {
      sum += one.get();
    }
    System.out.println(sum + " answered");
    System.exit(0);
  }
}
