package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.BackgroundThreads;
import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URLConnection;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the cache makes with a connection like the program's, so that the next response is
 * fresh (RFC 5861 §3): with the fields that the program has set, its authenticator, its proxy and
 * its TLS. Cookies and credentials that are kept for all connections come by themselves. Redirects
 * are not followed.
 */
final class BackgroundRequests {

  /** How long a connection, the head of a response, or a read of its body may take. */
  private static final int TIMEOUT_MILLIS = 10_000;

  /** How long the whole may take. */
  private static final long WHOLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ConnectionAccess jdk;

  private final BackgroundThreads threads = new BackgroundThreads();

  BackgroundRequests(ConnectionAccess jdk) {
    this.jdk = jdk;
  }

  /** Whether the calling thread makes a request for the cache. */
  boolean isOne() {
    return threads.isOne();
  }

  /** The exchange that the calling thread makes its request for; null for all its later ones. */
  @Nullable Exchange take() {
    return threads.take();
  }

  /**
   * Sends a copy of the request of a connection. Never throws.
   *
   * @param proxy that the connection goes through, or null
   */
  void send(Object connection, @Nullable Proxy proxy, Exchange background) {
    try {
      HttpURLConnection copy = copy(connection, proxy);
      if (copy != null) {
        threads.send(() -> fetch(copy), background);
        return;
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
    }
    ClientExchange.abandon(background);
  }

  private @Nullable HttpURLConnection copy(Object original, @Nullable Proxy proxy)
      throws Throwable {
    URLConnection made = jdk.url(original).openConnection(proxy == null ? Proxy.NO_PROXY : proxy);
    if (!(made instanceof HttpURLConnection copy)) {
      return null; // a handler of the program's own
    }
    if (copy instanceof HttpsURLConnection secure && jdk.isSecure(original)) {
      secure.setSSLSocketFactory(jdk.socketFactory(original));
    }
    Authenticator authenticator = jdk.authenticator(original);
    if (authenticator != null) {
      copy.setAuthenticator(authenticator);
    }
    copy.setInstanceFollowRedirects(false);
    copy.setConnectTimeout(TIMEOUT_MILLIS);
    copy.setReadTimeout(TIMEOUT_MILLIS);
    jdk.copyRequest(original, copy);
    return copy;
  }

  private static void fetch(HttpURLConnection copy) throws IOException {
    try {
      int status = copy.getResponseCode();
      long end = System.nanoTime() + WHOLE_NANOS;
      byte[] bytes = new byte[16 << 10];
      try (InputStream body = status < 400 ? copy.getInputStream() : copy.getErrorStream()) {
        while (body != null && body.read(bytes) >= 0 && System.nanoTime() - end < 0) {
          // The cache has a copy.
        }
      }
    } finally {
      copy.disconnect();
    }
  }
}
