package dev.larder.it.programs;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Exits as soon as it has the last byte of a body. Arguments: a URL, its length. */
public final class LastByte {

  private LastByte() {}

  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    InputStream body = client.send(request, BodyHandlers.ofInputStream()).body();
    System.out.println(Show.hash(body.readNBytes(Integer.parseInt(arguments[1]))));
    System.exit(0);
  }
}
