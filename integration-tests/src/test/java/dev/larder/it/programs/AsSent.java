package dev.larder.it.programs;

import java.io.IOException;
import java.net.Authenticator;
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
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends requests that differ only in what the client makes of them on the way, and prints what each
 * got. Arguments: an http and an h2 origin, the ports of two proxies for http on loopback, and of
 * two that let https through.
 */
public final class AsSent {

  private static final String TOKEN = "Bearer token";

  private final URI http;
  private final URI h2;

  private AsSent(URI http, URI h2) {
    this.http = http;
    this.h2 = h2;
  }

  public static void main(String[] arguments) throws Exception {
    AsSent program = new AsSent(URI.create(arguments[0]), URI.create(arguments[1]));
    List<ProxySelector> proxies =
        Stream.of(arguments).skip(2).map(Integer::parseInt).map(AsSent::proxy).toList();
    program.versions();
    program.paths();
    for (Version version : Version.values()) {
      program.credentials(version);
    }
    program.proxied(proxies);
    System.exit(0);
  }

  private static ProxySelector proxy(int port) {
    return ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static void show(String what, HttpClient client, URI uri, String... fields)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (fields.length > 0) {
      request.headers(fields);
    }
    show(what, client.send(request.build(), BodyHandlers.ofString()));
  }

  private static void show(String what, HttpResponse<String> response) {
    System.out.println(
        what
            + ": "
            + response.body()
            + " "
            + response.version()
            + " "
            + response.headers().firstValue(":status").orElse("-"));
  }

  /** One client has the newest version, the other one asks for HTTP/1.1. */
  private void versions() throws Exception {
    URI uri = h2.resolve("/version");
    HttpClient newest = HttpClient.newHttpClient();
    HttpClient old = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    show("newest", newest, uri);
    show("old", old, uri);
    HttpRequest request = HttpRequest.newBuilder(uri).version(Version.HTTP_1_1).build();
    show("old by request", newest.send(request, BodyHandlers.ofString()));
    show("newest again", newest, uri);
  }

  /** Paths that mean the same by RFC 3986, and are sent as they stand. */
  private void paths() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    for (String path :
        List.of("/b", "/a/../b", "/a/./../b", "/a/%2e%2e/b", "/~u", "/%7Eu", "/%7eu")) {
      show(path, client, URI.create(http.resolve("/") + path.substring(1)));
    }
    show("no path", client, URI.create(http.toString().replaceFirst("/$", "")));
    show("/", client, http.resolve("/"));
  }

  /** On JDK 17 a client with an authenticator leaves out the program's own credentials. */
  private void credentials(Version version) throws Exception {
    URI uri = (version == Version.HTTP_1_1 ? http : h2).resolve("/who?" + version);
    HttpClient plain = HttpClient.newBuilder().version(version).build();
    HttpClient asking =
        HttpClient.newBuilder()
            .version(version)
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("nobody", new char[0]);
                  }
                })
            .build();
    for (int i = 0; i < 2; i++) {
      show("token, with authenticator", asking, uri, "Authorization", TOKEN);
      show("token", plain, uri, "Authorization", TOKEN);
      show("nobody", plain, uri);
      show("nobody, with authenticator", asking, uri);
      show("for a proxy", plain, uri, "Proxy-Authorization", TOKEN);
    }
  }

  private void proxied(List<ProxySelector> proxies) throws Exception {
    for (int i = 0; i < 2; i++) {
      for (int proxy = 0; proxy < 4; proxy++) {
        HttpClient client =
            HttpClient.newBuilder().version(Version.HTTP_1_1).proxy(proxies.get(proxy)).build();
        URI uri = proxy < 2 ? URI.create("http://origin.invalid/here") : h2.resolve("/tunnelled");
        show("through proxy " + proxy, client, uri);
      }
    }
  }
}
