package dev.larder.agent.client.jdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * Whether a client trusts whom every other client of the process trusts. What was fetched under
 * another trust is neither stored nor answered from the store: it could come from a server that
 * this client would have refused.
 */
final class Trust {

  /** The JDK's own switch that turns off the check of host names, for all clients. */
  private static final boolean HOST_NAMES_UNCHECKED =
      !"false"
          .equals(
              System.getProperty("jdk.internal.httpclient.disableHostnameVerification", "false"));

  private Trust() {}

  static boolean isCommon(HttpClient client, URI uri) {
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      return true;
    }
    if (HOST_NAMES_UNCHECKED) {
      return false;
    }
    try {
      return client.sslContext() == SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }
}
