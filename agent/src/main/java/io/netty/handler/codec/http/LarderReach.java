package io.netty.handler.codec.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Whom a channel reaches, as far as its handlers and its address tell. */
final class LarderReach {

  /** The authority of the tunnel that a channel is. */
  static final AttributeKey<String> TUNNEL = AttributeKey.valueOf("dev.larder.tunnel");

  /** The base of handlers that make a connection through a proxy. */
  private static final String PROXY = "io.netty.handler.proxy.ProxyHandler";

  private final ChannelHandlerContext context;
  private boolean adjacent;
  private boolean proxied;
  private @Nullable Future<?> pending;
  private @Nullable SSLEngine engine;

  /** Looks at the handlers of a channel, of which {@code context} has one after the codec's. */
  LarderReach(ChannelHandlerContext codec, ChannelHandlerContext context)
      throws ReflectiveOperationException {
    this.context = context;
    ChannelHandler before = null;
    for (Map.Entry<String, ChannelHandler> entry : context.pipeline()) {
      ChannelHandler handler = entry.getValue();
      if (before == codec.handler()) {
        adjacent = handler == context.handler();
      }
      if (handler instanceof SslHandler tls) {
        engine = tls.engine();
        await(tls.handshakeFuture());
      }
      Class<?> proxy = proxyType(handler);
      if (proxy != null) {
        proxied = true;
        await((Future<?>) proxy.getMethod("connectFuture").invoke(handler));
      }
      before = handler;
    }
  }

  private void await(Future<?> next) {
    if (pending == null && !next.isDone()) {
      pending = next;
    }
  }

  /** What must be done before a request can be sent, or null: a handshake of TLS or of a proxy. */
  @Nullable Future<?> pending() {
    return pending;
  }

  /** Whether nothing lies between the codec and us. */
  boolean isAdjacent() {
    return adjacent;
  }

  boolean isOverTls() {
    return engine != null;
  }

  /** The base of handlers for proxies if it is one of them, or null. */
  private static @Nullable Class<?> proxyType(ChannelHandler handler) {
    Class<?> type = handler.getClass();
    while (type != null && !type.getName().equals(PROXY)) {
      type = type.getSuperclass();
    }
    return type;
  }

  /** The JDK's engine if there is one below Netty's. */
  @Nullable SSLEngine engine() {
    SSLEngine of = engine;
    if (of != null && of.getClass().getName().startsWith("io.netty.handler.ssl.Jdk")) {
      try {
        Method wrapped = of.getClass().getMethod("getWrappedEngine");
        wrapped.setAccessible(true);
        return (SSLEngine) wrapped.invoke(of);
      } catch (ReflectiveOperationException otherwise) {
        return of; // of which nothing is known
      }
    }
    return of;
  }

  /** The proxy that the channel goes through, or null. */
  @Nullable InetSocketAddress proxy(HttpRequest request, URI uri) {
    boolean through =
        proxied
            || !request.uri().startsWith("/")
            || (uri.getHost() + ':' + port(uri))
                .equalsIgnoreCase(context.channel().attr(TUNNEL).get());
    return through && context.channel().remoteAddress() instanceof InetSocketAddress address
        ? address
        : null;
  }

  /** The word of the reason for which a request is left alone, or null. */
  @Nullable String obstacle(HttpRequest request, URI uri) {
    String upgrade = request.headers().get(HttpHeaderNames.UPGRADE);
    if (upgrade != null) {
      return upgrade.equalsIgnoreCase("websocket") ? "websocket" : "upgrade";
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)) {
      return "expect-continue";
    }
    SocketAddress remote = context.channel().remoteAddress();
    if (!(remote instanceof InetSocketAddress address)) {
      return "own-sockets";
    }
    return proxy(request, uri) != null || isAt(address, uri) ? null : "own-resolver";
  }

  /**
   * Whether an address is that of the host of a URI, as far as can be told without a resolver: it
   * was made of the same name, and a name other than localhost does not lead to this machine.
   */
  private static boolean isAt(InetSocketAddress remote, URI uri) {
    if (remote.getPort() != port(uri) || remote.isUnresolved()) {
      return false;
    }
    String host = uri.getHost();
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      return Arrays.equals(literal, remote.getAddress().getAddress());
    }
    boolean isLocal =
        host.equalsIgnoreCase("localhost")
            || host.regionMatches(true, host.length() - 10, ".localhost", 0, 10);
    return host.equalsIgnoreCase(remote.getHostString())
        && (isLocal || !remote.getAddress().isLoopbackAddress());
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }
}
