package org.apache.hc.client5.http.impl.classic;

import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;

/** A response of the network. */
final class LarderReply extends NetworkReply {

  private final ClassicHttpResponse response;
  private final HttpClientContext context;

  LarderReply(ClassicHttpResponse response, HttpClientContext context) {
    this.response = response;
    this.context = context;
  }

  @Override
  public int status() {
    return response.getCode();
  }

  @Override
  public String version() {
    return LarderHeads.version(response.getVersion());
  }

  @Override
  public @Nullable String reason() {
    return response.getReasonPhrase();
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

  /** The client reads no body that is known to be empty. */
  @Override
  public boolean hasBody() {
    HttpEntity entity = response.getEntity();
    return entity != null && entity.getContentLength() != 0;
  }

  /** It does so that the connection can be used again. */
  @Override
  public boolean drainsAtClose() {
    return true;
  }

  @Override
  public Object with(@Nullable ServedReply head, @Nullable ReplyBody body) {
    HttpEntity entity = response.getEntity();
    if (entity != null && body != null) {
      if (head == null && response.containsHeader("Trailer")) {
        // The client finds trailers in the class of the stream.
        body.abandoned();
      } else {
        response.setEntity(new LarderCopied(entity, body, head));
      }
    }
    if (head != null) {
      HttpResponse before = new BasicHttpResponse(response.getCode());
      before.setHeaders(response.getHeaders());
      response.setCode(head.status);
      response.setReasonPhrase(head.reason);
      response.setHeaders();
      LarderHeads.add(response, head.fields);
      LarderHeads.borrow(response, before, LarderHeads.isFramed(before));
    }
    return response;
  }
}
