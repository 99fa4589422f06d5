package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.playwright.api.DecodedResponses;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.Vary;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between the words of the DevTools protocol and those of the cache. */
final class BrowserRequest {

  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private BrowserRequest() {}

  /** What was asked for by a navigation to a URL, or null if that is not HTTP. */
  static @Nullable RequestHead document(String url) {
    try {
      return url.startsWith("http") ? RequestHead.get(URI.create(url), Headers.empty()) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * A request as it stops on its way to the network. It shows what the page and the cookies say;
   * the browser adds to it, among others, which codings it understands, always the same for a URL.
   *
   * @return null if it is none of the cache's business
   */
  static @Nullable RequestHead of(Json request, String url) {
    if (!"GET".equals(request.text("method")) || !url.startsWith("http")) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (uri.getHost() == null) {
      return null;
    }
    Headers headers =
        Headers.of(request.object("headers").fields().toArray(new String[0]))
            .with("Accept-Encoding", "gzip, deflate, br, zstd");
    for (Headers.Field field : headers) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("range") || name.startsWith("if-")) {
        return null;
      }
    }
    return RequestHead.get(uri, headers);
  }

  /** The fields of a request with those of the cache; the browser adds cookies again itself. */
  static List<String> with(RequestHead request, Headers added) {
    List<String> fields = new ArrayList<>();
    for (Headers.Field field : request.headers().with(added)) {
      if (!field.name().equalsIgnoreCase("Cookie")
          && !field.name().equalsIgnoreCase("Accept-Encoding")) {
        fields.add(field.name());
        fields.add(field.value());
      }
    }
    return fields;
  }

  /**
   * Whether a page may get a stored response: a whole one, and one that a request from another
   * origin may read (Fetch §3.3.6), which the origin would perhaps have said had it been asked.
   */
  static boolean mayGet(RequestHead request, ResponseHead stored) {
    String origin = request.headers().first("Origin");
    String allowed = stored.headers().first(ALLOWED);
    boolean credentials = request.headers().contains("Cookie");
    boolean readable =
        origin == null || origin.equals(allowed) || ("*".equals(allowed) && !credentials);
    return stored.status() == 200 && readable;
  }

  /** The values of Set-Cookie among fields of which several values stand one a line. */
  static List<String> cookies(Json fields) {
    List<String> named = fields.fields();
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < named.size(); i += 2) {
      if (named.get(i).equalsIgnoreCase("Set-Cookie")) {
        named.get(i + 1).lines().forEach(cookies::add);
      }
    }
    return cookies;
  }

  /**
   * A response of the network. The browser fails where a body ends before it should, so that what
   * has a frame at all is as good as one over HTTP/2.
   *
   * @param phrase the reason phrase, which is kept with the head
   */
  static ResponseHead response(int status, @Nullable String phrase, List<String> fields) {
    String details = status == 304 || phrase == null ? null : phrase;
    ResponseHead head = DecodedResponses.response(status, fields, details);
    Headers headers = Headers.of(fields.toArray(new String[0]));
    boolean framed =
        headers.contains("Content-Length")
            || headers.contains("Transfer-Encoding")
            || !headers.contains("Connection");
    return new ResponseHead(status, framed ? "HTTP/2" : "HTTP/1.1", head.headers());
  }

  /** Whether only the protocol tells a whole body from one that was cut off. */
  static boolean mayEndAnywhere(ResponseHead head) {
    return !head.headers().contains("Content-Length")
        && !DecodedResponses.hasLengthOfCoded(head)
        && !head.headers().contains("Transfer-Encoding");
  }

  /** Whether each body has an end in a protocol of this name. */
  static boolean isFramed(@Nullable String protocol) {
    return protocol != null && (protocol.equals("h2") || protocol.startsWith("h3"));
  }

  /**
   * Whether the page doesn't notice that its browser has the whole body before it gets the first
   * byte: scripts, styles and fonts are used when they are complete, images as they come.
   */
  static boolean mayWaitForBody(Json event, ResponseHead head, long maxBody) {
    String length = head.headers().first("Content-Length");
    boolean image = "Image".equals(event.text("resourceType"));
    try {
      return length == null ? !image : Long.parseLong(length) <= maxBody;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * Whether what was sent selects the same response as what was expected, and asks for all of it.
   */
  static boolean selectsAlike(
      RequestHead expected, Headers sent, Headers added, ResponseHead response) {
    for (Headers.Field field : sent) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("range") || (name.startsWith("if-") && !added.contains(name))) {
        return false;
      }
    }
    for (String name : Vary.of(response.headers()).fields()) {
      if (!name.equalsIgnoreCase("Accept-Encoding")
          && !Objects.equals(expected.headers().combined(name), sent.combined(name))) {
        return false;
      }
    }
    return true;
  }
}
