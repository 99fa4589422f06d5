package dev.larder.it.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, by each of the ways that OkHttp has, whom it trusts, and what it does where a response
 * is stale. Arguments: an origin without TLS, one with it, the port of a proxy, the port of one
 * through which tunnels lead.
 */
public final class OkHttpOwners {

  private final URI http;
  private final URI https;
  private final OkHttpClient client = new OkHttpClient();

  private OkHttpOwners(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    OkHttpOwners owners = new OkHttpOwners(URI.create(arguments[0]), URI.create(arguments[1]));
    owners.cookies();
    owners.setCookie();
    owners.passwords();
    owners.proxies(Integer.parseInt(arguments[2]));
    owners.tunnels(Integer.parseInt(arguments[3]));
    owners.trust();
    owners.connections();
    owners.bothClients();
    owners.failing();
    owners.background();
  }

  private static Request.Builder to(URI uri) {
    return new Request.Builder().url(uri.toString());
  }

  private static void show(String what, OkHttpClient.Builder client, Request.Builder request) {
    String seen;
    try (Response response = client.build().newCall(request.build()).execute()) {
      seen = response.code() + " " + response.body().string();
    } catch (IOException e) {
      seen = e.getClass().getSimpleName();
    }
    System.out.println(what + ": " + seen);
  }

  private void show(String what, OkHttpClient.Builder client, URI uri) {
    show(what, client, to(uri));
  }

  /** Says who asks, and counts what it is to keep. */
  private static final class Jar implements CookieJar {
    private final @Nullable String user;
    private int saved;

    Jar(@Nullable String user) {
      this.user = user;
    }

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return user == null
          ? List.of()
          : List.of(new Cookie.Builder().name("user").value(user).domain(url.host()).build());
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      saved += cookies.size();
    }
  }

  private void cookies() {
    URI uri = http.resolve("/cookie");
    for (int i = 0; i < 2; i++) {
      for (String name : List.of("alice", "bob")) {
        String cookie = "user=" + name;
        show("jar of " + name, client.newBuilder().cookieJar(new Jar(name)), uri);
        show("cookie of " + name, client.newBuilder(), to(uri).header("Cookie", cookie));
        show(
            "interceptor of " + name,
            client
                .newBuilder()
                .addInterceptor(
                    chain ->
                        chain.proceed(
                            chain.request().newBuilder().header("Cookie", cookie).build())),
            uri);
      }
    }
    show("no cookie", client.newBuilder(), uri);
  }

  private void setCookie() {
    for (int i = 0; i < 2; i++) {
      Jar jar = new Jar(null);
      show("sets a cookie", client.newBuilder().cookieJar(jar), http.resolve("/sets"));
      System.out.println("cookies: " + jar.saved);
    }
  }

  private static Authenticator authenticator(String name, String user) {
    return (route, response) ->
        response.request().header(name) != null
            ? null
            : response
                .request()
                .newBuilder()
                .header(name, Credentials.basic(user, "password"))
                .build();
  }

  private void passwords() {
    URI uri = http.resolve("/password");
    for (int i = 0; i < 2; i++) {
      for (String user : List.of("alice", "bob")) {
        show(
            "password of " + user,
            client.newBuilder().authenticator(authenticator("Authorization", user)),
            uri);
      }
    }
    show(
        "at once",
        client.newBuilder(),
        to(uri).header("Authorization", Credentials.basic("alice", "password")));
    show("no password", client.newBuilder(), uri);
    for (int i = 0; i < 2; i++) {
      show(
          "crossing",
          client.newBuilder(),
          to(http.resolve("/crossing")).header("Authorization", "Bearer alice"));
    }
  }

  private static Proxy proxy(int port) {
    return new Proxy(
        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private void proxies(int port) {
    URI uri = URI.create("http://origin.invalid/proxied");
    for (String user : List.of("alice", "bob")) {
      for (int i = 0; i < 2; i++) {
        show(
            "proxy for " + user,
            client
                .newBuilder()
                .proxy(proxy(port))
                .proxyAuthenticator(authenticator("Proxy-Authorization", user)),
            uri);
      }
    }
    ProxySelector selector =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI any) {
            return List.of(proxy(port));
          }

          @Override
          public void connectFailed(URI any, SocketAddress address, IOException failure) {}
        };
    URI open = URI.create("http://origin.invalid/open");
    show("selected", client.newBuilder().proxySelector(selector), open);
    show("selected", client.newBuilder().proxySelector(selector), open);
    show("directly", client.newBuilder(), open);
  }

  private void tunnels(int port) {
    URI uri = https.resolve("/tunnelled");
    show("directly", client.newBuilder(), uri);
    for (int i = 0; i < 2; i++) {
      show("through a tunnel", client.newBuilder().proxy(proxy(port)), uri);
    }
    show("directly", client.newBuilder(), uri);
  }

  private void trust() throws Exception {
    URI uri = https.resolve("/trust");
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    SSLContext anyone = SSLContext.getInstance("TLS");
    X509TrustManager trusting = new Account.Anyone();
    anyone.init(null, new TrustManager[] {trusting}, null);
    String pin;
    try (Response response = client.newCall(to(uri).build()).execute()) {
      pin = CertificatePinner.pin(response.handshake().peerCertificates().get(0));
    }
    show("default trust", client.newBuilder(), uri);
    show(
        "own context",
        client
            .newBuilder()
            .sslSocketFactory(
                own.getSocketFactory(), (X509TrustManager) factory.getTrustManagers()[0]),
        uri);
    ConnectionSpec spec =
        new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_2)
            .build();
    for (int i = 0; i < 2; i++) {
      show(
          "trusting anyone",
          client.newBuilder().sslSocketFactory(anyone.getSocketFactory(), trusting),
          uri);
      show("any host name", client.newBuilder().hostnameVerifier((host, session) -> true), uri);
      show("pinned", client.newBuilder().certificatePinner(pinner(uri.getHost(), pin)), uri);
      show("pinned elsewhere", client.newBuilder().certificatePinner(pinner("a.test", pin)), uri);
      show("TLS 1.2", client.newBuilder().connectionSpecs(List.of(spec)), uri);
    }
    show("default trust", client.newBuilder(), uri);
  }

  private static CertificatePinner pinner(String host, String pin) {
    return new CertificatePinner.Builder().add(host, pin).build();
  }

  /** What is stored needs none. */
  private void connections() {
    ConnectionPool pool = new ConnectionPool();
    OkHttpClient.Builder own = client.newBuilder().connectionPool(pool);
    show("own pool", own, https.resolve("/trust"));
    System.out.println("connections: " + pool.connectionCount());
  }

  private void bothClients() throws Exception {
    HttpClient other = HttpClient.newHttpClient();
    for (URI uri : List.of(http.resolve("/shared"), https.resolve("/shared"))) {
      for (String first : List.of("?ok", "?other")) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri + first)).build();
        if (first.equals("?other")) {
          System.out.println("other: " + other.send(request, BodyHandlers.ofString()).body());
        }
        try (Response response = client.newCall(to(request.uri()).build()).execute()) {
          boolean secure = response.handshake() != null;
          System.out.println("ok: " + response.message() + response.body().string() + secure);
        }
        System.out.println("other: " + other.send(request, BodyHandlers.ofString()).body());
      }
    }
    RequestBody body = RequestBody.create(MediaType.parse("text/plain"), "x");
    URI written = URI.create(http.resolve("/shared") + "?ok");
    show("writes", client.newBuilder(), to(written).post(body));
    HttpRequest again = HttpRequest.newBuilder(written).build();
    System.out.println("other: " + other.send(again, BodyHandlers.ofString()).body());
  }

  /**
   * The client tries a kept connection that is gone again; a stored response is the last resort.
   */
  private void failing() {
    for (String path : List.of("/retried", "/gone")) {
      for (int i = 0; i < 2; i++) {
        show(path, client.newBuilder(), http.resolve(path));
      }
    }
  }

  private void background() throws Exception {
    AtomicInteger intercepted = new AtomicInteger();
    OkHttpClient counting =
        client
            .newBuilder()
            .addInterceptor(
                chain -> {
                  intercepted.incrementAndGet();
                  return chain.proceed(chain.request());
                })
            .build();
    List<String> pages = new ArrayList<>(List.of(page(counting), page(counting)));
    new Gate(http).await("second");
    String last = "1";
    int asked = 2;
    for (int i = 0; i < 200 && last.equals("1"); i++) {
      Thread.sleep(20);
      last = page(counting);
      asked++;
    }
    pages.add(last.equals("1") ? "never another" : "another");
    System.out.println("background: " + pages + (intercepted.get() - asked));
  }

  private String page(OkHttpClient of) throws IOException {
    Request request = to(http.resolve("/page")).header("X-Mine", "yes").build();
    try (Response response = of.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
