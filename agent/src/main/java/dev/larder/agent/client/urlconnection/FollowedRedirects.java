package dev.larder.agent.client.urlconnection;

import dev.larder.http.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;

/**
 * The bodies of redirects that the client follows. It closes their connection without reading from
 * it, so no redirect with a body would ever be stored. A short body has come with the head, and is
 * read before the client closes.
 */
final class FollowedRedirects {

  /** The longest body that is read, in bytes. */
  static final long LONGEST_BODY = 8 * 1024;

  /** How long a read may take, in milliseconds. */
  private static final int PATIENCE = 500;

  private final ConnectionAccess jdk;

  FollowedRedirects(ConnectionAccess jdk) {
    this.jdk = jdk;
  }

  /** Whether the client will close the connection in order to go elsewhere. */
  boolean follows(Object connection, ResponseHead head) {
    String location = head.headers().first("Location");
    int status = head.status();
    return location != null
        && status >= 300
        && status <= 307
        && status != 304
        && status != 306
        && ((HttpURLConnection) connection).getInstanceFollowRedirects()
        && hasSameProtocol(jdk.url(connection), location);
  }

  private static boolean hasSameProtocol(URL url, String location) {
    try {
      return new URL(location).getProtocol().equalsIgnoreCase(url.getProtocol());
    } catch (MalformedURLException relative) {
      return true;
    }
  }

  /** Reads what has come; the client finds it in place of the body. */
  void read(Object client, InputStream body) throws Throwable {
    ByteArrayOutputStream there = new ByteArrayOutputStream();
    int timeout = jdk.readTimeout(client);
    boolean reused = jdk.setReused(client, true);
    try {
      jdk.setReadTimeout(client, timeout > 0 ? Math.min(timeout, PATIENCE) : PATIENCE);
      body.transferTo(there);
    } catch (IOException late) {
      // It is not stored then, and nobody reads it.
    } finally {
      jdk.setReused(client, reused);
      jdk.setReadTimeout(client, timeout);
    }
    jdk.setBody(
        client, new SequenceInputStream(new ByteArrayInputStream(there.toByteArray()), body));
  }
}
