package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Prints the Cache-Status of several responses. Arguments: pairs of version and origin. */
public final class Status {

  private Status() {}

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 2) {
      HttpClient client = HttpClient.newBuilder().version(Version.valueOf(arguments[i])).build();
      URI origin = URI.create(arguments[i + 1]);
      for (String path : List.of("/fresh", "/fresh", "/validated", "/validated", "/no-store")) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(origin.resolve(path)).build(), BodyHandlers.ofString());
        System.out.println(
            path
                + " "
                + response.statusCode()
                + " "
                + response.body()
                + (response.sslSession().isPresent() ? " TLS" : "")
                + " "
                + String.join("|", response.headers().allValues("Cache-Status"))
                    .replaceAll("; ttl=-?\\d+", "; ttl=N")
                    .replaceAll("; key=.*", ""));
      }
    }
  }
}
