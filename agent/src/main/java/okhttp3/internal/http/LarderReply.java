package okhttp3.internal.http;

import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ReplyBody;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import java.util.List;
import okhttp3.Handshake;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** A response of the network. */
final class LarderReply extends NetworkReply {

  private final Response response;
  private final @Nullable List<String> sent;

  /**
   * A reply.
   *
   * @param sent what was sent without the fields of the cache, or null if that is what was looked
   *     up
   */
  LarderReply(Response response, @Nullable List<String> sent) {
    this.response = response;
    this.sent = sent;
  }

  @Override
  public int status() {
    return response.code();
  }

  @Override
  public String version() {
    Protocol protocol = response.protocol();
    return protocol == Protocol.HTTP_1_0
        ? "HTTP/1.0"
        : protocol == Protocol.HTTP_1_1 ? "HTTP/1.1" : "HTTP/2";
  }

  @Override
  public @Nullable String reason() {
    return version().equals("HTTP/2") ? null : response.message();
  }

  @Override
  public List<String> fields() {
    return LarderHeaders.byTurns(response.headers());
  }

  @Override
  public @Nullable List<String> sent() {
    return sent;
  }

  @Override
  public @Nullable TlsDetails tls() {
    Handshake handshake = response.handshake();
    if (handshake == null) {
      return null;
    }
    HttpUrl url = response.request().url();
    return new TlsDetails(
        handshake.tlsVersion().javaName(),
        handshake.cipherSuite().javaName(),
        url.host(),
        url.port(),
        handshake.peerCertificates(),
        !handshake.localCertificates().isEmpty());
  }

  @Override
  public boolean hasBody() {
    return !response.request().method().equals("HEAD")
        && response.code() != 204
        && response.code() != 304;
  }

  /** Over HTTP/2 the client ends the stream, which costs it nothing; but redirects are short. */
  @Override
  public boolean drainsAtClose() {
    return response.isRedirect() || !version().equals("HTTP/2");
  }

  @Override
  public Object with(@Nullable ServedReply head, @Nullable ReplyBody body) {
    Response.Builder made = response.newBuilder();
    Headers headers = response.headers();
    if (head != null) {
      headers = LarderHeaders.of(head.fields);
      made.code(head.status).message(head.reason).headers(headers);
    }
    if (body != null) {
      ResponseBody network = response.body();
      long length = head == null ? network.contentLength() : length(headers);
      made.body(new LarderBody(headers, length, new LarderSource(network.source(), body)));
    }
    return made.build();
  }

  private static long length(Headers headers) {
    String length = headers.get("Content-Length");
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  /** The same with the request that the program is to see. */
  static Response showing(Request request, Response response) {
    return response.newBuilder().request(request).build();
  }
}
