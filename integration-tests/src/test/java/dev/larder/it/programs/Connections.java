package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Asks for one response again and again, which the server confirms each time, and gives one up
 * while its body is being handled. Arguments: triples of version, origin, and the cleartext origin
 * that has the gates.
 */
public final class Connections {

  private static final int TIMES = 50;

  private final HttpClient client;
  private final URI origin;
  private final Gate gate;

  private Connections(Version version, URI origin, Gate gate) {
    this.client = HttpClient.newBuilder().version(version).build();
    this.origin = origin;
    this.gate = gate;
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 3) {
      Connections one =
          new Connections(
              Version.valueOf(arguments[i]),
              URI.create(arguments[i + 1]),
              new Gate(URI.create(arguments[i + 2])));
      for (String path : new String[] {"/confirmed", "/confirmed-length", "/failing"}) {
        one.again(path);
      }
      if (arguments[i].equals("HTTP_1_1")) {
        for (int round = 0; round < 5; round++) {
          one.givenUp("/confirmed-length", "/halves?" + round);
        }
      }
    }
  }

  private void again(String path) throws Exception {
    TreeSet<String> seen = new TreeSet<>();
    for (int i = 0; i < TIMES; i++) {
      seen.add(Show.response(client.send(get(path), BodyHandlers.ofString())));
    }
    System.out.println(path + " " + seen);
  }

  /** The first response is given up while its handler runs, and the second is half there. */
  private void givenUp(String first, String second) throws Exception {
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> one =
        client.sendAsync(
            get(first),
            info -> {
              handling.countDown();
              await(goOn);
              return BodyHandlers.ofString().apply(info);
            });
    handling.await();
    CompletableFuture<HttpResponse<String>> two =
        client.sendAsync(get(second), BodyHandlers.ofString());
    gate.await("half" + origin.getPort() + second.substring(1));
    System.out.println("given up " + one.cancel(true));
    gate.open("rest" + origin.getPort() + second.substring(1));
    try {
      System.out.println(second + " " + two.get().body());
    } catch (Exception e) {
      System.out.println(second + " " + Show.failure(e));
    }
    goOn.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }
}
