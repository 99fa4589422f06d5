package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for parts of bodies, then for the whole, in several ways. Arguments: pairs of version and
 * origin.
 */
public final class Parts {

  private final HttpClient client;
  private final URI origin;

  private Parts(Version version, URI origin) {
    this.client = HttpClient.newBuilder().version(version).build();
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 2) {
      new Parts(Version.valueOf(arguments[i]), URI.create(arguments[i + 1])).run();
    }
  }

  private void run() throws Exception {
    // What comes first is there, then what comes last; the middle is asked for twice.
    fetch("/first", "bytes=0-99999", BodyHandlers.ofByteArray());
    fetch("/first", null, BodyHandlers.ofByteArray());
    fetch("/first", "bytes=99990-100010", BodyHandlers.ofByteArray());
    fetch("/last", "bytes=100000-", BodyHandlers.ofByteArray());
    fetch("/last", null, BodyHandlers.ofInputStream());
    fetch("/joined", "bytes=0-9", BodyHandlers.ofByteArray());
    fetch("/joined", "bytes=10-199999", BodyHandlers.ofByteArray());
    fetch("/joined", "bytes=5-15", BodyHandlers.ofByteArray());
    fetch("/joined", null, BodyHandlers.ofString());
    // Another state of the same resource is there by the time that the rest is asked for.
    fetch("/changing", "bytes=0-9", BodyHandlers.ofByteArray());
    fetch("/changing", null, BodyHandlers.ofByteArray());
    // One that fails in the middle of the rest.
    fetch("/breaking", "bytes=0-9", BodyHandlers.ofByteArray());
    fetch("/breaking", null, BodyHandlers.ofByteArray());
    fetch("/breaking", null, BodyHandlers.ofByteArray());
    fetch("/first", "bytes=400000-", BodyHandlers.ofByteArray());
    fetch("/first", "bytes=-5", BodyHandlers.ofByteArray());
    async("/async");
  }

  private void async(String path) throws Exception {
    fetch(path, "bytes=0-9", BodyHandlers.ofByteArray());
    HttpResponse<byte[]> response =
        client.sendAsync(request(path, null), BodyHandlers.ofByteArray()).get();
    System.out.println(path + " async " + show(response, response.body()));
  }

  private void fetch(String path, @Nullable String range, BodyHandler<?> handler) throws Exception {
    try {
      HttpResponse<?> response = client.send(request(path, range), handler);
      Object body = response.body();
      byte[] bytes =
          body instanceof InputStream in
              ? in.readAllBytes()
              : body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) body;
      System.out.println(path + " " + range + " " + show(response, bytes));
    } catch (IOException e) {
      System.out.println(path + " " + range + " fails");
    }
  }

  private HttpRequest request(String path, @Nullable String range) {
    HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(path));
    return range == null ? request.build() : request.header("Range", range).build();
  }

  private static String show(HttpResponse<?> response, byte[] body) {
    StringBuilder text = new StringBuilder().append(response.statusCode());
    for (String name : List.of("content-range", "content-length", "etag", "content-type")) {
      text.append(' ').append(response.headers().allValues(name));
    }
    return text.append(' ').append(Show.hash(body)).toString();
  }
}
