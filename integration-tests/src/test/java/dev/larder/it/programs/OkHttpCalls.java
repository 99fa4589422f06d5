package dev.larder.it.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.net.SocketFactory;
import okhttp3.Cache;
import okhttp3.Callback;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * What programs do with OkHttp and no other client has. Prints what it sees. Arguments: an origin
 * without TLS, one with it, a directory for the client's own cache.
 */
public final class OkHttpCalls {

  private static final Set<String> OF_CONNECTION =
      Set.of("date", "age", "connection", "keep-alive", "transfer-encoding");

  private final URI http;
  private final URI https;
  private final Path directory;
  private final OkHttpClient client = new OkHttpClient();

  private OkHttpCalls(URI http, URI https, Path directory) {
    this.http = http;
    this.https = https;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    new OkHttpCalls(URI.create(arguments[0]), URI.create(arguments[1]), Path.of(arguments[2]))
        .run();
  }

  private void run() throws Exception {
    for (int i = 0; i < 2; i++) {
      System.out.println("== " + i);
      fields();
      bodies();
      redirects();
      unread();
      conditions();
      writing();
      interceptors();
      later();
      tls();
      leftAlone();
    }
    ownCache();
    client.dispatcher().executorService().shutdown(); // else its threads stay for a minute
  }

  private Request.Builder to(String path) {
    return new Request.Builder().url(http + path.substring(1)); // perhaps no URI
  }

  private Response send(Request.Builder request) throws IOException {
    return client.newCall(request.build()).execute();
  }

  private static void print(String what, Object seen) {
    System.out.println(what + ": " + seen);
  }

  private String text(Request.Builder request) throws IOException {
    try (Response response = send(request)) {
      return text(response);
    }
  }

  /** All that does not tell of the connection. */
  private static String text(Response response) throws IOException {
    Map<String, List<String>> fields = new TreeMap<>();
    response
        .headers()
        .toMultimap()
        .forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values));
    OF_CONNECTION.forEach(fields::remove);
    Response network = response.networkResponse();
    Response prior = response.priorResponse();
    return response.code()
        + " "
        + response.message()
        + " "
        + response.protocol()
        + " "
        + response.request().url().encodedPath()
        + " "
        + fields
        + (network == null ? " of no network" : " sent " + network.request().headers().names())
        + (response.cacheResponse() == null ? "" : " cached")
        + (prior == null ? "" : " after " + prior.code() + " " + prior.request().url())
        + " "
        + response.body().contentType()
        + " "
        + response.body().contentLength()
        + " "
        + Show.hash(response.body().byteStream().readAllBytes());
  }

  private void fields() throws IOException {
    print("fields", text(to("/fields")));
    print("missing", text(to("/missing")));
    print("head", text(to("/fields").head()));
    print("odd URL", text(to("/odd?a=%7C|b&c=[1]")));
  }

  private void bodies() throws IOException {
    print("chunked", text(to("/chunked")));
    print("gzip", text(to("/gzip")));
    print("gzip as it is", text(to("/gzip").header("Accept-Encoding", "gzip")));
    Response exact = send(to("/exact"));
    byte[] all = exact.body().source().readByteArray(exact.body().contentLength());
    print("exact", Show.hash(all)); // neither its end nor close
    try (Response skipped = send(to("/exact"))) {
      skipped.body().source().skip(9990);
      print("skipped", skipped.body().source().readUtf8());
    }
    try (Response peeked = send(to("/exact"))) {
      print("peeked", Show.hash(peeked.peekBody(100).bytes()) + Show.hash(peeked.body().bytes()));
    }
  }

  private void redirects() throws IOException {
    OkHttpClient stays =
        client.newBuilder().followRedirects(false).followSslRedirects(false).build();
    for (String path : List.of("/moved", "/moved-to-network", "/moved-with-body", "/moved-twice")) {
      print(path, text(to(path)));
      try (Response response = stays.newCall(to(path).build()).execute()) {
        print(path, text(response));
      }
    }
    print("/moved-to-tls", text(to("/moved-to-tls")));
  }

  /** Programs that look at the head only. */
  private void unread() throws IOException {
    try (Response response = send(to("/unread"))) {
      print("unread", response.code());
    }
    print("unread", text(to("/unread")));
  }

  private void conditions() throws IOException {
    print("validated", text(to("/validated").header("X-Own", "1")));
    print("own condition", text(to("/validated").header("If-None-Match", "\"v\"")));
    print("since", text(to("/plain")));
    print("no cache", text(to("/uncached").header("Cache-Control", "no-cache")));
  }

  private void writing() throws IOException {
    MediaType plain = MediaType.parse("text/plain");
    print("item", text(to("/item")));
    print("put", text(to("/item").put(RequestBody.create(plain, "one"))));
    print("item", text(to("/item")));
    print("post", text(to("/item").post(RequestBody.create(plain, "two"))));
    print("item", text(to("/item")));
    print("delete", text(to("/item").delete()));
    print("item", text(to("/item")));
  }

  /** Each sees each call once, and may repeat it. */
  private void interceptors() throws IOException {
    List<String> seen = new ArrayList<>();
    OkHttpClient watched =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  seen.add("first " + chain.request().headers().names());
                  Response response = chain.proceed(chain.request());
                  seen.add("last " + response.code() + response.headers().names().contains("Age"));
                  return response;
                })
            .addInterceptor(
                chain -> {
                  Request own = chain.request().newBuilder().header("X-Own", "1").build();
                  chain.proceed(own).body().close();
                  Response response = chain.proceed(own);
                  seen.add(response.request().headers() + " " + response.code());
                  return response;
                })
            .build();
    try (Response response = watched.newCall(to("/moved-to-network").build()).execute()) {
      print("interceptors", text(response) + seen.size() + seen.get(0) + seen.get(1));
    }
  }

  private void later() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    client
        .newCall(to("/plain").build())
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(okhttp3.Call call, IOException e) {
                seen.completeExceptionally(e);
              }

              @Override
              public void onResponse(okhttp3.Call call, Response response) throws IOException {
                try (response) {
                  seen.complete(text(response));
                }
              }
            });
    print("later", seen.get());
    okhttp3.Call cancelled = client.newCall(to("/plain").build());
    cancelled.cancel();
    try {
      cancelled.execute().close();
    } catch (IOException e) {
      print("cancelled", e);
    }
  }

  private void tls() throws IOException {
    for (String path : List.of("/secure", "/secure-moved")) {
      Request request = new Request.Builder().url(https.resolve(path).toString()).build();
      try (Response response = client.newCall(request).execute()) {
        print(path, response.handshake().cipherSuite() + " " + response.handshake().tlsVersion());
        for (Certificate certificate : response.handshake().peerCertificates()) {
          print(path, certificate.hashCode());
        }
        print(path, response.handshake().localCertificates());
        print(path, text(response));
      }
    }
  }

  /** What may lead elsewhere, or change what comes. */
  private void leftAlone() throws IOException {
    Dns dns = host -> List.of(InetAddress.getLoopbackAddress());
    print("own resolver", number("/own-resolver", client.newBuilder().dns(dns)));
    print("own sockets", number("/own-sockets", client.newBuilder().socketFactory(new Sockets())));
    print(
        "network interceptor",
        number(
            "/network-interceptor",
            client
                .newBuilder()
                .addNetworkInterceptor(
                    chain ->
                        chain.proceed(chain.request().newBuilder().header("X-Own", "1").build()))));
  }

  private String number(String path, OkHttpClient.Builder builder) throws IOException {
    try (Response response = builder.build().newCall(to(path).build()).execute()) {
      return text(response);
    }
  }

  /** A cache of the program's own, which is asked first and hears of what came. */
  private void ownCache() throws IOException {
    try (Cache cache = new Cache(directory.toFile(), 1 << 20)) {
      OkHttpClient caching = client.newBuilder().cache(cache).build();
      for (int i = 0; i < 2; i++) {
        for (URI uri : List.of(http.resolve("/plain"), https.resolve("/secure"))) {
          Request request = new Request.Builder().url(uri.toString()).build();
          try (Response response = caching.newCall(request).execute()) {
            print("own cache", text(response));
          }
        }
      }
      print("own cache", cache.hitCount() + " of " + cache.requestCount());
    }
  }

  /** Makes what the default one makes. */
  private static final class Sockets extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new Socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int own)
        throws IOException {
      return new Socket(host, port, local, own);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int own)
        throws IOException {
      return new Socket(host, port, local, own);
    }
  }
}
