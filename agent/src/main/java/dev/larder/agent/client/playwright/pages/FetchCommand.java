package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.playwright.api.DecodedResponses;
import dev.larder.engine.Served;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the commands of the DevTools protocol by which a request that has stopped is
 * answered or goes on, as JSON. See {@link FetchPatterns} for what stops.
 */
final class FetchCommand {

  private static final String BODY = "\"body\":\"";

  private FetchCommand() {}

  /** That names the request and nothing else: it goes on as it is, or its body is asked for. */
  static String of(String id) {
    return begun(id).append('}').toString();
  }

  /**
   * A request goes on, and its response stops.
   *
   * @param added fields of the cache's own
   */
  static String toForward(String id, RequestHead request, Headers added) {
    StringBuilder command = begun(id);
    if (!added.isEmpty()) {
      command.append(",\"headers\":").append(Json.fields(BrowserRequest.with(request, added)));
    }
    return command.append(",\"interceptResponse\":true}").toString();
  }

  /** A request gets what the cache serves. */
  static String toFulfil(String id, Served served) {
    DecodedResponses.Shown shown = DecodedResponses.shown(served.head());
    String phrase = shown.reason() == null ? shown.details() : shown.reason();
    String fields =
        begun(id, shown.status(), shown.headers())
            + (phrase == null || phrase.isEmpty()
                ? ""
                : ",\"responsePhrase\":" + Json.quoted(phrase));
    String body = Base64.getEncoder().encodeToString(DecodedResponses.bytes(served));
    return fields + ',' + BODY + body + "\"}";
  }

  /** A request is sent once more. */
  static String toRepeat(String id, String url) {
    return begun(id, 307, List.of("Location", url, "Cache-Control", "no-store"))
        .append('}')
        .toString();
  }

  private static StringBuilder begun(String id) {
    return new StringBuilder("{\"requestId\":").append(Json.quoted(id));
  }

  private static StringBuilder begun(String id, int status, List<String> fields) {
    return begun(id)
        .append(",\"responseCode\":")
        .append(status)
        .append(",\"responseHeaders\":")
        .append(Json.fields(fields));
  }

  /** The body that the browser has handed out, or null if it has not. */
  static byte @Nullable [] body(DriverConnection.Reply reply) {
    String text = reply.text();
    int start = text.indexOf(BODY);
    if (reply.failed() || start < 0 || !text.contains("\"base64Encoded\":true")) {
      return null;
    }
    start += BODY.length();
    return Base64.getDecoder().decode(text.substring(start, text.indexOf('"', start)));
  }
}
