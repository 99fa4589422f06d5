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

/**
 * An ordinary program: downloads what it is told to with a plain HttpClient, one after the other,
 * and prints how much it received and a checksum of it. It knows nothing of any cache.
 *
 * <p>Arguments: URLs, or {@code --list URL} of a text with one URL or path a line.
 */
public final class Downloader {

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
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long bytes = 0;
    for (URI uri : uris) {
      HttpResponse<byte[]> response =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
      byte[] body = response.body();
      bytes += body.length;
      digest.update(
          ByteBuffer.allocate(8).putInt(response.statusCode()).putInt(body.length).flip());
      digest.update(body);
    }
    System.out.println("files " + uris.size());
    System.out.println("bytes " + bytes);
    System.out.println("sha256 " + HexFormat.of().formatHex(digest.digest()));
  }
}
