package dev.larder.agent.client.playwright.pages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON. What it lacks, or has of another kind than is asked for, is null, false or
 * empty. Of one that was read, numbers and literals are texts too.
 */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Json NONE = new Json(Map.of());

  private final Map<?, ?> members;

  private Json(Map<?, ?> members) {
    this.members = members;
  }

  /**
   * An object with these members.
   *
   * @param members alternating names and values: texts, numbers, booleans, bytes (which JSON has in
   *     Base64), objects, and lists of objects
   */
  static Json of(Object... members) {
    return new Json(new LinkedHashMap<>()).with(members);
  }

  /** A copy with more members. */
  Json with(Object... more) {
    Map<Object, Object> all = new LinkedHashMap<>(members);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return new Json(all);
  }

  /** {@code {"name":…,"value":…}} for each of alternating names and values. */
  static List<Json> fields(List<String> fields) {
    List<Json> objects = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      objects.add(of("name", fields.get(i), "value", fields.get(i + 1)));
    }
    return objects;
  }

  /**
   * Reads an object.
   *
   * @throws IOException if the text is not one
   */
  static Json read(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      return value(parser) instanceof Json object ? object : NONE;
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
      return new Json(members);
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
    return members.get(name) instanceof Json object ? object : NONE;
  }

  /** The objects among the elements of an array. */
  List<Json> objects(String name) {
    return elements(name, Json.class);
  }

  /** The texts among the elements of an array. */
  List<String> texts(String name) {
    return elements(name, String.class);
  }

  private <T> List<T> elements(String name, Class<T> type) {
    return members.get(name) instanceof List<?> all
        ? all.stream().filter(type::isInstance).map(type::cast).toList()
        : List.of();
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

  /** As text. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(this, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator to) throws IOException {
    if (value instanceof Json object) {
      to.writeStartObject();
      for (Map.Entry<?, ?> member : object.members.entrySet()) {
        to.writeFieldName(String.valueOf(member.getKey()));
        write(member.getValue(), to);
      }
      to.writeEndObject();
    } else if (value instanceof List<?> elements) {
      to.writeStartArray();
      for (Object element : elements) {
        write(element, to);
      }
      to.writeEndArray();
    } else if (value instanceof byte[] bytes) {
      to.writeBinary(bytes);
    } else if (value instanceof Boolean literal) {
      to.writeBoolean(literal);
    } else if (value instanceof Number number) {
      to.writeNumber(number.longValue());
    } else {
      to.writeString(String.valueOf(value));
    }
  }
}
