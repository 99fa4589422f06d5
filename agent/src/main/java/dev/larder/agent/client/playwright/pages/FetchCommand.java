package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.playwright.api.DecodedResponses;
import dev.larder.engine.Served;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the commands of the DevTools protocol that let requests stop on their way to
 * the network, and by which one that has stopped is answered or goes on.
 */
final class FetchCommand {

  private static final String BODY = "\"body\":\"";
  private static final List<String> TYPES = List.of("Script", "Stylesheet", "Image", "Font");

  private FetchCommand() {}

  /** All stop that may come from the cache. */
  static Json toStopAll() {
    return stopping(List.of("*"));
  }

  /** Those of them stop that are for these URLs, with any query. */
  static Json toStop(Collection<String> urls) {
    return stopping(
        urls.stream()
            .map(url -> url.replaceAll("[\\\\*?]", "\\\\$0"))
            .flatMap(url -> Stream.of(url, url + "\\?*"))
            .toList());
  }

  private static Json stopping(List<String> globs) {
    List<Json> patterns = new ArrayList<>();
    for (String glob : globs) {
      for (String type : TYPES) {
        patterns.add(Json.of("urlPattern", glob, "resourceType", type, "requestStage", "Request"));
      }
    }
    return Json.of("patterns", patterns);
  }

  /** That names the request and nothing else: it goes on as it is, or its body is asked for. */
  static Json of(String id) {
    return Json.of("requestId", id);
  }

  /**
   * A request goes on, and its response stops.
   *
   * @param added fields of the cache's own
   */
  static Json toForward(String id, RequestHead request, Headers added) {
    Json command = of(id).with("interceptResponse", true);
    return added.isEmpty()
        ? command
        : command.with("headers", Json.fields(BrowserRequest.with(request, added)));
  }

  /** A request gets what the cache serves. */
  static Json toFulfil(String id, Served served) {
    DecodedResponses.Shown shown = DecodedResponses.shown(served.head());
    String phrase = shown.reason() == null ? shown.details() : shown.reason();
    Json command =
        answer(id, shown.status(), shown.headers()).with("body", DecodedResponses.bytes(served));
    return phrase == null || phrase.isEmpty() ? command : command.with("responsePhrase", phrase);
  }

  /** A request is sent once more. */
  static Json toRepeat(String id, String url) {
    return answer(id, 307, List.of("Location", url, "Cache-Control", "no-store"));
  }

  private static Json answer(String id, int status, List<String> fields) {
    return of(id).with("responseCode", status, "responseHeaders", Json.fields(fields));
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
