package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, by each of the ways that {@code java.net.HttpURLConnection} has, and whom it trusts.
 * Arguments: an origin without TLS, one with it, the port of a proxy, the port of one through which
 * tunnels lead.
 */
public final class UrlConnectionOwners {

  private final URI http;
  private final URI https;

  private UrlConnectionOwners(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    UrlConnectionOwners owners =
        new UrlConnectionOwners(URI.create(arguments[0]), URI.create(arguments[1]));
    owners.cookies();
    owners.setCookie();
    owners.passwords();
    owners.crossing();
    owners.proxies(Integer.parseInt(arguments[2]));
    owners.selector(Integer.parseInt(arguments[2]));
    owners.tunnels(Integer.parseInt(arguments[3]));
    owners.trust();
  }

  private interface Preparation {
    void of(HttpURLConnection connection) throws IOException;
  }

  private static void show(String what, URI uri, Preparation preparation) throws IOException {
    show(what, uri, null, preparation);
  }

  private static void show(String what, URI uri, @Nullable Proxy proxy, Preparation preparation)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            (proxy == null ? uri.toURL().openConnection() : uri.toURL().openConnection(proxy));
    preparation.of(connection);
    try {
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(what + ": " + status + " " + body);
      }
    } catch (IOException e) {
      System.out.println(what + ": " + e.getClass().getSimpleName());
    }
  }

  /** Says who asks by a cookie. */
  private record Jar(String cookie) implements Preparation {
    @Override
    public void of(HttpURLConnection connection) {
      connection.setRequestProperty("Cookie", cookie);
    }
  }

  private static CookieHandler handler(String cookie) {
    return new CookieHandler() {
      @Override
      public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
        return Map.of("Cookie", List.of(cookie));
      }

      @Override
      public void put(URI uri, Map<String, List<String>> fields) {}
    };
  }

  private void cookies() throws IOException {
    URI uri = http.resolve("/cookie");
    for (int i = 0; i < 2; i++) {
      for (String name : List.of("alice", "bob")) {
        CookieHandler.setDefault(handler(name));
        show("handler of " + name, uri, connection -> {});
        show("handler of " + name + " and own", uri, new Jar("own"));
        CookieHandler.setDefault(null);
        show("cookie of " + name, uri, new Jar(name));
      }
    }
    show("no cookie", uri, connection -> {});
  }

  private void setCookie() throws IOException {
    for (int i = 0; i < 2; i++) {
      CookieManager jar = new CookieManager();
      CookieHandler.setDefault(jar);
      show("sets a cookie", http.resolve("/sets"), connection -> {});
      System.out.println("cookies: " + jar.getCookieStore().getCookies());
      CookieHandler.setDefault(null);
    }
  }

  private static Authenticator authenticator(String user, AtomicInteger asked) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        asked.incrementAndGet();
        return new PasswordAuthentication(user, "password".toCharArray());
      }
    };
  }

  private void passwords() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Authenticator alice = authenticator("alice", asked);
    Authenticator bob = authenticator("bob", asked);
    URI uri = http.resolve("/password");
    for (int i = 0; i < 2; i++) {
      show("password of alice", uri, connection -> connection.setAuthenticator(alice));
      show("password of bob", uri, connection -> connection.setAuthenticator(bob));
    }
    show("no password", uri, connection -> {});
    System.out.println("asked for passwords: " + asked);
    Authenticator carol = authenticator("carol", asked);
    for (int i = 0; i < 2; i++) {
      show("digest", http.resolve("/digest"), connection -> connection.setAuthenticator(carol));
    }
  }

  /** Credentials of one host don't go to another one. */
  private void crossing() throws IOException {
    for (int i = 0; i < 2; i++) {
      show(
          "crossing",
          http.resolve("/crossing"),
          connection -> {
            connection.setRequestProperty("Authorization", "Bearer alice");
            connection.setRequestProperty("Cookie", "alice");
          });
    }
  }

  private static Proxy proxy(int port) {
    return new Proxy(
        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private void proxies(int port) throws IOException {
    URI uri = URI.create("http://origin.invalid/proxied");
    for (String user : List.of("alice", "bob")) {
      Authenticator own = authenticator(user, new AtomicInteger());
      for (int i = 0; i < 3; i++) {
        show("proxy for " + user, uri, proxy(port), connection -> connection.setAuthenticator(own));
      }
    }
  }

  /** The proxy of the program's own choice; without it the host is not found. */
  private void selector(int port) throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(proxy(port));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
    URI uri = URI.create("http://origin.invalid/open");
    show("selected", uri, connection -> {});
    show("selected", uri, connection -> {});
    ProxySelector.setDefault(before);
    show("directly", uri, connection -> {});
  }

  private void tunnels(int port) throws IOException {
    URI uri = https.resolve("/tunnelled");
    show("directly", uri, connection -> {});
    for (int i = 0; i < 2; i++) {
      show("through a tunnel", uri, proxy(port), connection -> {});
    }
    show("directly", uri, connection -> {});
  }

  private void trust() throws Exception {
    URI uri = https.resolve("/trust");
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    SSLContext anyone = SSLContext.getInstance("TLS");
    anyone.init(null, new TrustManager[] {new Account.Anyone()}, null);
    show("default trust", uri, connection -> {});
    show("own context", uri, connection -> secure(connection, own));
    for (int i = 0; i < 2; i++) {
      show("trusting anyone", uri, connection -> secure(connection, anyone));
      show(
          "any host name",
          uri,
          connection ->
              ((HttpsURLConnection) connection).setHostnameVerifier((host, session) -> true));
    }
    show("default trust", uri, connection -> {});
    SSLContext nobody = SSLContext.getInstance("TLS");
    nobody.init(null, new TrustManager[] {new Nobody()}, null);
    show("trusting nobody", uri, connection -> secure(connection, nobody));
  }

  /** Trusts no server. */
  private static final class Nobody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("nobody");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void secure(HttpURLConnection connection, SSLContext context) {
    ((HttpsURLConnection) connection).setSSLSocketFactory(context.getSocketFactory());
  }
}
