package dev.larder.it.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.http.HttpHost;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.AllowAllHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.BasicCookieStore;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.InMemoryDnsResolver;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.cookie.BasicClientCookie;

/**
 * Who asks, by each of the ways that Apache HttpClient 4 has, whom it trusts and how it reaches
 * hosts. Arguments: an origin without TLS, one with it, the port of a proxy.
 */
public final class Apache4Owners {

  private final URI http;
  private final URI https;

  private Apache4Owners(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    Apache4Owners owners = new Apache4Owners(URI.create(arguments[0]), URI.create(arguments[1]));
    owners.cookies();
    owners.passwords();
    owners.proxies(Integer.parseInt(arguments[2]));
    owners.reach();
    owners.trust();
    owners.pool();
  }

  private static void show(
      String what, CloseableHttpClient client, URI uri, HttpClientContext context, String... fields)
      throws IOException {
    HttpRequestBase request = Apache4.request("GET", uri, List.of(fields), null);
    try (CloseableHttpResponse response = client.execute(request, context)) {
      String body = new String(Apache4.body(response), StandardCharsets.UTF_8);
      System.out.println(what + ": " + response.getStatusLine().getStatusCode() + " " + body);
    } catch (IOException e) {
      System.out.println(what + ": " + e.getClass().getSimpleName());
    }
  }

  /** Twice the same, by a client of its own. */
  private static void twice(String what, HttpClientBuilder builder, URI uri) throws IOException {
    try (CloseableHttpClient client = builder.build()) {
      show(what, client, uri, HttpClientContext.create());
      show(what, client, uri, HttpClientContext.create());
    }
  }

  private void cookies() throws IOException {
    URI uri = http.resolve("/cookie");
    try (CloseableHttpClient client = Apache4.builder().build()) {
      for (String name : List.of("alice", "bob", "alice")) {
        BasicClientCookie cookie = new BasicClientCookie("user", name);
        cookie.setDomain(http.getHost());
        cookie.setPath("/");
        BasicCookieStore store = new BasicCookieStore();
        store.addCookie(cookie);
        HttpClientContext context = HttpClientContext.create();
        context.setCookieStore(store);
        show("store of " + name, client, uri, context);
        show("field of " + name, client, uri, HttpClientContext.create(), "Cookie", "user=" + name);
      }
      show("nobody", client, uri, HttpClientContext.create());
    }
  }

  private static BasicCredentialsProvider password(String user) {
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    provider.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials(user, "password"));
    return provider;
  }

  private void passwords() throws IOException {
    URI uri = http.resolve("/password");
    for (String user : List.of("alice", "bob", "alice")) {
      twice(
          "challenged " + user,
          Apache4.builder().setDefaultCredentialsProvider(password(user)),
          uri);
    }
    try (CloseableHttpClient client = Apache4.builder().build()) {
      for (String user : List.of("alice", "bob")) {
        HttpClientContext context = HttpClientContext.create();
        context.setCredentialsProvider(password(user));
        BasicAuthCache known = new BasicAuthCache();
        known.put(new HttpHost(uri.getHost(), uri.getPort(), uri.getScheme()), new BasicScheme());
        context.setAuthCache(known);
        show("unasked " + user, client, uri, context);
      }
    }
    twice("no password", Apache4.builder(), uri);
    twice(
        "digest",
        Apache4.builder().setDefaultCredentialsProvider(password("carol")),
        http.resolve("/digest"));
  }

  private void proxies(int port) throws IOException {
    HttpHost proxy = new HttpHost("127.0.0.1", port);
    URI uri = URI.create("http://origin.invalid/proxied");
    for (String user : List.of("alice", "bob")) {
      twice(
          "proxy for " + user,
          Apache4.builder().setProxy(proxy).setDefaultCredentialsProvider(password(user)),
          uri);
    }
    twice(
        "open proxy", Apache4.builder().setProxy(proxy), URI.create("http://origin.invalid/open"));
  }

  /** Ways to reach another machine under the same name. */
  private void reach() throws IOException {
    URI uri = http.resolve("/reached");
    twice("usual", Apache4.builder(), uri);
    InMemoryDnsResolver names = new InMemoryDnsResolver();
    names.add(uri.getHost(), InetAddress.getLoopbackAddress());
    twice(
        "own resolver",
        Apache4.builder()
            .setConnectionManager(
                new PoolingHttpClientConnectionManager(
                    RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .build(),
                    names)),
        uri);
    twice(
        "own sockets",
        Apache4.builder()
            .setConnectionManager(
                new PoolingHttpClientConnectionManager(
                    RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", new PlainConnectionSocketFactory() {})
                        .build())),
        uri);
    twice("usual", Apache4.builder(), uri);
  }

  private void trust() throws Exception {
    URI uri = https.resolve("/trust");
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    SSLContext anyone = SSLContext.getInstance("TLS");
    anyone.init(null, new TrustManager[] {new Account.Anyone()}, null);
    twice("default trust", Apache4.builder(), uri);
    twice(
        "own context",
        Apache4.builder().setSSLSocketFactory(new SSLConnectionSocketFactory(own)),
        uri);
    twice("system", Apache4.builder().useSystemProperties(), uri);
    twice(
        "trusting anyone",
        Apache4.builder().setSSLSocketFactory(new SSLConnectionSocketFactory(anyone)),
        uri);
    twice(
        "any host name",
        Apache4.builder()
            .setSSLSocketFactory(
                new SSLConnectionSocketFactory(own, new AllowAllHostnameVerifier())),
        uri);
    twice("default trust", Apache4.builder(), uri);
  }

  /** What comes from the cache leases no connection. */
  private void pool() throws IOException {
    PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager();
    twice("pooled", Apache4.builder().setConnectionManager(manager), http.resolve("/reached"));
    System.out.println("pool: " + manager.getTotalStats());
  }
}
