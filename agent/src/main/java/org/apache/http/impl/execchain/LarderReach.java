package org.apache.http.impl.execchain;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLSocketFactory;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpHost;
import org.apache.http.config.Registry;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.BrowserCompatHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.conn.ssl.StrictHostnameVerifier;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;
import org.apache.http.impl.conn.DefaultSchemePortResolver;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.conn.SystemDefaultDnsResolver;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches hosts, and whom it trusts: by its own choice it may reach another machine
 * under the same URI. All of it stays as it is once a client was made, so it is found once.
 */
final class LarderReach {

  private static final String OWN_SOCKETS = "own-sockets";

  /** What 4.4 and later have in the place of 4.3's class of another name. */
  private static final Set<String> OPERATORS =
      Set.of("HttpClientConnectionOperator", "DefaultHttpClientConnectionOperator");

  /** Packages of HtmlUnit, by whose factories the client's own are extended with SOCKS. */
  private static final Set<String> HTMLUNIT =
      Set.of("org.htmlunit.httpclient", "org.htmlunit", "com.gargoylesoftware.htmlunit");

  /** Where those find that a request goes another way than usual. */
  private static final List<String> HTMLUNIT_CHOICES =
      List.of("htmlunit.socksproxy", "htmlunit.SSL3Only");

  /** Where the AWS SDK has its classes that wrap the client's own, to measure and to log. */
  private static final String AWS = "software.amazon.awssdk.http.apache.internal.conn.";

  private static final String AWS_MANAGER =
      AWS + "ClientConnectionManagerFactory$InstrumentedHttpClientConnectionManager";

  /** Under this name a request may bring socket factories of its own along. */
  private static final String OWN_FACTORIES = "http.socket-factory-registry";

  private @Nullable String obstacle;
  private boolean plainSockets;
  private @Nullable String tlsObstacle = OWN_SOCKETS;

  /** What makes connections over TLS; null if nothing is known of it. */
  @Nullable SSLSocketFactory tls;

  /** What the client takes for TLS in place of the usual; empty for most. */
  String tlsChoices = "";

  private LarderReach() {}

  static LarderReach of(MainClientExec exec) {
    LarderReach reach = new LarderReach();
    try {
      reach.look(read(exec, "connManager"));
    } catch (ReflectiveOperationException | RuntimeException outOfReach) {
      reach.obstacle = OWN_SOCKETS;
    }
    return reach;
  }

  private void look(@Nullable Object outer) throws ReflectiveOperationException {
    Object manager =
        outer != null && outer.getClass().getName().equals(AWS_MANAGER)
            ? read(outer, "delegate")
            : outer;
    Object operator =
        manager != null && connects(manager) ? read(manager, "connectionOperator") : null;
    if (operator == null || !isKnown(operator.getClass())) {
      obstacle = OWN_SOCKETS;
      return;
    }
    Object resolver = read(operator, "dnsResolver");
    Object ports = read(operator, "schemePortResolver");
    if (resolver == null || resolver.getClass() != SystemDefaultDnsResolver.class) {
      obstacle = "own-resolver";
    } else if (ports == null
        || ports.getClass() != DefaultSchemePortResolver.class
        || !(read(operator, "socketFactoryRegistry") instanceof Registry<?> factories)) {
      obstacle = OWN_SOCKETS;
    } else {
      Object plain = factories.lookup("http");
      plainSockets = plain != null && is(plain, PlainConnectionSocketFactory.class, "Socks");
      Object secure = factories.lookup("https");
      if (secure != null
          && (secure.getClass().getName().equals(AWS + "SdkTlsSocketFactory")
              || is(secure, SSLConnectionSocketFactory.class, "HtmlUnitSSL"))) {
        lookIntoTls(secure);
      }
    }
  }

  /** Whether a factory is the client's own, or that of HtmlUnit, whose name begins so. */
  private static boolean is(Object factory, Class<?> own, String ofHtmlUnit) {
    Class<?> type = factory.getClass();
    return type == own
        || (type.getSuperclass() == own
            && type.getSimpleName().equals(ofHtmlUnit + "ConnectionSocketFactory")
            && HTMLUNIT.contains(type.getPackageName()));
  }

  /** Whether it is one of the client's own managers that opens connections its own way. */
  private static boolean connects(Object manager) throws ReflectiveOperationException {
    Class<?> known =
        manager instanceof PoolingHttpClientConnectionManager
            ? PoolingHttpClientConnectionManager.class
            : BasicHttpClientConnectionManager.class;
    Class<?> type = manager.getClass();
    return type == known
        || (known.isInstance(manager)
            && isOf(known, type, "connect", int.class, HttpContext.class)
            && isOf(known, type, "upgrade", HttpContext.class));
  }

  private static boolean isOf(Class<?> known, Class<?> type, String method, Class<?>... last)
      throws ReflectiveOperationException {
    Class<?>[] parameters = new Class<?>[last.length + 2];
    parameters[0] = HttpClientConnection.class;
    parameters[1] = HttpRoute.class;
    System.arraycopy(last, 0, parameters, 2, last.length);
    return type.getMethod(method, parameters).getDeclaringClass() == known;
  }

  private static boolean isKnown(Class<?> operator) {
    return operator.getPackage() == PoolingHttpClientConnectionManager.class.getPackage()
        && OPERATORS.contains(operator.getSimpleName());
  }

  private void lookIntoTls(Object factory) throws ReflectiveOperationException {
    Object verifier = read(factory, "hostnameVerifier");
    Class<?> type = verifier == null ? Object.class : verifier.getClass();
    boolean isDefault =
        type.getPackage() == SSLConnectionSocketFactory.class.getPackage()
            && type.getSimpleName().equals("DefaultHostnameVerifier"); // since 4.4
    if (!isDefault
        && type != StrictHostnameVerifier.class
        && type != BrowserCompatHostnameVerifier.class) {
      tlsObstacle = "own-host-name-verifier";
      return;
    }
    StringBuilder choices = new StringBuilder();
    if (type == BrowserCompatHostnameVerifier.class) {
      choices.append("names as of 4.3"); // a wildcard stands for several labels
    }
    for (String name : new String[] {"supportedProtocols", "supportedCipherSuites"}) {
      if (read(factory, name) instanceof String[] values) {
        choices.append(' ').append(name).append(new TreeSet<>(Arrays.asList(values)));
      }
    }
    tlsChoices = choices.toString();
    tls = (SSLSocketFactory) read(factory, "socketfactory");
    tlsObstacle = null;
  }

  /** The value of a field of the client, whichever of the classes of an object has it. */
  static @Nullable Object read(Object of, String name) throws ReflectiveOperationException {
    for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(of);
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** The word of the reason why what comes over a route may be another machine's, or null. */
  @Nullable String obstacle(HttpRoute route, HttpContext context) {
    if (obstacle != null) {
      return obstacle;
    }
    if (context.getAttribute(OWN_FACTORIES) != null) {
      return OWN_SOCKETS;
    }
    for (String choice : HTMLUNIT_CHOICES) {
      Object chosen = context.getAttribute(choice);
      if (chosen != null && !chosen.equals(false)) {
        return OWN_SOCKETS;
      }
    }
    HttpHost target = route.getTargetHost();
    HttpHost proxy = route.getProxyHost();
    HttpHost first = proxy == null ? target : proxy;
    if (first.getAddress() != null) {
      return "own-resolver";
    }
    boolean secureFirst = first.getSchemeName().equals("https");
    if (!secureFirst && !plainSockets) {
      return OWN_SOCKETS;
    }
    return secureFirst || route.isSecure() ? tlsObstacle : null;
  }
}
