package dev.larder.it.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Fetches a page four times, and prints what it sees. The third time a point of the agent under
 * test fails. Arguments: the page and the point.
 */
public final class Undelivered {

  private Undelivered() {}

  public static void main(String[] arguments) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 4; i++) {
      if (i == 2) {
        Fault.inject(arguments[1], Fault.Kind.RUNTIME_EXCEPTION);
      }
      System.out.println(client.send(request, BodyHandlers.ofString()).body());
      if (i == 2) {
        System.out.println(Fault.remove());
      }
    }
  }
}
