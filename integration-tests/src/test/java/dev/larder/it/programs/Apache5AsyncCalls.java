package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.cookie.BasicClientCookie;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * What programs do with the asynchronous Apache HttpClient 5 and no other client has. Prints what
 * it sees. Arguments: an origin without TLS, one with it, one that speaks HTTP/2 over TLS, the port
 * of a proxy.
 */
public final class Apache5AsyncCalls {

  private static final String OWN_CACHE =
      "org.apache.hc.client5.http.impl.cache.CachingHttpAsyncClients";

  private final URI http;
  private final URI https;
  private final URI h2;
  private final int proxy;

  private Apache5AsyncCalls(URI http, URI https, URI h2, int proxy) {
    this.http = http;
    this.https = https;
    this.h2 = h2;
    this.proxy = proxy;
  }

  public static void main(String[] arguments) throws Exception {
    Apache5AsyncCalls calls =
        new Apache5AsyncCalls(
            URI.create(arguments[0]),
            URI.create(arguments[1]),
            URI.create(arguments[2]),
            Integer.parseInt(arguments[3]));
    calls.pooled();
    calls.parts();
    calls.users();
    calls.trust();
    calls.pinned();
    calls.proxied();
    calls.trailers();
    calls.http2();
    calls.ownCache();
  }

  private static CloseableHttpAsyncClient started(CloseableHttpAsyncClient client) {
    client.start();
    return client;
  }

  /** No connection stays leased; interceptors run as often. */
  private void pooled() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger responses = new AtomicInteger();
    PoolingAsyncClientConnectionManager connections = new PoolingAsyncClientConnectionManager();
    connections.setMaxTotal(1);
    CloseableHttpAsyncClient client =
        started(
            HttpAsyncClientBuilder.create()
                .setConnectionManager(connections)
                .addRequestInterceptorLast((request, entity, context) -> requests.incrementAndGet())
                .addResponseInterceptorLast(
                    (response, entity, context) -> responses.incrementAndGet())
                .build());
    try (client) {
      for (String path :
          new String[] {
            "fields", "gzip", "chunked", "chunked-validated", "moved-with-body", "to-network"
          }) {
        show(path, client, http.resolve("/" + path));
        System.out.println("leased: " + leased(connections));
      }
      System.out.println("intercepted: " + requests + " " + responses);
    }
    try {
      Future<SimpleHttpResponse> late =
          client.execute(new SimpleHttpRequest("GET", http.resolve("/fields")), null);
      System.out.println("closed: " + late.isCancelled());
    } catch (IllegalStateException closed) { // by the oldest version
      System.out.println("closed");
    }
  }

  /** The client gives a connection back when the program has its response already. */
  private static int leased(PoolingAsyncClientConnectionManager connections)
      throws InterruptedException {
    int leased = connections.getTotalStats().getLeased();
    for (int i = 0; leased > 0 && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
      leased = connections.getTotalStats().getLeased();
    }
    return leased;
  }

  /** A large body that comes as it is read, and one that is given up. */
  private void parts() throws Exception {
    CloseableHttpAsyncClient client = started(HttpAsyncClientBuilder.create().build());
    try (client) {
      for (boolean whole : new boolean[] {true, false}) {
        AsyncBody body = new AsyncBody();
        SimpleHttpRequest request = new SimpleHttpRequest("GET", http.resolve("/large"));
        Future<Void> response = client.execute(SimpleRequestProducer.create(request), body, null);
        InputStream stream = body.stream(response);
        byte[] bytes = whole ? stream.readAllBytes() : stream.readNBytes(10);
        System.out.println("in parts: " + Show.hash(bytes) + (body.most() < 200_000));
        if (!whole) {
          stream.close();
          System.out.println("given up: " + response.isCancelled());
        }
      }
    } finally {
      client.close(CloseMode.IMMEDIATE); // it may keep the connection of what was given up
    }
  }

  /** By passwords, which the client sends when it is asked for them, and by cookies. */
  private void users() throws Exception {
    for (String user : new String[] {"alice", "bob", "alice"}) {
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(null, -1), new UsernamePasswordCredentials(user, "password".toCharArray()));
      BasicCookieStore cookies = new BasicCookieStore();
      BasicClientCookie cookie = new BasicClientCookie("user", user);
      cookie.setDomain("127.0.0.1");
      cookie.setPath("/");
      cookies.addCookie(cookie);
      try (CloseableHttpAsyncClient client =
          started(
              HttpAsyncClientBuilder.create()
                  .setDefaultCredentialsProvider(credentials)
                  .setDefaultCookieStore(cookies)
                  .build())) {
        show("password of " + user, client, http.resolve("/password"));
        show("password of " + user, client, http.resolve("/password"));
        show("cookie of " + user, client, http.resolve("/cookie"));
      }
    }
  }

  private void trust() throws Exception {
    try (CloseableHttpAsyncClient client =
        started(HttpAsyncClientBuilder.create().useSystemProperties().build())) {
      show("default trust", client, https.resolve("/trust"));
    }
    SSLContext anyone = SSLContext.getInstance("TLS");
    anyone.init(null, new TrustManager[] {new Account.Anyone()}, null);
    try (CloseableHttpAsyncClient client =
        with(
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setTlsStrategy(ClientTlsStrategyBuilder.create().setSslContext(anyone).build())
                .build())) {
      show("trusting anyone", client, https.resolve("/trust"));
    }
    try (CloseableHttpAsyncClient client =
        with(
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setDnsResolver(
                    new SystemDefaultDnsResolver() {
                      @Override
                      public InetAddress[] resolve(String host) {
                        return new InetAddress[] {InetAddress.getLoopbackAddress()};
                      }
                    })
                .build())) {
      show("own resolver", client, URI.create(http.toString().replace("127.0.0.1", "a.invalid")));
    }
  }

  /** Clients that look at the certificate themselves; one takes it and one does not. */
  private void pinned() throws Exception {
    for (boolean accepts : new boolean[] {true, false}) {
      TlsStrategy own =
          ClientTlsStrategyBuilder.create()
              .useSystemProperties()
              .setHostnameVerifier((host, session) -> accepts)
              .build();
      try (CloseableHttpAsyncClient client =
          with(PoolingAsyncClientConnectionManagerBuilder.create().setTlsStrategy(own).build())) {
        show("pinned", client, https.resolve("/pinned"));
      } catch (IOException failure) {
        System.out.println("pinned: " + Show.kind(failure));
      }
    }
  }

  /** Through a proxy that answers itself, and through its tunnel. */
  private void proxied() throws Exception {
    try (CloseableHttpAsyncClient client =
        started(
            HttpAsyncClientBuilder.create()
                .useSystemProperties()
                .setProxy(new HttpHost("http", "127.0.0.1", proxy))
                .build())) {
      // The oldest version does not show the session of a tunnel that it has just made.
      SimpleHttpRequest first = new SimpleHttpRequest("GET", https.resolve("/tunnelled"));
      System.out.println("first tunnelled: " + end(client.execute(first, null)).getBodyText());
      for (int i = 0; i < 2; i++) {
        show("proxied", client, URI.create("http://origin.invalid/proxied"));
        show("tunnelled", client, https.resolve("/tunnelled"));
      }
    }
    try (CloseableHttpAsyncClient client =
        started(HttpAsyncClientBuilder.create().useSystemProperties().build())) {
      show("not tunnelled", client, https.resolve("/tunnelled"));
    }
  }

  private void trailers() throws Exception {
    CloseableHttpAsyncClient client = started(HttpAsyncClientBuilder.create().build());
    try (client) {
      for (int i = 0; i < 2; i++) {
        AsyncBody body = new AsyncBody();
        SimpleHttpRequest request = new SimpleHttpRequest("GET", http.resolve("/trailers"));
        Future<Void> response = client.execute(SimpleRequestProducer.create(request), body, null);
        byte[] bytes = body.stream(response).readAllBytes();
        System.out.println("with trailers: " + Show.hash(bytes) + " " + body.trailers());
      }
    }
  }

  private static CloseableHttpAsyncClient with(PoolingAsyncClientConnectionManager connections) {
    return started(HttpAsyncClientBuilder.create().setConnectionManager(connections).build());
  }

  /** Negotiated, and by a client that speaks nothing else; in one context. */
  private void http2() throws Exception {
    HttpClientContext context = HttpClientContext.create();
    try (CloseableHttpAsyncClient client =
            started(HttpAsyncClientBuilder.create().useSystemProperties().build());
        CloseableHttpAsyncClient only =
            started(H2AsyncClientBuilder.create().useSystemProperties().build())) {
      for (String path : new String[] {"/two", "/two-validated"}) {
        show("negotiated", client, h2.resolve(path), context);
        show("after HTTP/2", client, http.resolve("/fields"), context);
        show("HTTP/2 alone", only, h2.resolve(path), context);
      }
      SimpleHttpRequest post = new SimpleHttpRequest("POST", h2.resolve("/two-validated"));
      post.setBody("text", null);
      System.out.println("posted: " + end(client.execute(post, null)).getCode());
    } catch (IOException failure) { // the oldest version takes HTTP/2 for HTTP/1.1
      System.out.println("negotiated: " + Show.kind(failure));
    }
  }

  /** The client's own cache, where it is there, is asked first. */
  private void ownCache() throws Exception {
    Class<?> clients;
    try {
      clients = Class.forName(OWN_CACHE);
    } catch (ClassNotFoundException without) {
      return;
    }
    try (CloseableHttpAsyncClient client =
        started((CloseableHttpAsyncClient) clients.getMethod("createMemoryBound").invoke(null))) {
      for (String path : new String[] {"/own-cache", "/own-cache", "/chunked-validated"}) {
        show("own cache", client, http.resolve(path));
      }
    }
  }

  private static SimpleHttpResponse end(Future<SimpleHttpResponse> response)
      throws IOException, InterruptedException {
    try {
      return response.get();
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    }
  }

  private static void show(String what, CloseableHttpAsyncClient client, URI uri)
      throws IOException, InterruptedException {
    show(what, client, uri, HttpClientContext.create());
  }

  private static void show(
      String what, CloseableHttpAsyncClient client, URI uri, HttpClientContext context)
      throws IOException, InterruptedException {
    SimpleHttpResponse response =
        end(client.execute(new SimpleHttpRequest("GET", uri), context, null));
    byte[] body = response.getBodyBytes();
    System.out.println(
        what
            + ": "
            + response.getVersion()
            + " "
            + response.getCode()
            + " "
            + response.getReasonPhrase()
            + " "
            + Show.hash(body == null ? new byte[0] : body)
            + tls(context.getSSLSession())
            + " if-none-match "
            + context.getRequest().containsHeader("If-None-Match"));
  }

  private static String tls(@Nullable SSLSession session) throws IOException {
    return session == null ? "" : " " + session.getPeerCertificates().length + " certificates";
  }
}
