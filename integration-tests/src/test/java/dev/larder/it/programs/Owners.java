package dev.larder.it.programs;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Fetches the same things with clients that differ in what they add by themselves, and prints what
 * each got. The origin numbers its answers, so that one out of the cache shows. Arguments: an http
 * and an https origin, and the port of a proxy on loopback that wants a password.
 */
public final class Owners {

  private final URI http;
  private final URI https;

  private Owners(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    Owners owners = new Owners(URI.create(arguments[0]), URI.create(arguments[1]));
    owners.cookies();
    owners.setCookie();
    owners.passwords();
    owners.proxies(Integer.parseInt(arguments[2]));
    owners.trust();
    owners.hosts();
    if (Runtime.version().feature() >= 19) {
      owners.addresses();
    }
    System.exit(0);
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder().version(Version.HTTP_1_1);
  }

  private static void show(String what, HttpClient client, URI uri, String... fields)
      throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      System.out.println(what + ": " + response.statusCode() + " " + response.body());
    } catch (IOException e) {
      System.out.println(what + ": " + e);
    }
  }

  /** Says who asks by a cookie, and how often it was asked. */
  private static final class Jar extends CookieHandler {
    private final String cookie;
    private final AtomicInteger asked = new AtomicInteger();

    Jar(String cookie) {
      this.cookie = cookie;
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
      asked.incrementAndGet();
      return Map.of("Cookie", List.of(cookie));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> fields) {}
  }

  private void cookies() throws Exception {
    Jar alice = new Jar("alice");
    Jar bob = new Jar("bob");
    HttpClient first = builder().cookieHandler(alice).build();
    HttpClient second = builder().cookieHandler(bob).build();
    for (int i = 0; i < 2; i++) {
      show("cookie of alice", first, http.resolve("/cookie"));
      show("cookie of bob", second, http.resolve("/cookie"));
    }
    show("no cookie", builder().build(), http.resolve("/cookie"));
    System.out.println("asked for cookies: " + alice.asked + " " + bob.asked);
  }

  private void setCookie() throws Exception {
    for (int i = 0; i < 2; i++) {
      CookieManager jar = new CookieManager();
      HttpClient client = builder().cookieHandler(jar).build();
      show("sets a cookie", client, http.resolve("/sets"));
      System.out.println("cookies: " + jar.getCookieStore().getCookies());
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

  private void passwords() throws Exception {
    AtomicInteger alice = new AtomicInteger();
    AtomicInteger bob = new AtomicInteger();
    HttpClient first = builder().authenticator(authenticator("alice", alice)).build();
    HttpClient second = builder().authenticator(authenticator("bob", bob)).build();
    for (int i = 0; i < 2; i++) {
      show("password of alice", first, http.resolve("/password"));
      show("password of bob", second, http.resolve("/password"));
    }
    show("no password", builder().build(), http.resolve("/password"));
    HttpClient third = builder().authenticator(authenticator("carol", bob)).build();
    show("unchallenged carol", third, http.resolve("/free"));
    show("unchallenged nobody", builder().build(), http.resolve("/free"));
    System.out.println("asked for passwords: " + alice + " " + bob);
  }

  private void proxies(int port) throws Exception {
    ProxySelector proxy =
        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    for (String user : List.of("alice", "bob")) {
      HttpClient client =
          builder().proxy(proxy).authenticator(authenticator(user, new AtomicInteger())).build();
      for (int i = 0; i < 2; i++) {
        show("proxy for " + user, client, URI.create("http://origin.invalid/proxied"));
      }
    }
  }

  private void trust() throws Exception {
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    SSLParameters strict = SSLContext.getDefault().getDefaultSSLParameters();
    strict.setProtocols(new String[] {"TLSv1.3"});
    SSLParameters named = new SSLParameters();
    named.setServerNames(List.of(new SNIHostName("another.example")));
    HttpClient common = builder().build();
    URI uri = https.resolve("/trust");
    for (int i = 0; i < 2; i++) {
      show("default trust", common, uri);
      show("own context", builder().sslContext(own).build(), uri);
      show("own protocols", builder().sslParameters(strict).build(), uri);
      show("own server name", builder().sslParameters(named).build(), uri);
    }
    show("empty parameters", builder().sslParameters(new SSLParameters()).build(), uri);
    SSLParameters usual = SSLContext.getDefault().getDefaultSSLParameters();
    show("default parameters", builder().sslParameters(usual).build(), uri);
    SSLContext older = SSLContext.getInstance("TLSv1.2");
    older.init(null, null, new SecureRandom());
    SSLParameters both = new SSLParameters(null, new String[] {"TLSv1.3", "TLSv1.2"});
    show("both protocols", builder().sslContext(older).sslParameters(both).build(), uri);
    HttpClient changing = builder().sslContext(own).build();
    show("trusting the default", changing, uri);
    own.init(null, new TrustManager[] {new Account.Anyone()}, null);
    show("trusting anyone", changing, uri);
  }

  private void hosts() throws Exception {
    HttpClient client = builder().build();
    for (int i = 0; i < 2; i++) {
      show("host of its own", client, http.resolve("/host"), "Host", "internal.example");
      show("another host", client, http.resolve("/host"), "Host", "other.example");
      show("no host", client, http.resolve("/host"));
    }
    show("says that a body follows", client, http.resolve("/host"), "Content-Length", "0");
    show("chunked", client, http.resolve("/host"), "Transfer-Encoding", "identity");
  }

  private void addresses() throws Exception {
    HttpClient.Builder bound = builder();
    HttpClient.Builder.class
        .getMethod("localAddress", InetAddress.class)
        .invoke(bound, InetAddress.getLoopbackAddress());
    HttpClient client = bound.build();
    show("any address", builder().build(), http.resolve("/address"));
    show("its own address", client, http.resolve("/address"));
    show("its own address", client, http.resolve("/address"));
  }
}
