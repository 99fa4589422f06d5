package dev.larder.it.programs;

import static org.asynchttpclient.Dsl.asyncHttpClient;
import static org.asynchttpclient.Dsl.basicAuthRealm;
import static org.asynchttpclient.Dsl.proxyServer;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.Response;

/**
 * What programs do with AsyncHttpClient and no other client has. Prints what it sees. Arguments: an
 * origin without TLS, one with it, the port of a proxy through which tunnels lead.
 */
@SuppressWarnings("deprecation") // later versions of Netty have other loops, which the oldest lack
public final class AhcCalls {

  private final EventLoopGroup loops = new NioEventLoopGroup(2);
  private final AsyncHttpClient client = asyncHttpClient(config());
  private final URI http;
  private final URI https;
  private final int tunnels;

  private AhcCalls(URI http, URI https, int tunnels) {
    this.http = http;
    this.https = https;
    this.tunnels = tunnels;
  }

  /** One connection: what is not returned to the pool holds up the next request. */
  private DefaultAsyncHttpClientConfig.Builder config() {
    return Dsl.config()
        .setEventLoopGroup(loops)
        .setMaxConnectionsPerHost(1)
        .setAcquireFreeChannelTimeout(10_000)
        .setCompressionEnforced(true)
        .setFollowRedirect(true);
  }

  public static void main(String[] arguments) throws Exception {
    AhcCalls calls =
        new AhcCalls(
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
    calls.client.close();
    calls.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
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
      show(path, get("/" + path));
    }
    show("head", client.prepareHead(http.resolve("/fields").toString()));
    show("validated", get("/validated"));
    show("validated and closed", get("/validated-and-closed"));
  }

  private void owners() {
    for (String user : List.of("alice", "bob", "alice")) {
      show("cookie of " + user, get("/cookie").addCookie(new DefaultCookie("user", user)));
      show(
          "password of " + user,
          get("/password").setRealm(basicAuthRealm(user, "word").setUsePreemptiveAuth(true)));
    }
    for (String language : List.of("de", "fr")) {
      show("language " + language, get("/language").setHeader("Accept-Language", language));
    }
  }

  private void invalidation() {
    for (String value : List.of("one", "two")) {
      show("post", client.preparePost(http.resolve("/item").toString()).setBody(value));
      show("item", get("/item"));
    }
  }

  /** What handlers between the codec and the client see. */
  private void seen() throws IOException {
    Set<String> requests = new ConcurrentSkipListSet<>();
    Set<String> responses = new ConcurrentSkipListSet<>();
    try (AsyncHttpClient watched =
        asyncHttpClient(
            config()
                .setHttpAdditionalChannelInitializer(
                    channel -> channel.pipeline().addLast(new Watching(requests, responses))))) {
      show("watched", watched.prepareGet(http.resolve("/validated").toString()));
    }
    System.out.println("seen: " + requests + " " + responses);
  }

  private static final class Watching extends ChannelDuplexHandler {
    private final Set<String> requests;
    private final Set<String> responses;

    Watching(Set<String> requests, Set<String> responses) {
      this.requests = requests;
      this.responses = responses;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      // The last one of the client passes nothing on.
      context.pipeline().remove(this);
      context.pipeline().addBefore("ahc-http", null, new Inner());
    }

    private final class Inner extends ChannelDuplexHandler {
      @Override
      public void write(ChannelHandlerContext context, Object message, ChannelPromise done) {
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
    }
  }

  /** A part at a time where the client can do it, and given up after the first part. */
  private void bodies() throws Exception {
    for (String path : List.of("/large", "/large-chunked")) {
      byte[] all =
          isStreaming()
              ? AhcStreamed.read(get(path))
              : get(path).execute().get().getResponseBodyAsBytes();
      System.out.println("parts of " + path + ": " + Show.hash(all));
      try (Stream<byte[]> parts = AhcParts.of(get(path))) {
        System.out.println("some of " + path + ": " + (parts.findFirst().orElseThrow().length > 0));
      }
    }
    show("after a part", get("/fields"));
  }

  private static boolean isStreaming() {
    try {
      Class.forName("org.asynchttpclient.handler.StreamedAsyncHandler");
      return true;
    } catch (ClassNotFoundException later) {
      return false;
    }
  }

  private void trust() throws IOException {
    show("default trust", client, https.resolve("/trust"));
    show("trusting anyone", config().setUseInsecureTrustManager(true), https.resolve("/trust"));
    show(
        "TLS 1.2", config().setEnabledProtocols(new String[] {"TLSv1.2"}), https.resolve("/trust"));
    show(
        "any host name",
        config().setDisableHttpsEndpointIdentificationAlgorithm(true),
        https.resolve("/trust"));
  }

  /** Other ways to the origin than straight to the host of the URI. */
  private void ways() {
    show(
        "through a tunnel",
        client
            .prepareGet(https.resolve("/tunnelled").toString())
            .setProxyServer(proxyServer("127.0.0.1", tunnels)));
    show("other host", get("/elsewhere").setVirtualHost("elsewhere.invalid"));
  }

  private BoundRequestBuilder get(String path) {
    return client.prepareGet(http.resolve(path).toString());
  }

  private static void show(String what, DefaultAsyncHttpClientConfig.Builder config, URI uri)
      throws IOException {
    try (AsyncHttpClient other = asyncHttpClient(config)) {
      show(what, other, uri);
    }
  }

  private static void show(String what, AsyncHttpClient by, URI uri) {
    show(what, by.prepareGet(uri.toString()));
  }

  private static void show(String what, BoundRequestBuilder request) {
    String seen;
    try {
      seen = shown(request.execute().get());
    } catch (ExecutionException | InterruptedException failure) {
      seen = Show.kind(failure);
    }
    System.out.println(what + ": " + seen);
  }

  private static String shown(Response response) {
    Map<String, List<String>> fields = NettyFields.of(response.getHeaders());
    fields.keySet().removeAll(Set.of("age", "date", "connection", "transfer-encoding"));
    return response.getStatusCode()
        + " "
        + response.getStatusText()
        + " "
        + response.getUri()
        + fields
        + " "
        + response.getResponseBody();
  }
}
