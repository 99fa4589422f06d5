package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.TlsTrust;
import dev.larder.policy.Reason;
import java.net.InetSocketAddress;
import java.net.Proxy;
import javax.net.ssl.HostnameVerifier;
import org.jspecify.annotations.Nullable;

/** Whom a connection trusts, and what else separates its responses from those of others. */
final class ConnectionTrust {

  private static final String DEFAULT_VERIFIER =
      "javax.net.ssl.HttpsURLConnection$DefaultHostnameVerifier";

  /** What this client alone takes protocols and cipher suites from. */
  private static final String[] PROPERTIES = {"https.protocols", "https.cipherSuites"};

  private final ConnectionAccess jdk;
  private final TlsTrust trust = new TlsTrust();

  ConnectionTrust(ConnectionAccess jdk) {
    this.jdk = jdk;
  }

  /** What is to be said of what a connection fetches. */
  TlsTrust.Verdict of(Object connection, boolean overTls) throws Throwable {
    if (!overTls) {
      return TlsTrust.WITHOUT_TLS;
    }
    if (!jdk.isSecure(connection)) {
      return TlsTrust.Verdict.refused(Reason.TRUST_UNKNOWN);
    }
    HostnameVerifier verifier = jdk.hostnameVerifier(connection);
    return verifier == null
            || verifier.getClass().getClassLoader() != null
            || !verifier.getClass().getName().equals(DEFAULT_VERIFIER)
        ? TlsTrust.Verdict.refused(Reason.OWN_HOST_NAME_VERIFIER)
        : trust.of(jdk.socketFactory(connection));
  }

  /** What separates its responses; empty for most. */
  static String partition(TlsTrust.Verdict trusts, boolean overTls, @Nullable Proxy proxy) {
    String plain = TlsTrust.partition(trusts, null, address(proxy));
    if (overTls) {
      for (String property : PROPERTIES) {
        String value = System.getProperty(property, "");
        if (!value.isEmpty()) {
          plain += ' ' + property + '=' + value;
        }
      }
    }
    return plain;
  }

  /** The address of a proxy, or null if there is none. */
  static @Nullable InetSocketAddress address(@Nullable Proxy proxy) {
    return proxy != null
            && proxy.type() != Proxy.Type.DIRECT
            && proxy.address() instanceof InetSocketAddress address
        ? address
        : null;
  }
}
