package dev.larder.policy;

import static dev.larder.policy.Exchange.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.policy.identity.Vary;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Vary, RFC 9111 §4.1")
class VaryTest {

  private static Vary vary(String value) {
    return Vary.of(Headers.of("Vary", value));
  }

  @Test
  @DisplayName("several lines are one list of names without case")
  void fields() {
    Vary vary = Vary.of(Headers.of("vary", "B, a,,", "Vary", "A"));
    assertEquals(List.of("a", "b"), vary.fields());
    assertFalse(vary.any());
    assertEquals(List.of(), vary("").fields());
    assertTrue(Vary.of(Headers.empty()).matches(get("A", "1"), Headers.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "a, *", "*, a", "**/", "a b", "\"a\""})
  @DisplayName("* or what is no name matches nothing")
  void any(String value) {
    Vary vary = vary(value);
    assertTrue(vary.any());
    assertFalse(vary.matches(get(), vary.select(get())));
    assertEquals("*", vary.variantKey(get()));
  }

  @ParameterizedTest(name = "{0}: [{1}] and [{2}] {3}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "Foo|1|1|true",
        "Foo|1|2|false",
        "Foo|a|A|false",
        "Foo|1,2|1 ,  2|true",
        "Foo|1,2|2,1|false",
        "Foo|\"1,2\"|\"1, 2\"|false",
        "User-Agent|a (b,c)|a (b, c)|false",
        "Accept-Encoding|gzip, br|br,GZIP|true",
        "Accept-Encoding|gzip|x-gzip|true",
        "Accept-Encoding|gzip|gzip;q=1.0|true",
        "Accept-Encoding|gzip|gzip; q=1|true",
        "Accept-Encoding|gzip|gzip;q=0.5|false",
        "Accept-Encoding|gzip;q=0.50|gzip;Q=0.5|true",
        "Accept-Encoding|gzip|gzip, br;q=0|true",
        "Accept-Encoding|gzip, *|gzip, *, br;q=0|false",
        "Accept-Encoding|gzip|gzip, identity;q=0|false",
        "Accept-Encoding|gzip, gzip;q=0|gzip|false",
        "Accept-Encoding|gzip;q=x|gzip;q=y|false",
        "Accept-Encoding|gzip;q=2|gzip|false",
        "Accept-Language|en, de|EN,de|true",
        "Accept-Language|en, de;q=0.5|de;q=0.5, en|true",
        "Accept-Language|en, de|de, en|false",
        "Accept-Language|en, de;q=0|en|false",
        "Accept|text/html;q=0.5, */*|text/html;q=0.5,*/*|true",
      })
  @DisplayName("values match if they surely mean the same")
  void normalised(String name, String one, String other, boolean same) {
    Vary vary = vary(name);
    assertEquals(same, vary.matches(get(name, other), vary.select(get(name, one))));
    assertEquals(same, vary.variantKey(get(name, one)).equals(vary.variantKey(get(name, other))));
  }

  @Test
  @DisplayName("lines combine, and absent is not empty")
  void linesAndAbsence() {
    Vary vary = vary("Foo");
    assertTrue(vary.matches(get("Foo", "1", "foo", "2"), vary.select(get("Foo", "1, 2"))));
    assertFalse(vary.matches(get(), vary.select(get("Foo", ""))));
    assertFalse(vary.matches(get("Foo", ""), vary.select(get())));
    assertTrue(vary.matches(get(), vary.select(get("Bar", "1"))));
    assertNotEquals(vary.variantKey(get()), vary.variantKey(get("Foo", "")));
  }

  @Test
  @DisplayName("a value can't pose as another field in the key")
  void unambiguousKey() {
    Vary vary = vary("a, b");
    assertNotEquals(
        vary.variantKey(get("a", "x\nb=1:y")), vary.variantKey(get("a", "x", "b", "y")));
  }

  @Test
  @DisplayName("the key of a stored variant is that of its request")
  void storedKey() {
    Vary vary = vary("Accept-Encoding, Foo");
    var request = get("accept-encoding", "br, gzip", "Foo", "1");
    assertEquals(vary.variantKey(request), vary.variantKey(vary.select(request)));
    assertEquals(Headers.of("accept-encoding", "br,gzip", "foo", "1"), vary.select(request));
  }
}
