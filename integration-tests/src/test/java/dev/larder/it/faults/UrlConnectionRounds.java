package dev.larder.it.faults;

import dev.larder.it.programs.Show;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** Calls of {@code java.net.HttpURLConnection}. */
public final class UrlConnectionRounds extends BlockingRounds {

  private UrlConnectionRounds(URI http, URI https) {
    super(http, https);
  }

  public static void main(String[] arguments) throws Exception {
    new UrlConnectionRounds(URI.create(arguments[0]), URI.create(arguments[1]))
        .run(Path.of(arguments[2]), Path.of(arguments[3]));
  }

  @Override
  void closeEarly(URI uri) throws IOException {
    try (InputStream body = uri.toURL().openStream()) {
      print("first bytes", new String(body.readNBytes(4), StandardCharsets.UTF_8));
    }
  }

  @Override
  String send(URI uri, String method, @Nullable String body, String... fields) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    for (int i = 0; i < fields.length; i += 2) {
      connection.setRequestProperty(fields[i], fields[i + 1]);
    }
    if (body != null) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    Map<String, List<String>> shown = new TreeMap<>();
    connection
        .getHeaderFields()
        .forEach((name, values) -> shown.put(name == null ? "" : name, values));
    shown.keySet().removeIf(name -> OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)));
    String tls = connection instanceof HttpsURLConnection secure ? tls(secure) : "";
    InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    String text = status + " " + connection.getURL() + " " + shown + tls;
    if (in == null) {
      return text;
    }
    try (in) {
      return text + " " + Show.hash(in.readAllBytes());
    }
  }

  private static String tls(HttpsURLConnection connection) throws IOException {
    StringBuilder text = new StringBuilder(" ").append(connection.getCipherSuite());
    for (Certificate certificate : connection.getServerCertificates()) {
      text.append(' ').append(certificate.hashCode());
    }
    return text.toString();
  }
}
