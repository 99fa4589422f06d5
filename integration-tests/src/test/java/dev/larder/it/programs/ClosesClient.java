package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/**
 * Closes clients, where they can be closed, while a response is being validated in the background
 * and while one of its own requests is under way. Arguments: the origin, paths.
 */
public final class ClosesClient {

  private ClosesClient() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    Gate gate = new Gate(origin);
    for (int i = 1; i < arguments.length; i++) {
      String path = arguments[i];
      HttpClient client = HttpClient.newHttpClient();
      String body = "";
      String arrived = "no";
      for (int n = 0; n < 500 && arrived.equals("no"); n++) {
        body = client.send(get(origin, path), BodyHandlers.ofString()).body();
        Thread.sleep(5);
        arrived = client.send(get(origin, "/arrived" + path), BodyHandlers.ofString()).body();
      }
      System.out.println(path + ' ' + body + ", background " + arrived);
      close(client);
      gate.open("closed" + path.substring(1));
      System.out.println(path + " closed");
    }
    HttpClient client = HttpClient.newHttpClient();
    CompletableFuture<HttpResponse<String>> own =
        client.sendAsync(get(origin, "/own"), BodyHandlers.ofString());
    gate.await("arrivedown");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> close(client));
    gate.open("own");
    System.out.println("own " + own.get().body());
    closed.get();
  }

  private static HttpRequest get(URI origin, String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }

  /** Clients can be closed from JDK 21 on. */
  private static void close(HttpClient client) {
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
