package dev.larder.agent.client.jdk;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts. What was fetched under another trust could come from a server that this
 * client would have refused: so clients with a trust of their own are left alone, and processes
 * that were started with different trust stores do not share what came over TLS.
 *
 * <p>A client with its own {@link SSLContext} gets no part of the cache for itself either: its
 * trust managers are the program's code, whose verdict may change from one connection to the next,
 * and only a connection asks them.
 */
final class Trust {

  /** The JDK's own switch that turns off the check of host names, for all clients. */
  private static final boolean HOST_NAMES_UNCHECKED =
      !"false"
          .equals(
              System.getProperty("jdk.internal.httpclient.disableHostnameVerification", "false"));

  private static final String TRUST_STORE = trustStore();

  /** Whether the parameters of a client are the default ones; they never change. */
  private final Map<HttpClient, Boolean> defaultParameters =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * What separates the responses of clients that must not share; empty for most.
   *
   * @param local the address that the client sends from, if it was told to: a server may tell by it
   *     who asks
   * @param proxy the proxy that the request goes through, or null: a server sees its address in
   *     place of the client's, and a proxy for http may answer by itself
   */
  static String partition(URI uri, @Nullable InetAddress local, @Nullable InetSocketAddress proxy) {
    String trust = "https".equalsIgnoreCase(uri.getScheme()) ? TRUST_STORE : "";
    String from = local == null ? trust : trust + " from " + local.getHostAddress();
    return proxy == null ? from : from + " proxy " + proxy.getHostString() + ':' + proxy.getPort();
  }

  /** The trust store that the process was started with, so that another content is another one. */
  private static String trustStore() {
    String name = System.getProperty("javax.net.ssl.trustStore", "");
    if (name.isEmpty()) {
      return "";
    }
    File file = new File(name);
    return "trust " + file.getAbsolutePath() + ' ' + file.length() + ' ' + file.lastModified();
  }

  /**
   * Whether a client trusts whom every other client of the process trusts, and shows nobody a
   * certificate of its own: its context and its parameters are those that the JDK makes by default.
   */
  boolean isCommon(HttpClient client, URI uri) {
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      return true;
    }
    if (HOST_NAMES_UNCHECKED || System.getProperty("javax.net.ssl.keyStore") != null) {
      return false;
    }
    try {
      SSLContext context = client.sslContext();
      return context.getProtocol().equals("Default")
          && context == SSLContext.getDefault()
          && hasDefaultParameters(client, context);
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }

  private boolean hasDefaultParameters(HttpClient client, SSLContext context) {
    Boolean known = defaultParameters.get(client);
    if (known == null) {
      known = isSame(client.sslParameters(), context.getDefaultSSLParameters());
      defaultParameters.put(client, known);
    }
    return known;
  }

  /**
   * Whether these say nothing but what the default ones say. Null stands for the default, as in the
   * copies that a client makes: on later JDKs they leave out the named groups.
   */
  private static boolean isSame(SSLParameters these, SSLParameters defaults) {
    try {
      for (Method method : SSLParameters.class.getMethods()) {
        boolean getter =
            method.getDeclaringClass() == SSLParameters.class
                && method.getParameterCount() == 0
                && method.getReturnType() != void.class;
        Object value = getter ? method.invoke(these) : null;
        if (value != null && !Objects.deepEquals(value, method.invoke(defaults))) {
          return false;
        }
      }
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
