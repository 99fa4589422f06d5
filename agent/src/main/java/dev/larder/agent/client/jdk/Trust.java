package dev.larder.agent.client.jdk;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * Whom a client trusts. What was fetched under another trust could come from a server that this
 * client would have refused: so clients with a trust of their own are left alone, and processes
 * that were started with different trust stores do not share what came over TLS.
 */
final class Trust {

  /** The JDK's own switch that turns off the check of host names, for all clients. */
  private static final boolean HOST_NAMES_UNCHECKED =
      !"false"
          .equals(
              System.getProperty("jdk.internal.httpclient.disableHostnameVerification", "false"));

  private static final String TRUST_STORE = trustStore();

  private Trust() {}

  /** What separates the responses of processes with different trust; empty for the JDK's own. */
  static String partition(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) ? TRUST_STORE : "";
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
   * certificate of its own: its context is the one that the JDK makes by default.
   */
  static boolean isCommon(HttpClient client, URI uri) {
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      return true;
    }
    if (HOST_NAMES_UNCHECKED || System.getProperty("javax.net.ssl.keyStore") != null) {
      return false;
    }
    try {
      SSLContext context = client.sslContext();
      return context.getProtocol().equals("Default") && context == SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }
}
