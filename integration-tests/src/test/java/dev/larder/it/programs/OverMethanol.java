package dev.larder.it.programs;

import com.github.mizosoft.methanol.Methanol;
import com.github.mizosoft.methanol.MutableRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;

/** A client that wraps the JDK's. Argument: a URL. */
public final class OverMethanol {

  private OverMethanol() {}

  public static void main(String[] arguments) throws Exception {
    Methanol client =
        Methanol.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .userAgent("methanol")
            .defaultHeader("X-Default", "1")
            .build();
    URI uri = URI.create(arguments[0]);
    for (int i = 0; i < 2; i++) {
      System.out.println(
          Show.response(client.send(MutableRequest.GET(uri), BodyHandlers.ofString())));
      System.out.println(
          Show.response(
              client.sendAsync(MutableRequest.GET(uri), BodyHandlers.ofByteArray()).get()));
    }
  }
}
