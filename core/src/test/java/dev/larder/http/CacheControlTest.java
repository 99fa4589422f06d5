package dev.larder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Cache-Control, RFC 9111 §5.2")
class CacheControlTest {

  private static CacheControl parse(String... lines) {
    return CacheControl.parse(List.of(lines));
  }

  @ParameterizedTest(name = "{0} gives {1} s")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max-age=60|60",
        "MAX-AGE=60|60",
        "max-age=060|60",
        "max-age=\"60\"|60",
        "public,max-age=60|60",
        ", ,max-age=60,|60",
        "\tmax-age=60\t|60",
        "max-age=2147483648|2147483648",
        "max-age=99999999999999999999999999|2147483648",
        "x=\"max-age=1\", max-age=60|60",
        "max-age=60, x=\"a\\\", max-age=1\"|60",
        "max-age=60, max-age=30|30",
        "max-age=30, max-age=60|30",
        "max-age=60, max-age=x|0",
        "max-age|0",
        "max-age=|0",
        "max-age=-1|0",
        "max-age=+1|0",
        "max-age=1.5|0",
        "max-age=1e3|0",
        "max-age=60s|0",
        "max-age=a60|0",
        "max-age='60'|0",
        "max-age=\"60|0",
        "max-age =60|0",
        "max-age= 60|0",
        "max-age=60;x|0",
        "max-age=60 60|0",
        "max-age=٣|0",
      })
  @DisplayName("a lifetime that isn't plain digits permits nothing, §4.2.1")
  void lifetime(String line, long seconds) {
    assertEquals(OptionalLong.of(seconds), parse(line).maxAge());
  }

  @Test
  @DisplayName("several lines are one list, §5.2")
  void lines() {
    CacheControl directives = parse("max-age=60", "private, s-maxage=5");
    assertEquals(OptionalLong.of(60), directives.maxAge());
    assertEquals(OptionalLong.of(5), directives.sMaxage());
    assertTrue(directives.isPrivate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-store",
        "No-Store",
        "no-store=1",
        "no-store=\"\"",
        "max-age=1;no-store",
        "no-store; max-age=60",
        "no-store max-age=60",
        "private=\"x, no-store",
        "no-store =",
        "max-age=60,no-store,",
      })
  @DisplayName("what forbids counts even out of grammar")
  void forbidding(String line) {
    assertTrue(parse(line).noStore());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=\"no-store\"", "x-no-store", "no-storex", "x=no-store"})
  @DisplayName("an unknown directive and its argument mean nothing, §5.2.3")
  void unknown(String line) {
    assertFalse(parse(line).noStore());
  }

  @ParameterizedTest
  @ValueSource(strings = {"public=1", "public;", "public private", "public, private"})
  @DisplayName("what permits counts only in grammar and unless contradicted")
  void permitting(String line) {
    assertFalse(parse(line).isPublic());
  }

  @Test
  @DisplayName("no-cache and private may name fields, §5.2.2.4 and §5.2.2.7")
  void fields() {
    CacheControl directives = parse("no-cache=\"Foo, bar\", private=X, no-cache=baz");
    assertFalse(directives.noCache());
    assertEquals(Set.of("foo", "bar", "baz"), directives.noCacheFields());
    assertFalse(directives.isPrivate());
    assertEquals(Set.of("x"), directives.privateFields());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-cache, no-cache=\"a\"", "no-cache=\"\"", "no-cache=\"a b\""})
  @DisplayName("no-cache without sound names is about the whole response")
  void noCacheAsAWhole(String line) {
    assertTrue(parse(line).noCache());
    assertEquals(Set.of(), parse(line).noCacheFields());
  }

  @Test
  @DisplayName("request bounds are read as the strictest, §5.2.1")
  void requestBounds() {
    assertEquals(OptionalLong.of(9), parse("min-fresh=5, min-fresh=9").minFresh());
    assertEquals(OptionalLong.of(DeltaSeconds.MAX), parse("min-fresh=x").minFresh());
    assertTrue(parse("max-stale").hasMaxStale());
    assertEquals(OptionalLong.empty(), parse("max-stale").maxStale());
    assertEquals(OptionalLong.of(5), parse("max-stale, max-stale=5").maxStale());
    assertEquals(OptionalLong.of(DeltaSeconds.INVALID), parse("max-stale=x").maxStale());
    assertFalse(parse("max-age=1").hasMaxStale());
  }

  @Test
  @DisplayName("all flags and durations are told")
  void all() {
    CacheControl directives =
        parse(
            "public, must-revalidate, proxy-revalidate, must-understand, no-transform,"
                + " only-if-cached, immutable, stale-while-revalidate=3, stale-if-error=4");
    assertTrue(directives.isPublic());
    assertTrue(directives.mustRevalidate());
    assertTrue(directives.proxyRevalidate());
    assertTrue(directives.mustUnderstand());
    assertTrue(directives.onlyIfCached());
    assertEquals(OptionalLong.of(3), directives.staleWhileRevalidate());
    assertEquals(OptionalLong.of(4), directives.staleIfError());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max-age=10|10",
        "no-store, max-age=5, max-age=10;p=\"x\"|10",
        "max-age=\"10\"|-1",
        "max-age=1.5|-1",
        "max-age=10, a=(1 \"b\";c d), b=:YQ==:, c=?0, d=*t/x|10",
      })
  @DisplayName("a shared cache goes by CDN-Cache-Control alone, RFC 9213 §2.2")
  void targeted(String value, long seconds) {
    Headers headers =
        Headers.of("CDN-Cache-Control", value, "Cache-Control", "max-age=99, private");
    CacheControl shared = CacheControl.ofResponse(headers, true);
    assertTrue(shared.isTargeted());
    assertFalse(shared.isPrivate());
    assertEquals(seconds, shared.maxAge().orElse(-1));
    assertEquals(OptionalLong.of(99), CacheControl.ofResponse(headers, false).maxAge());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "max-age=10,", "Max-Age=10", "max-age=", "a=(1", "a=\"x", "a=?2", "a b"})
  @DisplayName("a targeted field that is empty or out of grammar is ignored, RFC 9213 §2.1")
  void targetedInvalid(String value) {
    Headers headers = Headers.of("CDN-Cache-Control", value, "Cache-Control", "max-age=99");
    assertEquals(OptionalLong.of(99), CacheControl.ofResponse(headers, true).maxAge());
  }
}
