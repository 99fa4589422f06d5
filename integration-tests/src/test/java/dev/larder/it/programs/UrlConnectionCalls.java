package dev.larder.it.programs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CacheRequest;
import java.net.CacheResponse;
import java.net.HttpURLConnection;
import java.net.ResponseCache;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * What programs do with {@code java.net.HttpURLConnection} and no other client has. Prints what it
 * sees. Arguments: an origin without TLS, one with it.
 */
public final class UrlConnectionCalls {

  private static final Set<String> OF_CONNECTION =
      Set.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  private final URI http;
  private final URI https;

  private UrlConnectionCalls(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    new UrlConnectionCalls(URI.create(arguments[0]), URI.create(arguments[1])).run();
  }

  private void run() throws Exception {
    for (int i = 0; i < 2; i++) {
      System.out.println("== " + i);
      fields();
      streams();
      redirects();
      missing();
      unread();
      explicit();
      conditions();
      writing();
      tls();
    }
    ownCache();
  }

  private HttpURLConnection http(String path) throws IOException {
    return (HttpURLConnection) http.resolve(path).toURL().openConnection();
  }

  private static void print(String what, Object seen) {
    System.out.println(what + ": " + seen);
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** By index and by name; null is the name of the status line. */
  private void fields() throws IOException {
    HttpURLConnection connection = http("/fields");
    StringBuilder seen = new StringBuilder();
    for (int i = 0; connection.getHeaderField(i) != null; i++) {
      String name = connection.getHeaderFieldKey(i);
      if (name == null || !OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
        seen.append(name).append('=').append(connection.getHeaderField(i)).append('|');
      }
    }
    print("fields", seen);
    print("message", connection.getResponseMessage() + " " + connection.getHeaderField(null));
    print(
        "twice",
        connection.getHeaderField("X-TWICE") + connection.getHeaderFields().get("X-Twice"));
    print("length", connection.getContentLengthLong() + " " + connection.getContentType());
    print("dates", connection.getLastModified() + " " + connection.getHeaderFieldInt("X-Int", 0));
    print("body", text(connection.getInputStream()));
    print("body again", connection.getInputStream().getClass().getName());
    HttpURLConnection chunked = http("/chunked");
    print("chunked", chunked.getContentLengthLong() + " " + text(chunked.getInputStream()));
    HttpURLConnection zipped = http("/gzip");
    print("gzip", zipped.getContentEncoding() + Show.hash(zipped.getInputStream().readAllBytes()));
  }

  private void streams() throws IOException {
    print("openStream", text(http.resolve("/fields").toURL().openStream()));
    print("getContent", text((InputStream) http.resolve("/plain").toURL().getContent()));
    HttpURLConnection exact = http("/exact");
    byte[] all = new byte[exact.getContentLength()];
    int count = 0;
    InputStream in = exact.getInputStream();
    while (count < all.length) {
      count += in.read(all, count, all.length - count);
    }
    print("exact", Show.hash(all)); // neither its end nor close
    try (InputStream skipped = http.resolve("/exact").toURL().openStream()) {
      print(
          "skipped",
          skipped.skip(5) + " " + skipped.read() + " " + Show.hash(skipped.readAllBytes()));
    }
  }

  private void redirects() throws IOException {
    for (String path : List.of("/moved", "/moved-to-network", "/moved-with-body", "/moved-twice")) {
      HttpURLConnection followed = http(path);
      print(path, text(followed.getInputStream()) + " " + followed.getURL().getPath());
      HttpURLConnection not = http(path);
      not.setInstanceFollowRedirects(false);
      print(
          path,
          not.getResponseCode() + " " + not.getHeaderField("Location") + not.getURL().getPath());
      print(path, text(not.getInputStream()));
    }
    HttpURLConnection elsewhere = http("/moved-to-tls"); // which this client does not follow
    print("/moved-to-tls", elsewhere.getResponseCode() + " " + text(elsewhere.getInputStream()));
  }

  private void missing() throws IOException {
    HttpURLConnection missing = http("/missing");
    try {
      missing.getInputStream();
      print("missing", "is there");
    } catch (FileNotFoundException e) {
      print("missing", missing.getResponseCode() + " " + text(missing.getErrorStream()));
    }
    HttpURLConnection first = http("/missing");
    print("missing", first.getErrorStream() + " " + first.getResponseCode());
    print("missing", text(first.getErrorStream()));
    HttpURLConnection gone = http("/failing");
    print("failing", gone.getResponseCode() + " " + text(gone.getErrorStream()));
  }

  /** Programs that look at the head only. */
  private void unread() throws IOException {
    print("unread", http("/unread").getResponseCode());
    HttpURLConnection dropped = http("/unread");
    print("unread", dropped.getResponseCode());
    dropped.disconnect();
    print("unread", text(http("/unread").getInputStream()));
    HttpURLConnection head = http("/fields");
    head.setRequestMethod("HEAD");
    print(
        "head",
        head.getResponseCode() + " " + head.getContentLength() + text(head.getInputStream()));
  }

  /** Connects before anything else, or asks for nothing at all. */
  private void explicit() throws IOException {
    HttpURLConnection connection = http("/plain");
    connection.connect();
    print("connected", connection.usingProxy() + text(connection.getInputStream()));
    http("/plain").connect();
    HttpURLConnection never = http("/plain");
    never.connect();
    never.disconnect();
    HttpURLConnection output = http("/plain");
    output.setDoOutput(true);
    print("with output", output.getResponseCode() + " " + output.getRequestMethod());
    HttpURLConnection post = http("/echo");
    post.setDoOutput(true);
    post.connect();
    post.getOutputStream().write('x');
    print("a GET that writes", post.getRequestMethod() + " " + text(post.getInputStream()));
    HttpURLConnection disconnected = http("/plain");
    print("disconnected", disconnected.getResponseCode());
    disconnected.disconnect();
    Thread.currentThread().interrupt();
    print("interrupted", text(http("/interrupted").getInputStream()) + Thread.interrupted());
  }

  private void conditions() throws IOException {
    HttpURLConnection stale = http("/validated");
    stale.setRequestProperty("X-Own", "1");
    print("before", new TreeSet<>(stale.getRequestProperties().keySet()));
    print("validated", stale.getResponseCode() + " " + text(stale.getInputStream()));
    print("after", stale.getRequestProperty("If-None-Match") + stale.getRequestProperty("X-Own"));
    HttpURLConnection since = http("/plain");
    since.setIfModifiedSince(1_700_000_000_000L);
    print("if modified", since.getResponseCode() + " " + text(since.getInputStream()));
    HttpURLConnection uncached = http("/uncached");
    uncached.setUseCaches(false);
    print("no caches", text(uncached.getInputStream()));
    HttpURLConnection tag = http("/validated");
    tag.setRequestProperty("If-None-Match", "\"v\"");
    print("own condition", tag.getResponseCode());
  }

  private void writing() throws IOException {
    String path = "/item";
    print("item", text(http(path).getInputStream()));
    print("item", text(http(path).getInputStream()));
    HttpURLConnection fixed = http(path);
    fixed.setRequestMethod("PUT");
    fixed.setDoOutput(true);
    fixed.setFixedLengthStreamingMode(3);
    try (OutputStream out = fixed.getOutputStream()) {
      out.write("one".getBytes(StandardCharsets.UTF_8));
    }
    print("put", fixed.getResponseCode());
    print("item", text(http(path).getInputStream()));
    HttpURLConnection posted = http(path);
    posted.setDoOutput(true);
    posted.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
    print("post", posted.getResponseCode() + " " + posted.getRequestMethod());
    print("item", text(http(path).getInputStream()));
    HttpURLConnection deleted = http(path);
    deleted.setRequestMethod("DELETE");
    print("delete", deleted.getResponseCode());
    print("item", text(http(path).getInputStream()));
  }

  private void tls() throws IOException {
    for (String path : List.of("/secure", "/secure-moved")) {
      HttpsURLConnection connection =
          (HttpsURLConnection) https.resolve(path).toURL().openConnection();
      connection.connect();
      print(path, connection.getCipherSuite() + " " + (connection.getLocalCertificates() == null));
      print(path, connection.getResponseCode() + " " + connection.getURL().getPath());
      print(path, connection.getServerCertificates()[0].hashCode());
      print(path, connection.getPeerPrincipal() + " " + connection.getLocalPrincipal());
      print(path, connection.getSSLSession().orElseThrow().getProtocol());
      print(path, text(connection.getInputStream()));
    }
  }

  /** A cache of the program's own, which is asked first and hears of what came. */
  private void ownCache() throws IOException {
    List<String> heard = new ArrayList<>();
    ResponseCache.setDefault(
        new ResponseCache() {
          @Override
          public @Nullable CacheResponse get(
              URI uri, String method, Map<String, List<String>> fields) {
            heard.add("get " + uri.getPath());
            return null;
          }

          @Override
          public @Nullable CacheRequest put(URI uri, URLConnection connection) {
            heard.add("put " + uri.getPath());
            return null;
          }
        });
    URL url = http.resolve("/plain").toURL();
    print("own cache", text(url.openStream()) + text(url.openStream()) + heard);
    ResponseCache.setDefault(null);
  }
}
