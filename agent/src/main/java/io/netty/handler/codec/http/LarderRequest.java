package io.netty.handler.codec.http;

import dev.larder.bridge.CallRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests as they are told of, and as they are sent. */
final class LarderRequest {

  private LarderRequest() {}

  /** What is told of a request; null if it is none for a resource. */
  static @Nullable CallRequest told(HttpRequest request, LarderReach reach) {
    URI uri = uri(request, reach.isOverTls());
    if (uri == null) {
      return null;
    }
    CallRequest told =
        new CallRequest("Netty", request.method().name(), uri, byTurns(request.headers()));
    told.hasBody = hasBody(request);
    if (told.hasBody && request instanceof FullHttpRequest full) {
      told.body = () -> ByteBufUtil.getBytes(full.content());
    }
    told.obstacle = reach.obstacle(request, uri);
    told.proxy = reach.proxy(request, uri);
    told.tls = reach.engine();
    return told;
  }

  /** The URI, or null if there is none that is plain. */
  private static @Nullable URI uri(HttpRequest request, boolean overTls) {
    String target = request.uri();
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (target.startsWith("/") && hosts.size() == 1) {
      target = (overTls ? "https://" : "http://") + hosts.get(0) + target;
    } else if (!target.startsWith("http://") && !target.startsWith("https://")) {
      return null;
    }
    try {
      URI uri = new URI(target);
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException notOne) {
      return null;
    }
  }

  static List<String> byTurns(HttpHeaders headers) {
    List<String> fields = new ArrayList<>(2 * headers.size());
    for (Map.Entry<String, String> field : headers.entries()) {
      fields.add(field.getKey());
      fields.add(field.getValue());
    }
    return fields;
  }

  /** Whether a request has a body, even one that is still to come. */
  static boolean hasBody(HttpRequest request) {
    if (request instanceof FullHttpRequest full) {
      return full.content().isReadable();
    }
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return HttpUtil.isTransferEncodingChunked(request) || (length != null && !length.equals("0"));
  }

  /**
   * What is sent in place of a request that the program goes on to see as it has made it.
   *
   * @param fields names and values by turns that are added
   */
  static HttpRequest with(HttpRequest request, List<String> fields) {
    if (fields.isEmpty()) {
      return request;
    }
    HttpHeaders headers = request.headers().copy();
    for (int i = 0; i < fields.size(); i += 2) {
      headers.remove(fields.get(i));
    }
    for (int i = 0; i < fields.size(); i += 2) {
      headers.add(fields.get(i), fields.get(i + 1));
    }
    if (request instanceof FullHttpRequest full) {
      return new DefaultFullHttpRequest(
          full.protocolVersion(),
          full.method(),
          full.uri(),
          full.content(), // its owner is the copy now
          headers,
          full.trailingHeaders());
    }
    HttpRequest copy =
        new DefaultHttpRequest(request.protocolVersion(), request.method(), request.uri(), false);
    copy.headers().set(headers);
    ReferenceCountUtil.release(request);
    return copy;
  }

  /** A request without a body once more, as a whole. */
  static HttpRequest again(HttpRequest request) {
    FullHttpRequest copy =
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            false);
    copy.headers().set(request.headers());
    return copy;
  }
}
