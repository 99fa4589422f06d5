package dev.larder.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON file of settings into dotted names and texts. A damaged file gives nothing. */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /** The text of a member, or the members of a list as {@link ValueType#members} reads them. */
  record Value(String text, boolean isList) {}

  /**
   * The file's members in its order: {@code {"log": {"level": "info"}}} gives {@code log.level}.
   * Members that are null are left out.
   *
   * @throws IOException if the file cannot be read or is not such JSON; the message says why and
   *     can follow a colon
   */
  static Map<String, Value> read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    Map<String, Value> members = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it does not start with {");
      }
      while (parser.nextToken() != null) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.FIELD_NAME && isRules(parser)) {
          parser.nextToken();
          parser.skipChildren();
          continue;
        }
        if (token == JsonToken.START_ARRAY) {
          String name = dotted(parser.getParsingContext().getParent());
          members.put(name, new Value(list(parser, name), true));
        } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          members.put(dotted(parser.getParsingContext()), new Value(parser.getText(), false));
        }
      }
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
    return members;
  }

  /** Says where the text stops being JSON. */
  static IOException notJson(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new IOException("it is not JSON".concat(where), e);
  }

  private static String list(JsonParser parser, String name) throws IOException {
    List<String> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null || !parser.currentToken().isScalarValue()) {
        throw new IOException(name + " is a list of something else than texts");
      }
      members.add(parser.getText());
    }
    return ValueType.list(members);
  }

  /** Whether this is the member that {@link RuleReader} reads. */
  private static boolean isRules(JsonParser parser) throws IOException {
    return parser.currentName().equals("rules") && parser.getParsingContext().getParent().inRoot();
  }

  static byte[] bytes(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is larger than 1 MiB");
      }
      return bytes;
    }
  }

  private static String dotted(JsonStreamContext context) {
    StringBuilder name = new StringBuilder();
    for (JsonStreamContext c = context; c != null && !c.inRoot(); c = c.getParent()) {
      if (c.getCurrentName() != null) {
        name.insert(0, c.getCurrentName() + (name.length() == 0 ? "" : "."));
      }
    }
    return name.toString();
  }
}
