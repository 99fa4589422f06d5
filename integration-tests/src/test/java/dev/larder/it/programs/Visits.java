package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the requests of a file, one a line, and prints status and length of each answer. A line is
 * the name of a client, a method, a URL and, each after {@code |}, header fields or {@code = TEXT}
 * for a body. A client is made when it is named first; it follows redirects, and has a cookie jar
 * if its name says so.
 *
 * <p>Argument: the file.
 */
public final class Visits {

  private Visits() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, HttpClient> clients = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] parts = line.split("\\|", -1);
      String[] words = parts[0].split(" ", 3);
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(words[2]));
      BodyPublisher body = BodyPublishers.noBody();
      for (String field : List.of(parts).subList(1, parts.length)) {
        if (field.startsWith("= ")) {
          body = BodyPublishers.ofString(field.substring(2), UTF_8);
        } else {
          String[] nameAndValue = field.split(": ", 2);
          request.header(nameAndValue[0], nameAndValue[1]);
        }
      }
      HttpResponse<byte[]> response =
          clients
              .computeIfAbsent(words[0], Visits::client)
              .send(request.method(words[1], body).build(), BodyHandlers.ofByteArray());
      System.out.println(response.statusCode() + " " + response.body().length);
    }
  }

  private static HttpClient client(String name) {
    HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(Redirect.NORMAL);
    if (name.contains("jar")) {
      builder.cookieHandler(new CookieManager());
    }
    return builder.build();
  }
}
