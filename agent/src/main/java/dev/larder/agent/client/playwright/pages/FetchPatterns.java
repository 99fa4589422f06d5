package dev.larder.agent.client.playwright.pages;

import java.util.Collection;
import java.util.List;

/** Which requests of a page stop on their way to the network: the parameters of Fetch.enable. */
final class FetchPatterns {

  private static final List<String> TYPES = List.of("Script", "Stylesheet", "Image", "Font");

  private FetchPatterns() {}

  /** All that may come from the cache. */
  static String all() {
    return of(List.of("*"));
  }

  /** Those of them for these URLs, with any query. */
  static String ofUrls(Collection<String> urls) {
    return of(
        urls.stream()
            .map(url -> url.replaceAll("[\\\\*?]", "\\\\$0"))
            .flatMap(url -> List.of(url, url + "\\?*").stream())
            .toList());
  }

  private static String of(List<String> globs) {
    StringBuilder patterns = new StringBuilder();
    for (String glob : globs) {
      for (String type : TYPES) {
        patterns
            .append(patterns.length() == 0 ? "{\"patterns\":[" : ",")
            .append("{\"urlPattern\":")
            .append(Json.quoted(glob))
            .append(",\"resourceType\":\"")
            .append(type)
            .append("\",\"requestStage\":\"Request\"}");
      }
    }
    return patterns.append("]}").toString();
  }
}
