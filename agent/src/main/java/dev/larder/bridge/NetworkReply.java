package dev.larder.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response of the network, of which the head has come. */
public abstract class NetworkReply {

  /** A status code, 200 to 599. */
  public abstract int status();

  /** {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}. */
  public abstract String version();

  /** The reason phrase, perhaps empty, or null if the protocol has none. */
  public abstract @Nullable String reason();

  /** Names and values by turns, in the order of the response. */
  public abstract List<String> fields();

  /**
   * The fields of the request that was really sent, without those of the cache, by turns; null if
   * they can't differ from those of {@link CallRequest}.
   */
  public @Nullable List<String> sent() {
    return null;
  }

  /** The TLS session that it came over, or null if it came without or nothing is known of it. */
  public abstract @Nullable TlsDetails tls();

  /** Whether a body follows the head, even an empty one. */
  public abstract boolean hasBody();

  /**
   * Whether the rest of a body is read when its reader closes it early, because the client would
   * read it. What the companion gives to {@link ReplyBody#over} then ends in good time.
   */
  public boolean drainsAtClose() {
    return false;
  }

  /**
   * The client's response with another head or body.
   *
   * @param head what the caller sees in place of the network's head, or null for that; its body and
   *     TLS session have no meaning
   * @param body what the caller reads, or null if the body stays as it is
   */
  public abstract Object with(@Nullable ServedReply head, @Nullable ReplyBody body)
      throws Exception;
}
