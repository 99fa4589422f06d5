package org.apache.hc.client5.http.impl.async;

import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.jspecify.annotations.Nullable;

/**
 * Looks into what a client makes its connections with: a connection manager, or the pool of a
 * client that speaks HTTP/2 alone. Their fields have had these names since 5.0. What is not as the
 * client makes it by default is an obstacle: it may reach another server under the same name, or
 * trust others.
 */
final class LarderManagers {

  private static final String OWN_SOCKETS = "own-sockets";
  private static final String OWN_RESOLVER = "own-resolver";
  private static final String OWN_VERIFIER = "own-host-name-verifier";
  private static final String TRUST_UNKNOWN = "trust-unknown";

  private static final Map<Object, LarderReach> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private LarderManagers() {}

  /** How the requests of a runtime reach servers. */
  static LarderReach reach(AsyncExecRuntime runtime) throws ReflectiveOperationException {
    if (runtime.getClass() == InternalHttpAsyncExecRuntime.class) {
      return known(field(runtime, "manager"), field(runtime, "connectionInitiator"));
    }
    return known(
        runtime.getClass() == InternalH2AsyncExecRuntime.class ? field(runtime, "connPool") : null,
        null);
  }

  private static LarderReach known(@Nullable Object manager, @Nullable Object reactor)
      throws ReflectiveOperationException {
    if (manager == null) {
      return LarderReach.unknown(null, OWN_SOCKETS);
    }
    LarderReach known = KNOWN.get(manager);
    if (known == null) {
      known = reactor == null ? pool(manager) : look(manager, reactor);
      KNOWN.put(manager, known);
    }
    return known;
  }

  private static LarderReach look(Object manager, Object reactor)
      throws ReflectiveOperationException {
    if (manager.getClass() != PoolingAsyncClientConnectionManager.class) {
      return LarderReach.unknown(null, OWN_SOCKETS);
    }
    AtomicBoolean closed = (AtomicBoolean) field(manager, "closed");
    Object operator = field(manager, "connectionOperator");
    if (!isNamed(
        operator,
        PoolingAsyncClientConnectionManager.class.getPackageName()
            + ".DefaultAsyncClientConnectionOperator")) {
      return LarderReach.unknown(closed, OWN_SOCKETS);
    }
    if (!isDefault(field(operator, "sessionRequester"))
        || !isA(field(operator, "schemePortResolver"), DefaultSchemePortResolver.class)) {
      return LarderReach.unknown(closed, OWN_RESOLVER);
    }
    Object strategy =
        field(operator, "tlsStrategyLookup") instanceof Lookup<?> lookup
            ? lookup.lookup("https")
            : null;
    return withStrategy(closed, strategy, socks(reactor));
  }

  /** The pool of {@code H2AsyncClientBuilder}; it can't be told whether it was closed. */
  private static LarderReach pool(Object pool) throws ReflectiveOperationException {
    Object inner = field(pool, "sessionPool");
    Object sessions = inner == null ? pool : inner;
    Object initiator = field(sessions, "connectionInitiator");
    if (!isNamed(
        initiator,
        PoolingAsyncClientConnectionManager.class.getPackageName()
            + ".MultihomeConnectionInitiator")) {
      return LarderReach.unknown(null, OWN_SOCKETS);
    }
    if (!isDefault(field(initiator, "sessionRequester"))) {
      return LarderReach.unknown(null, OWN_RESOLVER);
    }
    return withStrategy(
        null, field(sessions, "tlsStrategy"), socks(field(initiator, "connectionInitiator")));
  }

  /** Whether what finds the addresses of hosts asks the JDK alone. */
  private static boolean isDefault(@Nullable Object requester) throws ReflectiveOperationException {
    return isA(field(requester, "dnsResolver"), SystemDefaultDnsResolver.class);
  }

  private static LarderReach withStrategy(
      @Nullable AtomicBoolean closed, @Nullable Object strategy, @Nullable InetSocketAddress socks)
      throws ReflectiveOperationException {
    if (!isA(strategy, DefaultClientTlsStrategy.class)) {
      return new LarderReach(closed, null, TRUST_UNKNOWN, null, "", socks);
    }
    Object tls = field(strategy, "sslContext");
    return verifiesHostNames(strategy)
        ? new LarderReach(closed, null, null, tls, choices(strategy), socks)
        : new LarderReach(closed, null, OWN_VERIFIER, tls, "", socks);
  }

  /** Whether the JDK or the client's usual verifier compares host names, and nothing else does. */
  private static boolean verifiesHostNames(@Nullable Object strategy)
      throws ReflectiveOperationException {
    Object verifier = field(strategy, "hostnameVerifier");
    Object policy = field(strategy, "hostnameVerificationPolicy");
    if (policy != null && policy.toString().equals("BUILTIN")) {
      return true;
    }
    if (policy != null && policy.toString().equals("BOTH") && verifier == null) {
      return true;
    }
    return isA(verifier, DefaultHostnameVerifier.class);
  }

  /** The SOCKS proxy of the reactor that opens the connections. */
  private static @Nullable InetSocketAddress socks(@Nullable Object reactor)
      throws ReflectiveOperationException {
    return field(reactor, "workers") instanceof Object[] workers
            && workers.length > 0
            && field(workers[0], "reactorConfig") instanceof IOReactorConfig config
            && config.getSocksProxyAddress() instanceof InetSocketAddress proxy
        ? proxy
        : null;
  }

  private static String choices(@Nullable Object tls) throws ReflectiveOperationException {
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
  private static @Nullable Object field(@Nullable Object owner, String name)
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
