package dev.larder.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What the woven code of {@code sun.net.www} calls: {@code HttpURLConnection} and the {@code
 * HttpClient} below it, which is one connection to a server. Their types appear here as {@code
 * Object}, as no other code may name them.
 *
 * <p>As long as nothing is installed nothing is called. An implementation returns what "as if we
 * were not there" means (null, the argument itself) whenever anything goes wrong.
 */
public abstract class UrlConnectionHooks {

  private static volatile @Nullable UrlConnectionHooks installed;

  /** Makes these hooks the ones that woven code calls from now on. */
  public static void install(UrlConnectionHooks hooks) {
    installed = hooks;
  }

  /** The hooks that woven code calls, or null before the first of them were installed. */
  public static @Nullable UrlConnectionHooks installed() {
    return installed;
  }

  /** Before {@code HttpURLConnection.plainConnect0()}: a request is about to need a connection. */
  public abstract void beforeConnect(Object connection);

  /**
   * Before {@code HttpURLConnection.getNewHttpClient(URL, Proxy, …)}: it needs one through this
   * proxy.
   *
   * @param proxy a {@code java.net.Proxy}, or null for none
   * @return an {@code HttpClient} that takes the place of one with a connection, or null to go on
   */
  public abstract @Nullable Object beforeClient(Object connection, @Nullable Object proxy);

  /**
   * After {@code HttpURLConnection.plainConnect0()}, or {@code connect()} of the one for https.
   *
   * @param failure what was thrown, or null
   * @return what the client is to see thrown, or null
   */
  public abstract @Nullable Throwable afterConnect(Object connection, @Nullable Throwable failure);

  /** Before {@code HttpURLConnection.writeRequests()}. */
  public abstract void beforeWrite(Object connection);

  /**
   * After {@code HttpURLConnection.writeRequests()}.
   *
   * @param failure what was thrown, or null
   */
  public abstract void afterWrite(Object connection, @Nullable Throwable failure);

  /**
   * Before {@code HttpClient.parseHTTP(…)}, which reads the head of a response.
   *
   * @param responses a {@code MessageHeader}, where the head goes
   * @return null to go on; a {@code Throwable} that is to be thrown; anything else if the head has
   *     been filled in
   */
  public abstract @Nullable Object beforeHead(
      Object httpClient, Object responses, Object connection);

  /**
   * After {@code HttpClient.parseHTTP(…)} has read from the network.
   *
   * @param failure what was thrown, or null
   * @return what the client is to see thrown, or null
   */
  public abstract @Nullable Throwable afterHead(
      Object httpClient, Object responses, Object connection, @Nullable Throwable failure);
}
