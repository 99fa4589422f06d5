package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.RecordedSslSession;
import dev.larder.agent.client.StoredBody;
import dev.larder.engine.Exchange;
import dev.larder.engine.Served;
import dev.larder.http.ResponseHead;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache in the client's own terms. Made before the client hears of it: once
 * it has read the head, there is no network to fall back to.
 *
 * @param head what the client sees
 * @param tls what a connection over TLS shows
 * @param background an exchange that is to follow in the background, or null
 */
record StoredAnswer(
    Served served,
    ResponseHead head,
    InputStream body,
    RecordedTls tls,
    @Nullable Exchange background) {

  static StoredAnswer of(Served served, @Nullable Exchange background) {
    return new StoredAnswer(
        served,
        served.head(),
        new StoredBody(served.body(), served.mapped()),
        new RecordedTls(
            served.tls() == null
                ? null
                : new RecordedSslSession(served.tls(), served.receivedMillis())),
        background);
  }
}
