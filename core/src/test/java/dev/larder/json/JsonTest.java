package dev.larder.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reader and writer of JSON against another implementation of it. */
class JsonTest {

  private static final JsonFactory JACKSON = new JsonFactory();

  /** Characters that are written in different ways; no halves of surrogate pairs. */
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "/",
          "\"",
          "\\",
          "\b",
          "\t",
          "\n",
          "\f",
          "\r",
          "\0",
          "\u0001",
          "\u001f",
          "\u007f",
          "\u0080",
          "\u00ff",
          "\u07ff",
          "\u0800",
          "\ufeff",
          "\uffff",
          "\ud83e\uddc0",
          "\udbff\udfff");

  private static JsonReader reader(String json) {
    return new JsonReader(json.getBytes(UTF_8));
  }

  private static String string(byte[] json) throws IOException {
    JsonReader reader = new JsonReader(json);
    String read = reader.string();
    reader.end();
    return read;
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(CHARACTERS);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(300); length > 0; length--) {
        text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void textsAreWrittenAndReadAsOthersDo() throws IOException {
    for (String text : texts()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JsonGenerator to = JACKSON.createGenerator(bytes)) {
        to.writeString(text);
      }
      byte[] json = new JsonWriter().string(text).toByteArray();
      assertArrayEquals(bytes.toByteArray(), json, text);
      assertEquals(text, string(json));
    }
  }

  @Test
  void halvesOfSurrogatePairsAreReadAsTheyWereWritten() throws IOException {
    for (String text :
        List.of("\ud83e", "a\ud83eb", "\udd00", "\udd00\ud83e", "\ud83e\ud83e\udd00")) {
      byte[] json = new JsonWriter().string(text).toByteArray();
      assertEquals(text, string(json));
      try (JsonParser from = JACKSON.createParser(json)) {
        from.nextToken();
        assertEquals(text, from.getText());
      }
    }
    byte[] raw = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0xBE, '"'};
    assertEquals("\ud83e", string(raw));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 10, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
  void numbersAreReadAsTheyWereWritten(long number) throws IOException {
    String json = new JsonWriter().number(number).toString();
    assertEquals(Long.toString(number), json);
    JsonReader reader = reader(json);
    assertEquals(number, reader.number());
    reader.end();
  }

  @Test
  void membersAreReadInTheirOrder() throws IOException {
    JsonWriter writer = new JsonWriter().object().name("a").array();
    writer.number(1).array().endArray().object().endObject().string("x").endArray();
    String json =
        writer.name("b").object().name("c").number(0.5).endObject().endObject().toString();
    assertEquals("{\"a\":[1,[],{},\"x\"],\"b\":{\"c\":0.5}}", json);
    JsonReader reader = reader(json.replace(",", " ,\n").replace(":", "\t:\r ") + ' ');
    reader.object();
    reader.next();
    assertEquals("a", reader.name());
    reader.array();
    reader.next();
    assertEquals(1, reader.number());
    reader.next();
    reader.array();
    assertFalse(reader.hasNext());
    reader.endArray();
    reader.next();
    reader.skip();
    reader.next();
    assertEquals("x", reader.string());
    assertFalse(reader.hasNext());
    assertThrows(IOException.class, reader::next);
    reader.endArray();
    assertTrue(reader.hasNext());
    assertEquals("b", reader.name());
    reader.skip();
    assertFalse(reader.hasNext());
    reader.endObject();
    reader.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "'a'",
        "1",
        "\"a\"\"b\"",
        "\"a\",",
        "null",
        "[\"a\"]"
      })
  void whatIsNoTextIsNotRead(String json) {
    assertThrows(IOException.class, () -> string(json.getBytes(UTF_8)));
  }

  @Test
  void whatIsNoUtf8IsNotRead() {
    for (int[] bytes :
        new int[][] {
          {0x80},
          {0xBF},
          {0xC0, 0x80},
          {0xC1, 0xBF},
          {0xC3},
          {0xC3, 'a'},
          {0xE0, 0x80, 0x80},
          {0xE2, 0x82},
          {0xF0, 0x80, 0x80, 0x80},
          {0xF4, 0x90, 0x80, 0x80},
          {0xF8, 0x88, 0x80, 0x80},
          {0xFF}
        }) {
      byte[] json = new byte[bytes.length + 2];
      json[0] = '"';
      for (int i = 0; i < bytes.length; i++) {
        json[i + 1] = (byte) bytes[i];
      }
      json[json.length - 1] = '"';
      assertThrows(IOException.class, () -> string(json));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "01",
        "-01",
        "1.0",
        "1e3",
        "1-",
        "9223372036854775808",
        "\"1\"",
        "-9223372036854775809",
        "10000000000000000000",
        "a"
      })
  void whatIsNoWholeNumberIsNotRead(String json) {
    assertThrows(IOException.class, () -> reader(json).number());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1]",
        "{1:1}",
        "nul",
        "nulll",
        "truefalse",
        "]",
        "[[]",
        "\u00e4"
      })
  void whatIsNoJsonIsNotSkipped(String json) {
    assertThrows(
        IOException.class,
        () -> {
          JsonReader reader = reader(json);
          reader.skip();
          reader.end();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1.5e+10",
        "true",
        "false",
        "null",
        "\"a\\\"]\"",
        "[]",
        "{}",
        " [ 1 , [ ] , { } ] ",
        "{\"a\":{\"b\":[null,{\"c\":\"}\"}]},\"d\":1}"
      })
  void valuesOfEachKindAreSkipped(String json) throws IOException {
    JsonReader reader = reader("[" + json + ",7]");
    reader.array();
    reader.next();
    reader.skip();
    reader.next();
    assertEquals(7, reader.number());
    reader.endArray();
    reader.end();
  }

  @Test
  void whatLiesTooDeepIsNotSkipped() {
    assertThrows(IOException.class, () -> reader("[".repeat(100_000)).skip());
    assertThrows(IOException.class, () -> reader("{\"a\":".repeat(100_000)).skip());
  }

  @Test
  void damagedJsonIsRefusedWhereOthersRefuseIt() throws IOException {
    byte[] whole =
        "{\"uri\":\"http://a/\\u00e4\u00e4\\n\",\"h\":[[\"a\",\"b\"],[\"c\",\"\"]],\"x\":{\"y\":[]}}"
            .getBytes(UTF_8);
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = whole[random.nextInt(whole.length)];
      }
      assertEquals(isJson(damaged), isSkipped(damaged), new String(damaged, UTF_8));
    }
    assertTrue(isSkipped(whole));
  }

  private static boolean isSkipped(byte[] json) {
    try {
      JsonReader reader = new JsonReader(json);
      reader.skip();
      reader.end();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isJson(byte[] json) {
    try (JsonParser from = JACKSON.createParser(json)) {
      JsonToken token = from.nextToken();
      boolean any = token != null;
      int depth = 0;
      boolean closed = false;
      for (; token != null; token = from.nextToken()) {
        if (closed) {
          return false;
        }
        from.getText();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        closed = depth == 0;
      }
      return any;
    } catch (IOException e) {
      return false;
    }
  }
}
