package dev.larder.it.programs;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a new response while an older one is still on its way, and then asks again. Arguments: the
 * origin, paths.
 */
public final class Overtaken {

  private Overtaken() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    Gate gate = new Gate(origin);
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 1; i < arguments.length; i++) {
      HttpRequest request = HttpRequest.newBuilder(origin.resolve(arguments[i])).build();
      String name = arguments[i].substring(1);
      CompletableFuture<HttpResponse<InputStream>> older =
          client.sendAsync(request, BodyHandlers.ofInputStream());
      gate.await("arrived" + name);
      if (name.equals("body")) {
        older.join(); // its head has come
      }
      // Who wants the origin's answer waits for nobody.
      HttpRequest anew =
          HttpRequest.newBuilder(request.uri()).header("Cache-Control", "no-cache").build();
      String seen = client.send(anew, BodyHandlers.ofString()).body();
      gate.open("rest" + name);
      String late = new String(older.join().body().readAllBytes(), StandardCharsets.ISO_8859_1);
      String again = client.send(request, BodyHandlers.ofString()).body();
      System.out.println(arguments[i] + " saw " + seen + ", late " + late + ", then " + again);
    }
  }
}
