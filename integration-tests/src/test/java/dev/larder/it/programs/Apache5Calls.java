package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * What programs do with Apache HttpClient 5 and no other client has. Prints what it sees.
 * Arguments: an origin without TLS, one with it, the port of a proxy.
 */
public final class Apache5Calls {

  private final URI http;
  private final URI https;
  private final int proxy;

  private Apache5Calls(URI http, URI https, int proxy) {
    this.http = http;
    this.https = https;
    this.proxy = proxy;
  }

  public static void main(String[] arguments) throws Exception {
    Apache5Calls calls =
        new Apache5Calls(
            URI.create(arguments[0]), URI.create(arguments[1]), Integer.parseInt(arguments[2]));
    for (int i = 0; i < 2; i++) {
      System.out.println("== " + i);
      calls.pooled();
      calls.passwords();
      calls.trust();
      calls.proxied();
    }
  }

  /** The pool is as full as without a cache, or emptier; interceptors run as often. */
  private void pooled() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger responses = new AtomicInteger();
    PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
    connections.setMaxTotal(1);
    CloseableHttpClient client =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .addRequestInterceptorLast((request, entity, context) -> requests.incrementAndGet())
            .addResponseInterceptorLast((response, entity, context) -> responses.incrementAndGet())
            .build();
    try (client) {
      for (String path :
          new String[] {
            "fields", "gzip", "chunked", "chunked-validated", "moved-with-body", "to-network"
          }) {
        show(path, client, http.resolve("/" + path));
        System.out.println("leased: " + connections.getTotalStats().getLeased());
      }
      System.out.println("intercepted: " + requests + " " + responses);
      CloseableHttpResponse unread =
          client.execute(new HttpUriRequestBase("GET", http.resolve("/unread")));
      unread.close();
      show("after an unread one", client, http.resolve("/fields"));
    }
    try {
      client.execute(new HttpUriRequestBase("GET", http.resolve("/fields"))).close();
    } catch (IllegalStateException closed) {
      System.out.println("closed");
    }
  }

  /** The client is asked for them, so the request with the password is the second one. */
  private void passwords() throws IOException {
    for (String user : new String[] {"alice", "bob", "alice"}) {
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(null, -1), new UsernamePasswordCredentials(user, "password".toCharArray()));
      try (CloseableHttpClient client =
          HttpClientBuilder.create().setDefaultCredentialsProvider(credentials).build()) {
        show("password of " + user, client, http.resolve("/password"));
        show("password of " + user, client, http.resolve("/password"));
      }
    }
  }

  private void trust() throws Exception {
    try (CloseableHttpClient client = HttpClientBuilder.create().useSystemProperties().build()) {
      show("default trust", client, https.resolve("/trust"));
    }
    SSLContext anyone = SSLContext.getInstance("TLS");
    anyone.init(null, new TrustManager[] {new Account.Anyone()}, null);
    try (CloseableHttpClient client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setSSLSocketFactory(new SSLConnectionSocketFactory(anyone))
                    .build())
            .build()) {
      show("trusting anyone", client, https.resolve("/trust"));
    }
    try (CloseableHttpClient client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(
                        new SystemDefaultDnsResolver() {
                          @Override
                          public InetAddress[] resolve(String host) {
                            return new InetAddress[] {InetAddress.getLoopbackAddress()};
                          }
                        })
                    .build())
            .build()) {
      show("own resolver", client, URI.create(http.toString().replace("127.0.0.1", "a.invalid")));
    }
  }

  /** Through a proxy that answers itself, and through its tunnel. */
  private void proxied() throws IOException {
    try (CloseableHttpClient client =
        HttpClientBuilder.create()
            .useSystemProperties()
            .setProxy(new HttpHost("http", "127.0.0.1", proxy))
            .build()) {
      for (int i = 0; i < 2; i++) {
        show("proxied", client, URI.create("http://origin.invalid/proxied"));
        show("tunnelled", client, https.resolve("/tunnelled"));
      }
    }
  }

  private static void show(String what, CloseableHttpClient client, URI uri) throws IOException {
    HttpClientContext context = HttpClientContext.create();
    HttpUriRequestBase request = new HttpUriRequestBase("GET", uri);
    try (CloseableHttpResponse response = client.execute(request, context)) {
      HttpEntity entity = response.getEntity();
      System.out.println(
          what
              + ": "
              + response.getCode()
              + " "
              + response.getReasonPhrase()
              + " "
              + (entity == null ? "" : new String(EntityUtils.toByteArray(entity), UTF_8))
              + tls(context.getSSLSession())
              + " if-none-match "
              + context.getRequest().containsHeader("If-None-Match"));
    }
  }

  private static String tls(@Nullable SSLSession session) throws IOException {
    return session == null ? "" : " " + session.getPeerCertificates().length + " certificates";
  }
}
