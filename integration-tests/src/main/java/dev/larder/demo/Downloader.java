package dev.larder.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An ordinary program: downloads what it is told to with a plain HttpClient, six at a time, and
 * prints how much it received and a checksum of it. It knows nothing of any cache.
 *
 * <p>Arguments: URLs, or {@code --list URL} of a text with one URL or path a line.
 */
public final class Downloader {

  private static final int PARALLEL = 6;

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  private Downloader() {}

  public static void main(String[] arguments) throws Exception {
    Downloader downloader = new Downloader();
    List<URI> uris = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--list") && i + 1 < arguments.length) {
        uris.addAll(downloader.list(URI.create(arguments[++i])));
      } else {
        uris.add(URI.create(arguments[i]));
      }
    }
    downloader.run(uris);
  }

  private List<URI> list(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return response.body().lines().filter(line -> !line.isBlank()).map(uri::resolve).toList();
  }

  private void run(List<URI> uris) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(PARALLEL);
    try {
      List<Future<HttpResponse<byte[]>>> responses = new ArrayList<>();
      for (URI uri : uris) {
        responses.add(workers.submit(() -> get(uri)));
      }
      report(responses);
    } finally {
      workers.shutdownNow();
    }
  }

  private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  private static void report(List<Future<HttpResponse<byte[]>>> responses)
      throws InterruptedException, ExecutionException, java.security.NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long bytes = 0;
    for (Future<HttpResponse<byte[]>> future : responses) {
      HttpResponse<byte[]> response = future.get();
      bytes += response.body().length;
      digest.update(
          ByteBuffer.allocate(8)
              .putInt(response.statusCode())
              .putInt(response.body().length)
              .flip());
      digest.update(response.body());
    }
    System.out.println("files " + responses.size());
    System.out.println("bytes " + bytes);
    System.out.println("sha256 " + HexFormat.of().formatHex(digest.digest()));
  }
}
