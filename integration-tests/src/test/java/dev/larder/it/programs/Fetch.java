package dev.larder.it.programs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the steps of a file, one a line, and prints the answer to each. A step is a request, {@code
 * METHOD PATH} and header fields separated by {@code |}, among them {@code = TEXT} for a body in
 * memory and {@code < TEXT} for one that is a stream; {@code delete PATH}, which removes a
 * directory; or {@code jar}, from which on the client has a cookie jar.
 *
 * <p>Arguments: the origin, the file, the exit code.
 */
public final class Fetch {

  private Fetch() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    for (String step : Files.readAllLines(Path.of(arguments[1]))) {
      String[] parts = step.split("\\|", -1);
      String[] words = parts[0].split(" ", 2);
      if (words[0].equals("delete")) {
        delete(Path.of(words[1]));
        continue;
      }
      if (words[0].equals("jar")) {
        client =
            HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        continue;
      }
      HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(words[1]));
      BodyPublisher body = BodyPublishers.noBody();
      for (String field : List.of(parts).subList(1, parts.length)) {
        if (field.startsWith("= ") || field.startsWith("< ")) {
          body = body(field.charAt(0) == '=', field.substring(2));
          continue;
        }
        String[] nameAndValue = field.split(": ", 2);
        request.header(nameAndValue[0], nameAndValue[1]);
      }
      System.out.println(answer(client, request.method(words[0], body).build()));
    }
    System.exit(Integer.parseInt(arguments[2]));
  }

  private static BodyPublisher body(boolean inMemory, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return inMemory
        ? BodyPublishers.ofString(text)
        : BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)), bytes.length);
  }

  private static String answer(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      String body = response.body();
      return response.statusCode() + " " + (body.length() > 160 ? Show.body(body) : body).strip();
    } catch (IOException e) {
      return e.getClass().getName();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
