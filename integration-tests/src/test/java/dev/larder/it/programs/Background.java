package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Asks for a page three times, the third time once a gate is open, and until it has changed.
 * Argument: the origin.
 */
public final class Background {

  private Background() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    HttpClient client = HttpClient.newHttpClient();
    System.out.println(page(client, origin));
    System.out.println(page(client, origin));
    get(client, origin.resolve("/gate/await/second"));
    String last = "1";
    for (int i = 0; i < 200 && last.equals("1"); i++) {
      Thread.sleep(20);
      last = page(client, origin);
    }
    System.out.println(last.equals("1") ? "never another" : "another");
  }

  private static String page(HttpClient client, URI origin) throws Exception {
    return get(client, origin.resolve("/page")).body();
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).header("X-Mine", "yes").build();
    return client.send(request, BodyHandlers.ofString());
  }
}
