package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/**
 * Uses a client, lets the agent be attached while a request is under way, and goes on with the same
 * client and with another one. Arguments: the origin.
 */
public final class LateAgent {

  private LateAgent() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    HttpClient client = HttpClient.newHttpClient();
    System.out.println("before: " + get(client, origin.resolve("/a")));
    CompletableFuture<String> open =
        client
            .sendAsync(
                HttpRequest.newBuilder(origin.resolve("/slow")).build(), BodyHandlers.ofString())
            .thenApply(response -> response.body());
    String pid = String.valueOf(ProcessHandle.current().pid());
    System.out.println("attach: " + get(client, origin.resolve("/attach"), "Pid", pid));
    System.out.println("open: " + open.join());
    for (int i = 0; i < 2; i++) {
      System.out.println("same client: " + get(client, origin.resolve("/a")));
    }
    System.out.println("new client: " + get(HttpClient.newHttpClient(), origin.resolve("/a")));
  }

  private static String get(HttpClient client, URI uri, String... fields) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }
}
