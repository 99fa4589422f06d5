package io.netty.handler.codec.http;

import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A response of the network, and the heads of responses that the cache makes. */
final class LarderAnswer extends NetworkReply {

  private final HttpResponse response;
  private final HttpMethod method;
  private final @Nullable SSLEngine engine;

  /**
   * A response.
   *
   * @param method of its request
   * @param engine that it came through, or null if it came without TLS
   */
  LarderAnswer(HttpResponse response, HttpMethod method, @Nullable SSLEngine engine) {
    this.response = response;
    this.method = method;
    this.engine = engine;
  }

  @Override
  public int status() {
    return response.status().code();
  }

  @Override
  public String version() {
    return response.protocolVersion().equals(HttpVersion.HTTP_1_0) ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public String reason() {
    return response.status().reasonPhrase();
  }

  @Override
  public List<String> fields() {
    return LarderRequest.byTurns(response.headers());
  }

  @Override
  public @Nullable TlsDetails tls() {
    return engine == null ? null : TlsDetails.of(engine.getSession());
  }

  @Override
  public boolean hasBody() {
    return hasBody(method, status());
  }

  private static boolean hasBody(HttpMethod method, int status) {
    return !method.equals(HttpMethod.HEAD) && status != 204 && status != 304;
  }

  /** The head alone: the body goes by itself. */
  @Override
  public HttpResponse with(@Nullable ServedReply head, @Nullable ReplyBody body) {
    if (head == null) {
      return response;
    }
    HttpResponse made = head(head, response.protocolVersion());
    for (CharSequence ofConnection :
        List.of(HttpHeaderNames.CONNECTION, HttpHeaderNames.TRANSFER_ENCODING)) {
      made.headers().set(ofConnection, response.headers().getAll(ofConnection));
    }
    return made;
  }

  /**
   * The head of a stored response.
   *
   * @param method of the request that it answers
   * @param ends whether the connection ends with this response
   */
  static HttpResponse served(ServedReply stored, HttpMethod method, boolean ends) {
    boolean old = stored.version.equals("HTTP/1.0");
    HttpResponse made = head(stored, old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
    HttpHeaders headers = made.headers();
    if (!old
        && hasBody(method, stored.status)
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (ends) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (old) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return made;
  }

  private static HttpResponse head(ServedReply head, HttpVersion version) {
    HttpResponseStatus usual = HttpResponseStatus.valueOf(head.status);
    HttpResponseStatus status =
        usual.reasonPhrase().equals(head.reason)
            ? usual
            : new HttpResponseStatus(head.status, head.reason);
    HttpResponse made = new DefaultHttpResponse(version, status, false);
    for (int i = 0; i < head.fields.size(); i += 2) {
      made.headers().add(head.fields.get(i), head.fields.get(i + 1));
    }
    return made;
  }
}
