package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes requests with both clients of the JDK in one order or the other, and prints what each sees.
 * Arguments: the origin, and steps: {@code old} or {@code new}, a method and a path.
 */
public final class BothClients {

  private final URI origin;
  private final HttpClient client = HttpClient.newHttpClient();

  private BothClients(URI origin) {
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    BothClients both = new BothClients(URI.create(arguments[0]));
    for (String step : List.of(arguments).subList(1, arguments.length)) {
      String[] words = step.split(" ", 3);
      URI uri = both.origin.resolve(words[2]);
      String seen = words[0].equals("old") ? connection(words[1], uri) : both.client(words[1], uri);
      System.out.println(step + ": " + seen);
    }
  }

  private static String connection(String method, URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    if (method.equals("POST")) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(1);
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return connection.getHeaderField(0)
          + " "
          + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String client(String method, URI uri) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .method(
                    method,
                    method.equals("POST") ? BodyPublishers.ofString("1") : BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    return response.version() + " " + response.statusCode() + " " + response.body();
  }
}
