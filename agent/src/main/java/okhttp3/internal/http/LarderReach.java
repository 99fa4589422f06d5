package okhttp3.internal.http;

import dev.larder.bridge.CallRequest;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.SocketFactory;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.Request;
import okhttp3.internal.tls.OkHostnameVerifier;
import org.jspecify.annotations.Nullable;

/** Whom a call reaches, and what may change its request and response on the way. */
final class LarderReach {

  /** Network interceptors that only look, by the beginnings of their names. */
  private static final Set<String> OBSERVERS =
      Set.of(
          "okhttp3.logging.",
          "io.opentelemetry.",
          "io.sentry.",
          "io.micrometer.",
          "brave.",
          "com.datadog.",
          "datadog.trace.",
          "com.newrelic.",
          "com.facebook.stetho.",
          "com.chuckerteam.chucker.",
          "com.readystatesoftware.chuck.");

  private static final @Nullable Field PINS =
      LarderReflection.field(CertificatePinner.class, "pins");

  private static final @Nullable Method MATCHING =
      LarderReflection.method(CertificatePinner.class, "findMatchingPins", String.class);

  private LarderReach() {}

  /** Tells what is known of a call. */
  static void tell(LarderChain chain, Request request, CallRequest told) {
    boolean overTls = request.isHttps();
    told.obstacle = obstacle(chain, request, overTls);
    if (overTls && told.obstacle == null) {
      told.tls = chain.tlsSockets();
      told.tlsChoices = choices(chain.client().connectionSpecs());
    }
    told.proxy = proxy(chain, told);
    told.timeoutMillis = chain.timeoutMillis();
  }

  /** The word of the reason for which a call is left alone, or null. */
  @SuppressWarnings("ReferenceEquality") // these very objects
  private static @Nullable String obstacle(LarderChain chain, Request request, boolean overTls) {
    String upgrade = request.header("Upgrade");
    if (upgrade != null) {
      return upgrade.equalsIgnoreCase("websocket") ? "websocket" : "upgrade";
    }
    for (Object interceptor : chain.networkInterceptors()) {
      if (!observes(interceptor)) {
        return "network-interceptor";
      }
    }
    if (chain.dns() != Dns.SYSTEM) {
      return "own-resolver";
    }
    if (chain.sockets() != SocketFactory.getDefault()) {
      return "own-sockets";
    }
    if (!overTls) {
      return null;
    }
    if (chain.verifier().getClass() != OkHostnameVerifier.class) {
      return "own-host-name-verifier";
    }
    return pins(chain.pinner(), request.url().host()) ? "pinned-certificate" : null;
  }

  /** Whether a network interceptor is known to change nothing. */
  static boolean observes(Object interceptor) {
    String name = interceptor.getClass().getName();
    for (String observer : OBSERVERS) {
      if (name.startsWith(observer)) {
        return true;
      }
    }
    return false;
  }

  /** Whether only certain certificates of a host are accepted. */
  private static boolean pins(CertificatePinner pinner, String host) {
    if (LarderReflection.get(PINS, pinner) instanceof Collection<?> all && all.isEmpty()) {
      return false;
    }
    return MATCHING == null
        || !(LarderReflection.call(MATCHING, pinner, host) instanceof Collection<?> matching)
        || !matching.isEmpty();
  }

  /** The protocols and cipher suites of a client, if not the usual ones. */
  private static String choices(List<ConnectionSpec> specs) {
    for (ConnectionSpec spec : specs) {
      if (spec.isTls()
          && !spec.equals(ConnectionSpec.MODERN_TLS)
          && !spec.equals(ConnectionSpec.COMPATIBLE_TLS)) {
        return "specs " + specs;
      }
    }
    return "";
  }

  private static @Nullable InetSocketAddress proxy(LarderChain chain, CallRequest told) {
    Proxy proxy = chain.proxy();
    if (proxy == null) {
      List<Proxy> selected = chain.selector().select(told.uri);
      proxy = selected == null || selected.isEmpty() ? Proxy.NO_PROXY : selected.get(0);
    }
    return proxy.address() instanceof InetSocketAddress address ? address : null;
  }
}
