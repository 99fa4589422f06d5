package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lists, tags, ranges and ages")
class GrammarTest {

  @Test
  @DisplayName("lists split at commas outside quotes and lose empty members, RFC 9110 §5.6.1")
  void lists() {
    assertEquals(
        List.of("a", "b=\"c,d\\\",e\"", "f"), FieldSyntax.list(" a ,,\tb=\"c,d\\\",e\",f,"));
    assertEquals(List.of("a", "\"b,c"), FieldSyntax.list(List.of("a", "\"b,c")));
    assertEquals(List.of("\"a\\"), FieldSyntax.list("\"a\\"));
  }

  @Test
  @DisplayName("quoted strings are undone only when complete, RFC 9110 §5.6.4")
  void quotedStrings() {
    assertEquals("a\"b\\", FieldSyntax.unquote("\"a\\\"b\\\\\""));
    assertEquals("\"a", FieldSyntax.unquote("\"a"));
    assertEquals("\"a\"b", FieldSyntax.unquote("\"a\"b"));
    assertEquals("\"a\\\"", FieldSyntax.unquote("\"a\\\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7|7",
        "7, 100|7",
        "0,100|0",
        "-7|0",
        "7a|0",
        "7;x=9|0",
        "7.5|0",
        "a, 7|0",
        "99999999999|2147483648",
      })
  @DisplayName("the first Age counts if it is a number, RFC 9111 §5.1")
  void age(String value, long seconds) {
    assertEquals(seconds, DeltaSeconds.age(Headers.of("Age", value)));
  }

  @Test
  @DisplayName("the first of several Age lines counts, RFC 9111 §5.1")
  void ageLines() {
    assertEquals(7, DeltaSeconds.age(Headers.of("Age", "7", "age", "9")));
    assertEquals(0, DeltaSeconds.age(Headers.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"\"", "\"a,b\\\"", "\"é\""})
  @DisplayName("tags are read and written alike, RFC 9110 §8.8.3")
  void tags(String text) {
    assertEquals(text, String.valueOf(EntityTag.parse(text)));
    assertEquals(text, String.valueOf(EntityTag.of(Headers.of("ETag", text))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\"a", "a\"", "w/\"a\"", "W/a", "W/", "\"a b\"", "\"a\"b", "*"})
  @DisplayName("what isn't a tag is none")
  void noTags(String text) {
    assertNull(EntityTag.parse(text));
  }

  @Test
  @DisplayName("only strong tags match strongly, RFC 9110 §8.8.3.2")
  void comparison() {
    EntityTag strong = new EntityTag(false, "1");
    EntityTag weak = new EntityTag(true, "1");
    assertTrue(strong.matchesStrongly(strong));
    assertFalse(weak.matchesStrongly(weak));
    assertFalse(strong.matchesStrongly(weak));
    assertTrue(strong.matchesWeakly(weak));
    assertFalse(strong.matchesWeakly(new EntityTag(false, "2")));
  }

  @Test
  @DisplayName("lists of tags may hold commas in tags and empty members, RFC 9110 §13.1.2")
  void tagLists() {
    assertEquals(
        List.of(new EntityTag(false, "a,b"), new EntityTag(true, "c"), new EntityTag(false, "d")),
        EntityTag.list(List.of(", \"a,b\" ,W/\"c\",", "\"d\"")));
    assertNull(EntityTag.list(List.of("\"a\" \"b\"")));
    assertNull(EntityTag.list(List.of("\"a\", b")));
    assertNull(EntityTag.list(List.of("\"a\", *")));
  }

  @ParameterizedTest(name = "{0} of {1} bytes: {2}+{3}")
  @CsvSource({
    "bytes=0-9, 100, 0, 10",
    "Bytes=0-9, 100, 0, 10",
    "bytes=90-, 100, 90, 10",
    "bytes=-10, 100, 90, 10",
    "bytes=-1000, 100, 0, 100",
    "bytes=50-1000, 100, 50, 50",
    "bytes=0-99999999999999999999, 100, 0, 100",
    "bytes=100-, 100, -1, 0",
    "bytes=-0, 100, -1, 0",
    "bytes=0-, 0, -1, 0",
  })
  @DisplayName("ranges are cut to the body, RFC 9110 §14.1.2")
  void ranges(String field, long length, long offset, long count) {
    ByteRange range = Objects.requireNonNull(ByteRange.parse(field)).get(0);
    ByteRange.Span expected = offset < 0 ? null : new ByteRange.Span(offset, count);
    assertEquals(expected, range.within(length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=-",
        "bytes=1",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes 0-1",
        "items=0-1",
        "bytes=0-1,x",
        "bytes=0 -1",
      })
  @DisplayName("a Range out of grammar is ignored, RFC 9110 §14.2")
  void badRanges(String field) {
    assertNull(ByteRange.parse(field));
  }

  @Test
  @DisplayName("too many ranges are ignored, RFC 9110 §17.15")
  void manyRanges() {
    assertNull(ByteRange.parse("bytes=" + "0-1,".repeat(1000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-9/100", "bytes 0-9/*", "bytes */100"})
  @DisplayName("Content-Range is read and written alike, RFC 9110 §14.4")
  void contentRange(String value) {
    assertEquals(value, Objects.requireNonNull(ContentRange.parse(value)).toField());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-9",
        "bytes=0-9/10",
        "bytes 9-0/10",
        "bytes 0-10/10",
        "bytes */*",
        "bytes a-9/10",
        "items 0-9/10",
        "bytes 0-9/10 ",
        "bytes 0-9/",
        "bytes -9/10",
      })
  @DisplayName("a Content-Range that contradicts itself is none, RFC 9110 §14.4")
  void badContentRange(String value) {
    assertNull(ContentRange.parse(value));
  }
}
