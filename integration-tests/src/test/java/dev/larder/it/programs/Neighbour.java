package dev.larder.it.programs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;

/**
 * One of several programs that ask the same server for the same items, and verify each. Arguments:
 * the origin, a number of its own, and what to do: {@code get PATH COUNT} (paths with the numbers
 * from 0 on), {@code post PATH}, {@code state PATH} (prints it), {@code random PATHS COUNT} (gets
 * and, one time in thirty, posts), {@code open GATE}, {@code await GATE}, {@code sleep MILLIS}.
 */
public final class Neighbour {

  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final URI origin;
  private final Random random;

  private Neighbour(String[] arguments) {
    this.origin = URI.create(arguments[0]);
    this.random = new Random(Integer.parseInt(arguments[1]));
  }

  public static void main(String[] arguments) throws Exception {
    Neighbour neighbour = new Neighbour(arguments);
    Gate gate = new Gate(neighbour.origin);
    for (String step : List.of(arguments).subList(2, arguments.length)) {
      String[] words = step.split(" ", -1);
      switch (words[0]) {
        case "get" -> neighbour.getAll(words[1], Integer.parseInt(words[2]));
        case "post" -> neighbour.post(words[1]);
        case "state" -> System.out.println(neighbour.get(words[1]));
        case "random" -> neighbour.getAny(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        case "open" -> gate.open(words[1]);
        case "await" -> gate.await(words[1]);
        case "sleep" -> Thread.sleep(Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(step);
      }
    }
    System.out.println("done");
    System.exit(0);
  }

  private void getAll(String path, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      get(path + i);
    }
  }

  private void getAny(int paths, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      String path = "/any/" + random.nextInt(paths);
      if (random.nextInt(30) == 0) {
        post(path);
      } else {
        get(path);
      }
    }
  }

  /** The state of an item. */
  private int get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(origin.resolve(path)).build();
    byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
    int state = Item.state(path, body);
    if (state < 0) {
      System.out.println("wrong bytes for " + path + ": " + Show.hash(body));
    }
    return state;
  }

  private void post(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(origin.resolve(path)).POST(BodyPublishers.ofString("x")).build();
    int status = client.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 204) {
      System.out.println("wrong status " + status);
    }
  }
}
