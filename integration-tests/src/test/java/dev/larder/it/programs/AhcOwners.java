package dev.larder.it.programs;

import static org.asynchttpclient.Dsl.basicAuthRealm;
import static org.asynchttpclient.Dsl.proxyServer;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.Response;

/**
 * Who asks, by each of the ways that AsyncHttpClient has, and how it reaches a server. Arguments:
 * an origin without TLS, one of HTTP/2 with it, the port of a proxy.
 */
public final class AhcOwners {

  private final AsyncHttpClient client = Dsl.asyncHttpClient();
  private final URI http;

  private AhcOwners(URI http) {
    this.http = http;
  }

  public static void main(String[] arguments) throws Exception {
    AhcOwners owners = new AhcOwners(URI.create(arguments[0]));
    owners.cookies();
    owners.passwords();
    owners.proxies(Integer.parseInt(arguments[2]));
    owners.resolver();
    for (int i = 0; i < 2; i++) {
      owners.show("h2", owners.get(URI.create(arguments[1]).resolve("/two")));
    }
    owners.client.close();
  }

  private BoundRequestBuilder get(URI uri) {
    return client.prepareGet(uri.toString());
  }

  /** A store keeps them, which is the client's default. */
  private void cookies() {
    URI uri = http.resolve("/cookie");
    for (int i = 0; i < 2; i++) {
      client.getConfig().getCookieStore().clear();
      show("no cookie", get(uri));
      show("sets a cookie", get(http.resolve("/sets")));
      show("with a cookie", get(uri));
    }
  }

  /** The first request of each is answered by a challenge. */
  private void passwords() {
    for (String user : List.of("alice", "bob", "alice")) {
      show(
          "password of " + user,
          get(http.resolve("/password")).setRealm(basicAuthRealm(user, "password")));
    }
  }

  private void proxies(int port) {
    for (String user : List.of("alice", "bob", "alice")) {
      show(
          "proxy for " + user,
          get(URI.create("http://origin.invalid/proxied"))
              .setProxyServer(
                  proxyServer("127.0.0.1", port).setRealm(basicAuthRealm(user, "password"))));
    }
    for (int i = 0; i < 2; i++) {
      show(
          "through a proxy",
          get(URI.create("http://origin.invalid/open"))
              .setProxyServer(proxyServer("127.0.0.1", port)));
    }
  }

  /** Each name leads to this machine. */
  private void resolver() {
    InetNameResolver here =
        new InetNameResolver(ImmediateEventExecutor.INSTANCE) {
          @Override
          protected void doResolve(String name, Promise<InetAddress> promise)
              throws UnknownHostException {
            promise.setSuccess(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}));
          }

          @Override
          protected void doResolveAll(String name, Promise<List<InetAddress>> promise)
              throws UnknownHostException {
            promise.setSuccess(List.of(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})));
          }
        };
    URI somewhere = URI.create("http://somewhere.test:" + http.getPort() + "/reach");
    for (int i = 0; i < 2; i++) {
      show("own resolver", get(somewhere).setNameResolver(here));
    }
  }

  private void show(String what, BoundRequestBuilder request) {
    String seen;
    try {
      Response response = request.execute().get();
      seen = response.getStatusCode() + " " + response.getResponseBody();
    } catch (ExecutionException | InterruptedException failure) {
      seen = Show.kind(failure);
    }
    System.out.println(what + ": " + seen);
  }
}
