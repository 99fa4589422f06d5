package dev.larder.it.programs;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads bodies as libraries do, which close a stream as soon as they have what they want. Each body
 * is asked for under many names. Arguments: pairs of version and origin.
 */
public final class ClosesEarly {

  private static final int TIMES = 20;

  /** How a body is read. */
  private interface Reading {
    String read(String path) throws Exception;
  }

  private final HttpClient client;
  private final URI origin;

  private ClosesEarly(Version version, URI origin) {
    this.client = HttpClient.newBuilder().version(version).build();
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 2) {
      new ClosesEarly(Version.valueOf(arguments[i]), URI.create(arguments[i + 1])).run();
    }
  }

  private void run() throws Exception {
    for (String path : List.of("/plain", "/plain-unannounced", "/large", "/large-unannounced")) {
      times(path, this::exactly);
    }
    for (String path : List.of("/gzip", "/gzip-unannounced")) {
      times(path, this::unzipped);
    }
    for (String path : List.of("/json", "/json-unannounced")) {
      times(path, this::document);
    }
    times("/lines", this::firstLine);
  }

  private void times(String path, Reading reading) throws Exception {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      seen.add(reading.read(path + '?' + i));
    }
    System.out.println(path + ' ' + seen);
  }

  /** No byte more than there are. */
  private String exactly(String path) throws Exception {
    HttpResponse<InputStream> response = stream(path);
    int length = Integer.parseInt(response.headers().firstValue("X-Length").orElseThrow());
    try (InputStream in = response.body()) {
      return Show.hash(in.readNBytes(length));
    }
  }

  private String unzipped(String path) throws Exception {
    try (InputStream in = new GZIPInputStream(stream(path).body())) {
      return Show.hash(in.readAllBytes());
    }
  }

  /** As JSON is read: to the bracket that closes the document, whatever follows. */
  private String document(String path) throws Exception {
    byte[] buffer = new byte[8000];
    StringBuilder text = new StringBuilder();
    try (InputStream in = stream(path).body()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
        int end = text.indexOf("]");
        if (end >= 0) {
          return text.substring(0, end);
        }
      }
    }
    return "cut off";
  }

  private String firstLine(String path) throws Exception {
    try (Stream<String> lines = client.send(get(path), BodyHandlers.ofLines()).body()) {
      return lines.findFirst().orElse("none");
    }
  }

  private HttpResponse<InputStream> stream(String path) throws Exception {
    return client.send(get(path), BodyHandlers.ofInputStream());
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }
}
