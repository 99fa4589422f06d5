package dev.larder.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A program that makes one HTTP request and prints how long that took, client included. */
public final class FirstRequest {

  private FirstRequest() {}

  /** Argument: the URL. Prints milliseconds. */
  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    int length = client.send(request, BodyHandlers.ofByteArray()).body().length;
    long end = System.nanoTime();
    System.out.println((end - start) / 1e6 + " " + length);
  }
}
