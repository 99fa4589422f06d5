package dev.larder.agent.client.jdk;

import dev.larder.agent.client.RecordedSslSession;
import dev.larder.engine.Served;
import dev.larder.store.Entry;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache in the client's own terms. Made before the client hears of it: once
 * it does, there is no network to fall back to, so nothing of the cache is called any more.
 *
 * @param mapped the entry of whose mapping the body is, or null if it is not mapped
 * @param sslSession the recorded session, or null if it came without TLS
 */
record CachedResponse(
    ResponseInfo info,
    List<ByteBuffer> body,
    @Nullable Entry mapped,
    @Nullable SSLSession sslSession) {

  /** What remains to be shown once the body is in the caller's hands. */
  CachedResponse withoutBody() {
    return new CachedResponse(info, List.of(), null, sslSession);
  }

  /**
   * @param asked the newest version that the request allows
   */
  static CachedResponse of(Served served, Version asked, ResponseHeadMemo heads) {
    return new CachedResponse(
        heads.info(served.head(), asked),
        served.body(),
        served.mapped(),
        served.tls() == null
            ? null
            : new RecordedSslSession(served.tls(), served.receivedMillis()));
  }
}
