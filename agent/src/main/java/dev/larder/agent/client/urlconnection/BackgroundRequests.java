package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.engine.Exchange;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URLConnection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

  /** The exchanges of the cache, by the thread that makes the request for one. */
  private final ConcurrentMap<Thread, AtomicReference<@Nullable Exchange>> all =
      new ConcurrentHashMap<>();

  BackgroundRequests(ConnectionAccess jdk) {
    this.jdk = jdk;
  }

  /** Whether the calling thread makes a request for the cache. */
  boolean isOne() {
    return !all.isEmpty() && all.containsKey(Thread.currentThread());
  }

  /**
   * The exchange that the calling thread makes its request for; null for later requests of it, and
   * for those of programs.
   */
  @Nullable Exchange take() {
    AtomicReference<@Nullable Exchange> made =
        all.isEmpty() ? null : all.get(Thread.currentThread());
    return made == null ? null : made.getAndSet(null);
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
        Threads.of("larder-validation", () -> fetch(copy, background)).start();
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

  private void fetch(HttpURLConnection copy, Exchange background) {
    all.put(Thread.currentThread(), new AtomicReference<>(background));
    try {
      int status = copy.getResponseCode();
      long end = System.nanoTime() + WHOLE_NANOS;
      byte[] bytes = new byte[16 << 10];
      try (InputStream body = status < 400 ? copy.getInputStream() : copy.getErrorStream()) {
        while (body != null && body.read(bytes) >= 0 && System.nanoTime() - end < 0) {
          // The cache has a copy.
        }
      }
    } catch (IOException unreachable) {
      // What is stored stays as it is.
    } catch (Throwable failure) {
      LarderRuntime.failed("validating in the background", failure);
    } finally {
      all.remove(Thread.currentThread());
      ClientExchange.abandon(background); // without effect if something has come
      copy.disconnect();
    }
  }
}
