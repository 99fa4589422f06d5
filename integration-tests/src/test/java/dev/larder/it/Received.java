package dev.larder.it;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a server received it.
 *
 * @param target path and query
 * @param fields values by lower-case name
 * @param body what was sent with a Content-Length, byte for character
 * @param number how many requests for this target have come since the server started, this one
 *     included
 */
record Received(
    String method, String target, Map<String, List<String>> fields, String body, int number) {

  /** The first value of a field, or null. */
  @Nullable String first(String lowerCaseName) {
    List<String> values = fields.get(lowerCaseName);
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
