package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;

/**
 * Fetches a URL over and over until a file contains a text, or for a while if there is none, and
 * then says what changed in the JVM meanwhile. Arguments: the URL, the file, the text.
 */
public final class UntilLogged {

  private static final int PATIENCE_SECONDS = 60;
  private static final int FEW = 10;

  private UntilLogged() {}

  public static void main(String[] arguments) throws Exception {
    Properties before = (Properties) System.getProperties().clone();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    Path file = Path.of(arguments[1]);
    Set<String> responses = new HashSet<>();
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    boolean found = arguments[2].isEmpty();
    for (int i = 0; i < FEW || (!found && System.nanoTime() < end); i++) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      responses.add(response.statusCode() + " " + response.body());
      if (!found) {
        Thread.sleep(5);
        found = Files.exists(file) && Files.readString(file).contains(arguments[2]);
      }
    }
    System.out.println("found " + found);
    System.out.println("responses " + responses.size());
    Properties after = (Properties) System.getProperties().clone();
    after.entrySet().removeAll(before.entrySet());
    System.out.println("properties " + after.keySet());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.startsWith("larder") || name.contains("~")) {
        thread.join(10_000);
        if (thread.isAlive()) {
          System.out.println("thread " + name);
        }
      }
    }
  }
}
