package dev.larder.it.programs;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a message, as clients on Netty show them. */
public final class NettyFields {

  private NettyFields() {}

  /** The values of each field, by its name in lower case. */
  public static Map<String, List<String>> of(HttpHeaders headers) {
    Map<String, List<String>> fields = new TreeMap<>();
    headers
        .entries()
        .forEach(
            field ->
                fields
                    .computeIfAbsent(
                        field.getKey().toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(field.getValue()));
    return fields;
  }
}
