package dev.larder.agent.client.playwright.pages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON. What it lacks, or has of another kind than is asked for, is null, false or
 * empty.
 */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Json NONE = new Json(Map.of());

  private final Map<?, ?> members;

  private Json(Map<?, ?> members) {
    this.members = members;
  }

  /**
   * Reads an object.
   *
   * @throws IOException if the text is not one
   */
  static Json read(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      return value(parser) instanceof Map<?, ?> members ? new Json(members) : NONE;
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, value(parser));
      }
      return members;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser));
      }
      return elements;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  /** The text of a string, a number or a literal. */
  @Nullable String text(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  boolean isTrue(String name) {
    return "true".equals(text(name));
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  Json object(String name) {
    return members.get(name) instanceof Map<?, ?> object ? new Json(object) : NONE;
  }

  /** The objects among the elements of an array. */
  List<Json> objects(String name) {
    List<Json> objects = new ArrayList<>();
    if (members.get(name) instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof Map<?, ?> object) {
          objects.add(new Json(object));
        }
      }
    }
    return objects;
  }

  /** The texts among the elements of an array. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (members.get(name) instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof String text) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  /** Alternating names and values of those members that are texts. */
  List<String> fields() {
    List<String> fields = new ArrayList<>();
    members.forEach(
        (name, value) -> {
          if (name instanceof String text && value instanceof String of) {
            fields.add(text);
            fields.add(of);
          }
        });
    return fields;
  }

  /** A text as it stands in JSON. */
  static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** {@code [{"name":…,"value":…},…]} of alternating names and values. */
  static String fields(List<String> fields) {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < fields.size(); i += 2) {
      json.append(i == 0 ? "" : ",").append("{\"name\":").append(quoted(fields.get(i)));
      json.append(",\"value\":").append(quoted(fields.get(i + 1))).append('}');
    }
    return json.append(']').toString();
  }
}
