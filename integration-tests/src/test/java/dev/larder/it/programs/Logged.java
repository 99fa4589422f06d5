package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints what the log tells of responses while their bodies are on the way, and after that. The
 * server sends the head and a part of the body, and the rest of {@code /whole} when the gate {@code
 * rest} opens. Arguments: the origin, the log.
 */
public final class Logged {

  private static final int PATIENCE_MILLIS = 60_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI origin;
  private final Path log;

  private Logged(URI origin, Path log) {
    this.origin = origin;
    this.log = log;
  }

  public static void main(String[] arguments) throws Exception {
    Logged logged = new Logged(URI.create(arguments[0]), Path.of(arguments[1]));
    try (InputStream body = logged.get("/whole")) {
      body.read();
      System.out.println("in the body " + logged.lines("/whole"));
      new Gate(logged.origin).open("rest");
      body.readAllBytes();
    }
    logged.print("/whole");
    try (InputStream body = logged.get("/aborted")) {
      body.read();
      System.out.println("in the body " + logged.lines("/aborted"));
    }
    logged.print("/aborted");
    logged.get("/long").readAllBytes();
    logged.print("/long");
  }

  private InputStream get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(origin.resolve(path)).build();
    return client.send(request, BodyHandlers.ofInputStream()).body();
  }

  /** Prints what is logged of a path as soon as there is something. */
  private void print(String path) throws IOException, InterruptedException {
    List<String> lines = lines(path);
    for (int i = 0; i < PATIENCE_MILLIS && lines.isEmpty(); i += 5) {
      Thread.sleep(5);
      lines = lines(path);
    }
    lines.forEach(System.out::println);
  }

  private List<String> lines(String path) throws IOException {
    String request = "GET " + origin.resolve(path) + ": ";
    List<String> lines = Files.exists(log) ? Files.readAllLines(log, UTF_8) : List.of();
    return lines.stream()
        .filter(line -> line.contains(request))
        .map(line -> path + ' ' + line.substring(line.indexOf(request) + request.length()))
        .toList();
  }
}
