package org.apache.hc.client5.http.impl.async;

import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/** A response of the network, and the heads of responses that the cache makes. */
final class LarderReply extends NetworkReply {

  private final HttpResponse response;
  private final @Nullable EntityDetails body;
  private final HttpClientContext context;

  LarderReply(HttpResponse response, @Nullable EntityDetails body, HttpClientContext context) {
    this.response = response;
    this.body = body;
    this.context = context;
  }

  @Override
  public int status() {
    return response.getCode();
  }

  @Override
  public String version() {
    ProtocolVersion own = response.getVersion();
    return LarderHeads.version(own == null ? context.getProtocolVersion() : own);
  }

  @Override
  public @Nullable String reason() {
    return version().equals("HTTP/2") ? null : response.getReasonPhrase();
  }

  @Override
  public List<String> fields() {
    return LarderHeads.fields(response);
  }

  @Override
  public @Nullable TlsDetails tls() {
    SSLSession session = context.getSSLSession();
    return session == null ? null : TlsDetails.of(session);
  }

  @Override
  public boolean hasBody() {
    return body != null;
  }

  /** The head alone: the body goes by itself. */
  @Override
  public HttpResponse with(@Nullable ServedReply head, @Nullable ReplyBody same) {
    if (head != null) {
      HttpResponse before = new BasicHttpResponse(response.getCode());
      before.setHeaders(response.getHeaders());
      response.setCode(head.status);
      response.setReasonPhrase(head.reason.isEmpty() ? null : head.reason);
      response.setHeaders();
      LarderHeads.add(response, head.fields);
      LarderHeads.borrow(response, before);
    }
    return response;
  }

  /** The head of a stored response. */
  static HttpResponse served(ServedReply stored) {
    HttpResponse made =
        new BasicHttpResponse(stored.status, stored.reason.isEmpty() ? null : stored.reason);
    made.setVersion(LarderHeads.version(stored.version));
    LarderHeads.add(made, stored.fields);
    return made;
  }

  /** What is told of the body of a stored response, or null if it has none. */
  static @Nullable EntityDetails body(ServedReply stored, HttpResponse head, String method) {
    boolean none = method.equals("HEAD") || stored.status == 204 || stored.status == 304;
    boolean empty = stored.length == 0 && head.getVersion().greaterEquals(HttpVersion.HTTP_2);
    return none || empty ? null : new LarderHeads.Body(head);
  }
}
