package dev.larder.it.programs;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import reactor.core.Exceptions;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/**
 * Whom Reactor Netty trusts, how it reaches a server, and which protocol it speaks there, beside
 * the usual. Arguments: an origin without TLS, one with it, one of HTTP/2 without TLS, one with it,
 * the path of a socket that leads to the first one, a key store and its password.
 */
public final class NettyOwners {

  private static final HttpClient CLIENT = HttpClient.create();

  private final URI http;
  private final URI https;

  private NettyOwners(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  public static void main(String[] arguments) throws Exception {
    NettyOwners owners = new NettyOwners(URI.create(arguments[0]), URI.create(arguments[1]));
    owners.trust(Path.of(arguments[5]), arguments[6]);
    owners.reach(arguments[4]);
    owners.protocols(URI.create(arguments[2]), URI.create(arguments[3]));
  }

  private void trust(Path keys, String password) throws Exception {
    URI uri = https.resolve("/trust");
    HttpClient usual = over(SslContextBuilder.forClient().sslProvider(SslProvider.JDK));
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password.toCharArray());
    }
    own.init(store, password.toCharArray());
    HttpClient shown =
        over(SslContextBuilder.forClient().sslProvider(SslProvider.JDK).keyManager(own));
    HttpClient openSsl = over(SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL));
    twice("trust of the JVM", usual, uri);
    twice("own certificate", shown, uri);
    twice("OpenSSL", openSsl, uri);
    twice("trust of the JVM", usual, uri);
  }

  private static HttpClient over(SslContextBuilder builder) throws Exception {
    SslContext context = builder.build();
    return CLIENT.secure(tls -> tls.sslContext(context));
  }

  private void reach(String socket) {
    HttpClient local = CLIENT.remoteAddress(() -> new DomainSocketAddress(socket));
    for (int i = 0; i < 2; i++) {
      show("unix socket", local.headers(headers -> headers.set("Host", host())), "/reach");
      show("directly", CLIENT, http.resolve("/reach").toString());
    }
    String somewhere = "http://somewhere.test:" + http.getPort() + "/reach";
    for (int i = 0; i < 2; i++) {
      show("own resolver", CLIENT.resolver(new Here()), somewhere);
    }
  }

  private String host() {
    return http.getHost() + ':' + http.getPort();
  }

  /** Each name leads to this machine. */
  private static final class Here extends AddressResolverGroup<InetSocketAddress> {
    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
      return new InetNameResolver(executor) {
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
      }.asAddressResolver();
    }
  }

  private void protocols(URI h2c, URI h2) {
    Http2SslContextSpec specification =
        Http2SslContextSpec.forClient().configure(builder -> builder.sslProvider(SslProvider.JDK));
    HttpClient tls = CLIENT.secure(secure -> secure.sslContext(specification));
    URI overTls = h2.resolve("/two");
    twice("h2", tls.protocol(HttpProtocol.H2), overTls);
    HttpClient either = tls.protocol(HttpProtocol.H2, HttpProtocol.HTTP11);
    twice("h2 or 1.1", either, overTls);
    twice("h2 or 1.1, not offered", either, https.resolve("/one"));
    twice("h2c", CLIENT.protocol(HttpProtocol.H2C), h2c.resolve("/two"));
    HttpClient upgraded = CLIENT.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11);
    twice("h2c by upgrade", upgraded, h2c.resolve("/two"));
    HttpClient asking = HttpClient.newConnection().protocol(HttpProtocol.H2C, HttpProtocol.HTTP11);
    twice("h2c by upgrade, not offered", asking, http.resolve("/one"));
    twice("1.1", CLIENT, http.resolve("/one"));
  }

  private static void twice(String what, HttpClient client, URI uri) {
    show(what, client, uri.toString());
    show(what, client, uri.toString());
  }

  private static void show(String what, HttpClient client, String uri) {
    String seen;
    try {
      seen =
          client
              .get()
              .uri(uri)
              .responseSingle(
                  (response, body) ->
                      body.asString()
                          .map(
                              text ->
                                  response.version() + " " + response.status().code() + ' ' + text))
              .block(Duration.ofSeconds(20));
    } catch (RuntimeException failure) {
      seen = Exceptions.unwrap(failure).toString();
    }
    System.out.println(what + ": " + seen);
  }
}
