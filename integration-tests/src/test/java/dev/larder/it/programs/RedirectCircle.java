package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Follows a circle of redirects twice, and then only waits until nothing is asked for any more.
 * Arguments: the origin, how many requests in all are too many.
 */
public final class RedirectCircle {

  private RedirectCircle() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    int tooMany = Integer.parseInt(arguments[1]);
    HttpClient client = HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).build();
    for (int i = 0; i < 2; i++) {
      HttpRequest request = HttpRequest.newBuilder(origin.resolve("/a")).build();
      System.out.println(client.send(request, BodyHandlers.ofString()).statusCode());
    }
    HttpRequest count = HttpRequest.newBuilder(origin.resolve("/count")).build();
    int seen = 0;
    int still = 0;
    for (int i = 0; i < 3000 && seen < tooMany && still < 25; i++) {
      Thread.sleep(20);
      int now = Integer.parseInt(client.send(count, BodyHandlers.ofString()).body());
      still = now == seen ? still + 1 : 0;
      seen = now;
    }
    System.out.println(seen < tooMany ? "calm" : "a flood");
  }
}
