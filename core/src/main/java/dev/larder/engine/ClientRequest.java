package dev.larder.engine;

import dev.larder.engine.rules.RequestBody;
import dev.larder.http.RequestHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request as a client makes it.
 *
 * @param client the name of the client, for people
 * @param head as it goes to the server, as far as that is known
 * @param partition any text that is the same for the clients, in all processes, that share with
 *     each other; empty is common
 * @param patience how long it may wait for another request at most, or null for the setting
 * @param body what is known of the request's body; of account if the cache asked for it
 */
public record ClientRequest(
    String client,
    RequestHead head,
    String partition,
    @Nullable Duration patience,
    RequestBody body) {

  /** A request of which nothing more is known. */
  public static ClientRequest of(String client, RequestHead head) {
    return in("", client, head);
  }

  /** A request of a client that shares only with clients of its partition. */
  public static ClientRequest in(String partition, String client, RequestHead head) {
    return new ClientRequest(client, head, partition, null, RequestBody.UNKNOWN);
  }

  /** Another request of the same client, with the same body. */
  public ClientRequest with(RequestHead other) {
    return new ClientRequest(client, other, partition, null, body);
  }
}
