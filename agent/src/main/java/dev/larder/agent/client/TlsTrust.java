package dev.larder.agent.client;

import dev.larder.policy.Reason;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts, and what else separates its responses from those of other clients. What was
 * fetched under another trust could come from a server that this client would have refused.
 *
 * <p>A client shares what came over TLS if its {@link SSLContext}, whoever made it, has the JDK's
 * own trust manager with the certificates that the process trusts by default, and no key to show.
 * Processes with different trust stores, and clients with different protocols or cipher suites, do
 * not share with each other. Any other trust manager is code whose verdict may change from one
 * connection to the next, and only a connection asks it: such a client is left alone.
 */
public final class TlsTrust {

  /** The protocols of a client that says nothing of them. */
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /**
   * Parameters without a meaning here: the client sets them itself, they are for servers or for
   * datagrams, or what they say is looked at apart.
   */
  private static final Set<String> OTHER_PARAMETERS =
      Set.of(
          "getApplicationProtocols",
          "getCipherSuites",
          "getEnableRetransmissions",
          "getEndpointIdentificationAlgorithm",
          "getMaximumPacketSize",
          "getNeedClientAuth",
          "getProtocols",
          "getSNIMatchers",
          "getUseCipherSuitesOrder",
          "getWantClientAuth");

  /** What is to be said of a request without TLS. */
  public static final Verdict WITHOUT_TLS = new Verdict(null, null, null, "");

  /**
   * What was found of a client, as long as its context has these managers.
   *
   * @param obstacle why what it fetches can't be shared, or null
   * @param partition what separates it from what clients with another trust fetch
   */
  public record Verdict(
      @Nullable Object trustManager,
      @Nullable Object keyManager,
      @Nullable Reason obstacle,
      String partition) {

    /** A client of which nothing is shared, for this reason. */
    public static Verdict refused(Reason obstacle) {
      return new Verdict(null, null, obstacle, "");
    }

    @SuppressWarnings("ReferenceEquality") // a context that is initialised again has others
    boolean isOf(@Nullable Object trusting, @Nullable Object showing) {
      return trusting == trustManager && showing == keyManager;
    }
  }

  /** By client or factory, since parameters and context of one never change. */
  private final Map<Object, Verdict> verdicts = Collections.synchronizedMap(new WeakHashMap<>());

  /** What is to be said of clients with the trust of the process and these parameters. */
  public static Verdict usual(SSLContext context, SSLParameters parameters) {
    return new Verdict(
        null, null, null, trustStore() + choices(parameters, context.getDefaultSSLParameters()));
  }

  /**
   * What separates the responses of clients that must not share; empty for most.
   *
   * @param local the address that the client sends from, if it was told to: a server may tell by it
   *     who asks
   * @param proxy the proxy that the request goes through, or null: a server sees its address in
   *     place of the client's, and a proxy for http may answer by itself
   */
  public static String partition(
      Verdict trust, @Nullable InetAddress local, @Nullable InetSocketAddress proxy) {
    String from =
        local == null ? trust.partition : trust.partition + " from " + local.getHostAddress();
    return proxy == null ? from : from + " proxy " + proxy.getHostString() + ':' + proxy.getPort();
  }

  /**
   * What is to be said of what a client fetches over TLS.
   *
   * @param client of which context and parameters never change
   */
  public Verdict of(Object client, SSLContext context, Supplier<SSLParameters> of) {
    TlsAccess access = TlsAccess.ifInReach();
    if (access == null) {
      return Verdict.refused(Reason.TRUST_UNKNOWN);
    }
    try {
      Object implementation = access.implementation(context);
      return verdict(access, client, implementation, context::getDefaultSSLParameters, of);
    } catch (ReflectiveOperationException | RuntimeException outOfReach) {
      return Verdict.refused(Reason.TRUST_UNKNOWN);
    }
  }

  /**
   * What is to be said of what a client fetches through sockets of a factory, with the parameters
   * that these have by default.
   */
  public Verdict of(SSLSocketFactory factory) {
    TlsAccess access = TlsAccess.ifInReach();
    if (access == null) {
      return Verdict.refused(Reason.TRUST_UNKNOWN);
    }
    try {
      Object implementation = access.implementation(factory);
      Supplier<SSLParameters> defaults =
          () -> access.defaultParameters(Objects.requireNonNull(implementation));
      return verdict(access, factory, implementation, defaults, defaults);
    } catch (ReflectiveOperationException | RuntimeException outOfReach) {
      return Verdict.refused(Reason.TRUST_UNKNOWN);
    }
  }

  /** What is to be said of what a client fetches over the connection of an engine. */
  public Verdict of(SSLEngine engine) {
    TlsAccess access = TlsAccess.ifInReach();
    try {
      Object implementation = access == null ? null : access.implementation(engine);
      if (access == null || implementation == null) {
        return Verdict.refused(Reason.TRUST_UNKNOWN);
      }
      SSLParameters parameters = withoutItsHost(engine);
      if (!"HTTPS".equalsIgnoreCase(parameters.getEndpointIdentificationAlgorithm())) {
        return Verdict.refused(Reason.OWN_HOST_NAME_VERIFIER);
      }
      return verdict(
          access,
          engine,
          implementation,
          () -> access.defaultParameters(implementation),
          () -> parameters);
    } catch (ReflectiveOperationException | RuntimeException outOfReach) {
      return Verdict.refused(Reason.TRUST_UNKNOWN);
    }
  }

  /** The parameters of an engine, which name the host that it connects to if it has a name. */
  private static SSLParameters withoutItsHost(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    List<SNIServerName> names = parameters.getServerNames();
    if (names != null
        && names.size() == 1
        && names.get(0) instanceof SNIHostName name
        && name.getAsciiName().equalsIgnoreCase(engine.getPeerHost())) {
      parameters.setServerNames(null);
    }
    return parameters;
  }

  /**
   * @param implementation of the client's context, or null if it is not the JDK's
   * @param defaults what its sockets have
   * @param of what the client makes of that
   */
  private Verdict verdict(
      TlsAccess access,
      Object client,
      @Nullable Object implementation,
      Supplier<SSLParameters> defaults,
      Supplier<SSLParameters> of)
      throws ReflectiveOperationException {
    if (implementation == null) {
      return Verdict.refused(Reason.OWN_TRUST);
    }
    Object trustManager = access.trustManager(implementation);
    Object keyManager = access.keyManager(implementation);
    Verdict known = verdicts.get(client);
    if (known == null || !known.isOf(trustManager, keyManager)) {
      SSLParameters parameters = of.get();
      SSLParameters usual = defaults.get();
      known =
          new Verdict(
              trustManager,
              keyManager,
              obstacle(access, trustManager, keyManager, parameters, usual),
              trustStore() + choices(parameters, usual));
      verdicts.put(client, known);
    }
    return known;
  }

  private static @Nullable Reason obstacle(
      TlsAccess access,
      @Nullable Object trustManager,
      @Nullable Object keyManager,
      SSLParameters parameters,
      SSLParameters defaults)
      throws ReflectiveOperationException {
    if (!access.isDefaultTrust(trustManager)) {
      return Reason.OWN_TRUST;
    }
    if (!access.hasNoKeys(keyManager)) {
      return Reason.CLIENT_CERTIFICATE;
    }
    return isAsUsual(parameters, defaults) ? null : Reason.OWN_TLS_PARAMETERS;
  }

  /** The trust store that the process has, so that another content is another one. */
  private static String trustStore() {
    String name = System.getProperty("javax.net.ssl.trustStore", "");
    StringBuilder text = new StringBuilder();
    if (!name.isEmpty()) {
      File file = new File(name);
      text.append("trust ").append(file.getAbsolutePath());
      text.append(' ').append(file.length()).append(' ').append(file.lastModified());
    }
    for (String property :
        new String[] {
          "javax.net.ssl.trustStoreType",
          "javax.net.ssl.trustStoreProvider",
          "com.sun.net.ssl.checkRevocation"
        }) {
      String value = System.getProperty(property, "");
      if (!value.isEmpty()) {
        text.append(' ').append(property).append('=').append(value);
      }
    }
    return text.toString();
  }

  /** Which protocols and cipher suites a client allows, if not the usual ones. */
  private static String choices(SSLParameters parameters, SSLParameters defaults) {
    String[] protocols = parameters.getProtocols();
    Set<String> allowed = sorted(protocols == null ? defaults.getProtocols() : protocols);
    String text = allowed.equals(PROTOCOLS) ? "" : " protocols " + allowed;
    String[] suites = parameters.getCipherSuites();
    return suites == null || sorted(suites).equals(sorted(defaults.getCipherSuites()))
        ? text
        : text + " suites " + sorted(suites);
  }

  private static Set<String> sorted(String[] names) {
    return new TreeSet<>(Arrays.asList(names));
  }

  /**
   * Whether the parameters of a client say nothing else that matters but what the default ones of
   * its context say. Null stands for the default.
   */
  private static boolean isAsUsual(SSLParameters these, SSLParameters defaults)
      throws IllegalAccessException, InvocationTargetException {
    for (Method method : SSLParameters.class.getMethods()) {
      boolean getter =
          method.getDeclaringClass() == SSLParameters.class
              && method.getParameterCount() == 0
              && method.getReturnType() != void.class
              && !OTHER_PARAMETERS.contains(method.getName());
      Object value = getter ? method.invoke(these) : null;
      if (value != null && !Objects.deepEquals(value, method.invoke(defaults))) {
        return false;
      }
    }
    return true;
  }
}
