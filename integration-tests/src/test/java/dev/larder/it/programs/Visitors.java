package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that load a page again and again, with the files that it names, each as a path and the
 * SHA-256 of what lies there, until the page is empty. Prints what was not what the page said, and
 * how many files were.
 *
 * <p>Arguments: the page, the number of threads.
 */
public final class Visitors {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Visitors() {}

  public static void main(String[] arguments) throws Exception {
    URI page = URI.create(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    List<Future<Integer>> visits = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      visits.add(threads.submit(() -> visit(page)));
    }
    int right = 0;
    for (Future<Integer> visit : visits) {
      right += visit.get();
    }
    threads.shutdown();
    System.out.println(right);
  }

  private static int visit(URI page) throws Exception {
    int right = 0;
    for (String text = text(page); !text.isEmpty(); text = text(page)) {
      for (String line : text.lines().toList()) {
        String[] file = line.split(" ", 2);
        if (digest(get(page.resolve(file[0]))).equals(file[1])) {
          right++;
        } else {
          System.out.println("wrong " + line);
        }
      }
      Thread.sleep(20);
    }
    return right;
  }

  private static String text(URI uri) throws Exception {
    return new String(get(uri), UTF_8);
  }

  private static byte[] get(URI uri) throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    return response.body();
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
