package org.apache.hc.client5.http.impl.classic;

import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.socket.PlainConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.function.Resolver;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.io.SocketConfig;
import org.jspecify.annotations.Nullable;

/**
 * Looks into connection managers. Their fields have had these names since 5.0; up to 5.3 there are
 * socket factories, from 5.4 on TLS strategies. What is not as the client makes it by default is an
 * obstacle: it may reach another server under the same name, or trust others.
 */
final class LarderManagers {

  private static final String OWN_SOCKETS = "own-sockets";
  private static final String OWN_RESOLVER = "own-resolver";
  private static final String OWN_VERIFIER = "own-host-name-verifier";
  private static final String TRUST_UNKNOWN = "trust-unknown";

  /** Where the AWS SDK has its classes that wrap the client's own, to measure and to log. */
  private static final String AWS = "software.amazon.awssdk.http.apache5.internal.conn.";

  private static final String AWS_MANAGER =
      AWS + "ClientConnectionManagerFactory$InstrumentedHttpClientConnectionManager";

  private static final Map<Object, LarderReach> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private LarderManagers() {}

  /** The connection manager that a request goes through, or null if it can't be told. */
  static @Nullable Object of(ExecRuntime runtime) throws ReflectiveOperationException {
    Object manager =
        runtime.getClass() == InternalExecRuntime.class ? field(runtime, "manager") : null;
    return isNamed(manager, AWS_MANAGER) ? field(manager, "delegate") : manager;
  }

  static LarderReach reach(@Nullable Object manager) throws ReflectiveOperationException {
    if (manager == null) {
      return LarderReach.unknown(null, OWN_SOCKETS);
    }
    LarderReach known = KNOWN.get(manager);
    if (known == null) {
      known = look(manager);
      KNOWN.put(manager, known);
    }
    return known;
  }

  /** The SOCKS proxy that a manager is told to use for a route, or null. */
  static @Nullable InetSocketAddress socksProxy(@Nullable Object manager, HttpRoute route)
      throws ReflectiveOperationException {
    Object config = null;
    if (manager instanceof PoolingHttpClientConnectionManager) {
      config = field(manager, "defaultSocketConfig");
      if (config == null && field(manager, "socketConfigResolver") instanceof Resolver<?, ?> any) {
        @SuppressWarnings("unchecked")
        Resolver<HttpRoute, Object> resolver = (Resolver<HttpRoute, Object>) any;
        config = resolver.resolve(route);
      }
    } else if (manager != null) {
      config = field(manager, "socketConfig");
    }
    return config instanceof SocketConfig known
            && known.getSocksProxyAddress() instanceof InetSocketAddress proxy
        ? proxy
        : null;
  }

  private static LarderReach look(Object manager) throws ReflectiveOperationException {
    Class<?> type = manager.getClass();
    if (type != PoolingHttpClientConnectionManager.class
        && type != BasicHttpClientConnectionManager.class
        && !isNamed(manager, AWS + "SafePoolingHttpClientConnectionManager")) {
      return LarderReach.unknown(null, OWN_SOCKETS);
    }
    AtomicBoolean closed = (AtomicBoolean) field(manager, "closed");
    Object operator = field(manager, "connectionOperator");
    if (operator == null || operator.getClass() != DefaultHttpClientConnectionOperator.class) {
      return LarderReach.unknown(closed, OWN_SOCKETS);
    }
    if (!isA(field(operator, "dnsResolver"), SystemDefaultDnsResolver.class)
        || !isA(field(operator, "schemePortResolver"), DefaultSchemePortResolver.class)) {
      return LarderReach.unknown(closed, OWN_RESOLVER);
    }
    Object factories = field(operator, "socketFactoryRegistry");
    return factories instanceof Lookup<?> registry
        ? withFactories(closed, registry)
        : withStrategies(closed, operator);
  }

  private static LarderReach withFactories(@Nullable AtomicBoolean closed, Lookup<?> registry)
      throws ReflectiveOperationException {
    if (!isA(registry.lookup("http"), PlainConnectionSocketFactory.class)) {
      return LarderReach.unknown(closed, OWN_SOCKETS);
    }
    Object factory = registry.lookup("https");
    if (!isA(factory, SSLConnectionSocketFactory.class)) {
      return new LarderReach(closed, null, TRUST_UNKNOWN, null, "");
    }
    Object tls = field(factory, "socketFactory");
    return isA(field(factory, "hostnameVerifier"), DefaultHostnameVerifier.class)
        ? new LarderReach(closed, null, null, tls, choices(factory))
        : new LarderReach(closed, null, OWN_VERIFIER, tls, "");
  }

  private static LarderReach withStrategies(@Nullable AtomicBoolean closed, Object operator)
      throws ReflectiveOperationException {
    Object sockets = field(operator, "detachedSocketFactory");
    if (sockets == null || sockets != field(operator, "PLAIN_SOCKET_FACTORY")) {
      return LarderReach.unknown(closed, OWN_SOCKETS);
    }
    Object strategy =
        field(operator, "tlsSocketStrategyLookup") instanceof Lookup<?> lookup
            ? lookup.lookup("https")
            : null;
    String own = DefaultHostnameVerifier.class.getPackageName() + ".DefaultClientTlsStrategy";
    if (strategy == null
        || !(isNamed(strategy, own) || isNamed(strategy, AWS + "SdkTlsSocketFactory"))) {
      return new LarderReach(closed, null, TRUST_UNKNOWN, null, "");
    }
    Object tls = field(strategy, "sslContext");
    return verifiesHostNames(strategy)
        ? new LarderReach(closed, null, null, tls, choices(strategy))
        : new LarderReach(closed, null, OWN_VERIFIER, tls, "");
  }

  /** Whether the JDK or the client's usual verifier compares host names, and nothing else does. */
  private static boolean verifiesHostNames(Object strategy) throws ReflectiveOperationException {
    String policy = String.valueOf(field(strategy, "hostnameVerificationPolicy"));
    Object verifier = field(strategy, "hostnameVerifier");
    return switch (policy) {
      case "BUILTIN" -> true;
      case "CLIENT" -> isA(verifier, DefaultHostnameVerifier.class);
      case "BOTH" -> verifier == null || isA(verifier, DefaultHostnameVerifier.class);
      default -> false;
    };
  }

  private static String choices(Object tls) throws ReflectiveOperationException {
    return choice(" protocols ", field(tls, "supportedProtocols"))
        + choice(" suites ", field(tls, "supportedCipherSuites"));
  }

  private static String choice(String what, @Nullable Object names) {
    return names instanceof String[] chosen ? what + new TreeSet<>(Arrays.asList(chosen)) : "";
  }

  private static boolean isA(@Nullable Object object, Class<?> type) {
    return object != null && object.getClass() == type;
  }

  private static boolean isNamed(@Nullable Object object, String type) {
    return object != null && object.getClass().getName().equals(type);
  }

  /** What a field holds; null if there is none of that name. */
  static @Nullable Object field(@Nullable Object owner, String name)
      throws ReflectiveOperationException {
    for (Class<?> type = owner == null ? null : owner.getClass();
        type != null;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(owner);
        }
      }
    }
    return null;
  }
}
