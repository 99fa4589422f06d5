package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/**
 * What programs do with Reactor Netty and no other client has. Prints what it sees. Arguments: an
 * origin without TLS, one with it, the port of a proxy through which tunnels lead.
 */
public final class NettyCalls {

  /** One connection: what is not returned to the pool holds up the next request. */
  private final ConnectionProvider pool =
      ConnectionProvider.builder("one")
          .maxConnections(1)
          .pendingAcquireTimeout(Duration.ofSeconds(10))
          .build();

  private final HttpClient client = HttpClient.create(pool).followRedirect(true).compress(true);
  private final URI http;
  private final URI https;
  private final int tunnels;

  private NettyCalls(URI http, URI https, int tunnels) {
    this.http = http;
    this.https = https;
    this.tunnels = tunnels;
  }

  public static void main(String[] arguments) throws Exception {
    NettyCalls calls =
        new NettyCalls(
            URI.create(arguments[0]), URI.create(arguments[1]), Integer.parseInt(arguments[2]));
    for (int i = 0; i < 2; i++) {
      System.out.println("== " + i);
      calls.answers();
      calls.owners();
      calls.invalidation();
      calls.seen();
      calls.bodies();
      calls.trust();
      calls.ways();
    }
    calls.pool.dispose();
    NettyPlain.run(calls.http);
    NettyPlain.leaks();
  }

  private void answers() {
    for (String path :
        List.of(
            "fields",
            "missing",
            "empty",
            "chunked",
            "gzip",
            "moved",
            "moved-with-body",
            "moved-to-network",
            "moved-to-tls",
            "old",
            "server-closes",
            "fields")) {
      show(path, client, "/" + path);
    }
    show("head", client, HttpMethod.HEAD, http.resolve("/fields"));
    show("validated", client, "/validated");
    show("validated and closed", client, "/validated-and-closed");
  }

  private void owners() {
    for (String user : List.of("alice", "bob", "alice")) {
      HttpClient cookie = client.headers(headers -> headers.set("Cookie", "user=" + user));
      show("cookie of " + user, cookie, "/cookie");
      HttpClient password =
          client.headers(headers -> headers.set("Authorization", "Basic " + user));
      show("password of " + user, password, "/password");
    }
    for (String language : List.of("de", "fr")) {
      HttpClient speaking = client.headers(headers -> headers.set("Accept-Language", language));
      show("language " + language, speaking, "/language");
    }
  }

  private void invalidation() {
    for (String value : List.of("one", "two")) {
      String done =
          client
              .post()
              .uri(http.resolve("/item").toString())
              .send(ByteBufMono.fromString(Mono.just(value)))
              .responseContent()
              .aggregate()
              .asString()
              .block();
      System.out.println("post: " + done);
      show("item", client, "/item");
    }
  }

  /** What handlers between the codec and the client see. */
  private void seen() {
    Set<String> requests = new ConcurrentSkipListSet<>();
    Set<String> responses = new ConcurrentSkipListSet<>();
    HttpClient watched =
        HttpClient.newConnection()
            .doOnConnected(
                connection ->
                    connection.addHandlerLast(
                        new ChannelDuplexHandler() {
                          @Override
                          public void write(
                              ChannelHandlerContext context, Object message, ChannelPromise done) {
                            context.write(message, done);
                            if (message instanceof HttpRequest request) {
                              requests.addAll(request.headers().names());
                            }
                          }

                          @Override
                          public void channelRead(ChannelHandlerContext context, Object message) {
                            if (message instanceof HttpResponse response) {
                              responses.add(response.status().toString());
                            }
                            context.fireChannelRead(message);
                          }
                        }));
    show("watched", watched, "/validated");
    System.out.println("seen: " + requests + " " + responses);
  }

  /** A part at a time, and given up after the first part. */
  private void bodies() {
    for (String path : List.of("/large", "/large-chunked")) {
      Flux<byte[]> parts = parts(path);
      byte[] all =
          parts
              .limitRate(1)
              .concatMap(part -> Mono.just(part).delayElement(Duration.ofMillis(1)))
              .reduce(NettyCalls::joined)
              .block();
      System.out.println("parts of " + path + ": " + Show.hash(all));
      Integer first = parts(path).map(part -> part.length).next().block();
      System.out.println("some of " + path + ": " + (first > 0));
    }
    show("after a part", client, "/fields");
  }

  private Flux<byte[]> parts(String path) {
    return client
        .get()
        .uri(http.resolve(path).toString())
        .response((response, body) -> body.asByteArray());
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void trust() throws Exception {
    show("default trust", client, https.resolve("/trust"));
    SslContext anyone =
        SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
    show("trusting anyone", client.secure(tls -> tls.sslContext(anyone)), https.resolve("/trust"));
    SslContext old = SslContextBuilder.forClient().protocols("TLSv1.2").build();
    show("TLS 1.2", client.secure(tls -> tls.sslContext(old)), https.resolve("/trust"));
    HttpClient unchecked =
        client.secure(
            tls ->
                tls.sslContext(defaults())
                    .handlerConfigurator(
                        handler -> {
                          var parameters = handler.engine().getSSLParameters();
                          parameters.setEndpointIdentificationAlgorithm("");
                          handler.engine().setSSLParameters(parameters);
                        }));
    show("any host name", unchecked, https.resolve("/trust"));
  }

  private static SslContext defaults() {
    try {
      return SslContextBuilder.forClient().build();
    } catch (javax.net.ssl.SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Other ways to the origin than straight to the host of the URI. */
  private void ways() {
    HttpClient tunnelled =
        HttpClient.newConnection()
            .proxy(proxy -> proxy.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(tunnels));
    show("through a tunnel", tunnelled, https.resolve("/tunnelled"));
    show("through a tunnel", tunnelled, http.resolve("/tunnelled"));
    HttpClient elsewhere =
        HttpClient.newConnection()
            .remoteAddress(
                () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), http.getPort()))
            .headers(headers -> headers.set("Host", "elsewhere.invalid"));
    show("other host", elsewhere, "/elsewhere");
  }

  private void show(String what, HttpClient by, String path) {
    show(what, by, HttpMethod.GET, http.resolve(path));
  }

  private static void show(String what, HttpClient by, URI uri) {
    show(what, by, HttpMethod.GET, uri);
  }

  private static void show(String what, HttpClient by, HttpMethod method, URI uri) {
    String seen;
    try {
      seen =
          by.request(method)
              .uri(uri.toString())
              .responseSingle(
                  (response, body) ->
                      body.asByteArray()
                          .defaultIfEmpty(new byte[0])
                          .map(bytes -> shown(response) + new String(bytes, UTF_8)))
              .block();
    } catch (RuntimeException failure) {
      seen = Show.kind(Exceptions.unwrap(failure));
    }
    System.out.println(what + ": " + seen);
  }

  private static String shown(HttpClientResponse response) {
    Set<String> fields = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    response
        .responseHeaders()
        .forEach(field -> fields.add(field.getKey() + "=" + field.getValue()));
    fields.removeIf(field -> field.matches("(?i)(age|date|connection|transfer-encoding)=.*"));
    return response.status()
        + " "
        + fields
        + response.requestHeaders().names()
        + response.redirectedFrom().length
        + " ";
  }
}
