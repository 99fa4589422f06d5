package org.apache.http.impl.execchain;

import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.apache.http.HttpConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpVersion;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.impl.conn.ConnectionShutdownException;
import org.jspecify.annotations.Nullable;

/** A response of the network. */
final class LarderReply extends NetworkReply {

  private final CloseableHttpResponse response;
  private final @Nullable HttpConnection connection;
  private final @Nullable List<String> sent;

  /**
   * A response.
   *
   * @param connection that it came over, released if it has no body
   * @param sent the fields of the request, or null if they are those that were looked up
   */
  LarderReply(
      CloseableHttpResponse response,
      @Nullable HttpConnection connection,
      @Nullable List<String> sent) {
    this.response = response;
    this.connection = connection;
    this.sent = sent;
  }

  @Override
  public int status() {
    return response.getStatusLine().getStatusCode();
  }

  @Override
  public String version() {
    return response.getProtocolVersion().lessEquals(HttpVersion.HTTP_1_0) ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public String reason() {
    String reason = response.getStatusLine().getReasonPhrase();
    return reason == null ? "" : reason;
  }

  @Override
  public List<String> fields() {
    return LarderFields.list(response.getAllHeaders());
  }

  @Override
  public @Nullable List<String> sent() {
    return sent;
  }

  @Override
  public @Nullable TlsDetails tls() {
    if (connection instanceof ManagedHttpClientConnection managed) {
      try {
        SSLSession session = managed.getSSLSession();
        return session == null ? null : TlsDetails.of(session);
      } catch (ConnectionShutdownException released) {
        return null;
      }
    }
    return null;
  }

  @Override
  public boolean hasBody() {
    return response.getEntity() != null;
  }

  @Override
  public boolean drainsAtClose() {
    HttpEntity entity = response.getEntity();
    return entity != null && (entity.isChunked() || entity.getContentLength() >= 0);
  }

  @Override
  public Object with(@Nullable ServedReply head, @Nullable ReplyBody body) {
    HttpEntity network = response.getEntity();
    HttpEntity copied = body == null ? null : new LarderBody(network, body, head);
    if (head != null) {
      response.setStatusLine(LarderFields.statusLine(head.version, head.status, head.reason));
      response.setHeaders(LarderFields.headers(head.fields));
    }
    if (body == null) {
      return response;
    }
    LarderChunks.watch(network, connection, body);
    response.setEntity(copied);
    return new LarderResponse(response, body);
  }
}
