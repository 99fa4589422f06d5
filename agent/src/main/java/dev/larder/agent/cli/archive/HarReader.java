package dev.larder.agent.cli.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an HTTP Archive (HAR 1.2), one entry at a time. */
public final class HarReader {

  /** Bodies are long texts. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final Path file;

  public HarReader(Path file) {
    this.file = file;
  }

  /** Takes the entries: objects as maps, arrays as lists, all else as texts or null. */
  public interface Visitor {
    void entry(Map<?, ?> entry) throws IOException;
  }

  /**
   * Reads the archive to its end, so that a broken one is found before anything of it is used.
   *
   * @return the name of who made it; empty if it says nothing of that
   * @throws IOException if it is broken, or no HTTP Archive
   */
  public String creator() throws IOException {
    String[] creator = {""};
    boolean[] found = new boolean[1];
    log(
        (member, json) -> {
          if (member.equals("creator")
              && value(json) instanceof Map<?, ?> made
              && made.get("name") instanceof String name) {
            creator[0] = name;
          } else if (member.equals("entries")) {
            found[0] = json.currentToken() == JsonToken.START_ARRAY;
          }
          json.skipChildren();
        });
    if (!found[0]) {
      throw new IOException(file + " is no HTTP Archive: it has no entries.");
    }
    return creator[0];
  }

  /** Shows the entries. */
  public void read(Visitor visitor) throws IOException {
    log(
        (member, json) -> {
          if (!member.equals("entries")) {
            json.skipChildren();
            return;
          }
          while (json.nextToken() != JsonToken.END_ARRAY) {
            visitor.entry(value(json) instanceof Map<?, ?> entry ? entry : Map.of());
          }
        });
  }

  /** Reads one member of the log: to its last token. */
  private interface Member {
    void read(String name, JsonParser json) throws IOException;
  }

  private void log(Member member) throws IOException {
    try (JsonParser json = JSON.createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + " is no HTTP Archive: it is no object of JSON.");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean log = json.currentName().equals("log");
        if (json.nextToken() != JsonToken.START_OBJECT || !log) {
          json.skipChildren();
          continue;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          member.read(name, json);
        }
      }
      if (json.nextToken() != null) {
        throw new IOException(file + " is broken: something follows its end.");
      }
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + " is broken at line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  /** The value that begins with the present token. */
  private static @Nullable Object value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, value(json));
      }
      return members;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      List<@Nullable Object> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return items;
    }
    return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
  }
}
