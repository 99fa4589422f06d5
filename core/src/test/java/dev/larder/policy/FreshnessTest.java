package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.response;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Freshness, RFC 9111 §4.2")
class FreshnessTest {

  @ParameterizedTest(name = "{0}: {1} s private, {2} s shared")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "Cache-Control: max-age=60;60;60",
        "Cache-Control: max-age=60 | Expires: @5;60;60",
        "Cache-Control: max-age=60, s-maxage=5;60;5",
        "Cache-Control: s-maxage=5 | Expires: @50;50;5",
        "Expires: @50;50;50",
        "Expires: @-50;0;0",
        "Expires: 0;0;0",
        "Expires: -1;0;0",
        "Expires: @50 | Expires: @60;0;0",
        "Date: @-10 | Expires: @50;60;60",
        "Date: @10 | Expires: @50;40;40",
        "Date: x | Expires: @50;50;50",
        "Cache-Control: max-age=x | Expires: @50;0;0",
        "CDN-Cache-Control: max-age=7 | Cache-Control: max-age=60;60;7",
        "CDN-Cache-Control: must-revalidate | Expires: @50;50;0",
        "X: y;0;0",
      })
  @DisplayName("the first explicit lifetime counts, §4.2.1")
  void lifetime(String fields, long inPrivate, long inShared) {
    assertEquals(
        Duration.ofSeconds(inPrivate),
        Freshness.of(stored(fields(fields)), PRIVATE, NOW).lifetime());
    assertEquals(
        Duration.ofSeconds(inShared), Freshness.of(stored(fields(fields)), SHARED, NOW).lifetime());
  }

  @ParameterizedTest(name = "{0} {1}: {2} s")
  @CsvSource({
    "200, Last-Modified: @-1000, 100",
    "404, Last-Modified: @-1000, 100",
    "301, Last-Modified: @-1000, 100",
    "200, Last-Modified: @-100000000, 604800",
    "200, Last-Modified: @1000, 0",
    "200, Last-Modified: x, 0",
    "302, Last-Modified: @-1000, 0",
    "302, Last-Modified: @-1000 | Cache-Control: private, 0",
    "302, Last-Modified: @-1000 | Cache-Control: public, 100",
    "500, Last-Modified: @-1000, 0",
  })
  @DisplayName("a tenth of the time since the last change, a week at most, §4.2.2")
  void heuristic(int status, String fields, long seconds) {
    Freshness freshness = Freshness.of(stored(status, fields(fields)), PRIVATE, NOW);
    assertEquals(Duration.ofSeconds(seconds), freshness.lifetime());
    assertEquals(seconds > 0, freshness.heuristic());
    assertFalse(freshness.explicit());
  }

  @Test
  @DisplayName("heuristics can be set and switched off, and give way to what is explicit")
  void heuristicSettings() {
    StoredResponse modified = stored("Last-Modified", date(-1000));
    Settings half =
        Settings.defaults()
            .with(SettingTable.HEURISTICS_FRACTION, 0.5)
            .with(SettingTable.HEURISTICS_MAX, Duration.ofMinutes(5));
    assertEquals(
        Duration.ofMinutes(5), Freshness.of(modified, PolicySettings.of(half), NOW).lifetime());
    PolicySettings off = Exchange.with(SettingTable.HEURISTICS, false);
    assertEquals(Duration.ZERO, Freshness.of(modified, off, NOW).lifetime());
    StoredResponse expired = stored("Last-Modified", date(-1000), "Expires", "0");
    assertFalse(Freshness.of(expired, PRIVATE, NOW).heuristic());
  }

  private static Duration age(String fields, long delay, long resident) {
    StoredResponse arrived =
        new StoredResponse(
            response(200, fields(fields)), Headers.empty(), NOW.minusSeconds(delay), NOW);
    return Freshness.of(arrived, PRIVATE, after(resident)).age();
  }

  @ParameterizedTest(name = "{0}, {1} s under way, {2} s here: {3} s old")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "Date: @0;0;0;0",
        "Date: @0;0;10;10",
        "Date: @0;3;10;13",
        "Date: @-5;0;10;15",
        "Date: @-5;7;10;17",
        "Date: @5;0;10;10",
        "Date: @-5 | Age: 20;0;10;30",
        "Date: @-5 | Age: 20;4;10;34",
        "Date: @-50 | Age: 20;4;10;60",
        "Date: @0 | Age: -20;0;10;10",
        "Date: @0 | Age: 20, 0;0;10;30",
        "Date: @0 | Age: 20 | Age: 0;0;10;30",
        "Date: @0 | Age: 20x;0;10;10",
        "X: y;0;10;10",
        "Date: x | Age: 20;0;10;30",
        "Date: @0;-3;0;0",
        "Date: @0;0;-10;10",
      })
  @DisplayName("age counts what caches, the way and the stay add, §4.2.3")
  void ages(String fields, long delay, long resident, long expected) {
    assertEquals(Duration.ofSeconds(expected), age(fields, delay, resident));
  }

  @Test
  @DisplayName("the part of a second that Date can't tell is not held against a response")
  void subsecond() {
    Instant came = NOW.plusMillis(999);
    StoredResponse arrived =
        new StoredResponse(
            response(200, "Date", date(0), "Cache-Control", "max-age=1"),
            Headers.empty(),
            came,
            came);
    assertTrue(Freshness.of(arrived, PRIVATE, came.plusMillis(999)).fresh());
    assertFalse(Freshness.of(arrived, PRIVATE, came.plusSeconds(1)).fresh());
  }

  @Test
  @DisplayName("fresh means younger than the lifetime, §4.2")
  void boundary() {
    StoredResponse minute = stored("Cache-Control", "max-age=60");
    assertTrue(Freshness.of(minute, PRIVATE, after(59)).fresh());
    Freshness stale = Freshness.of(minute, PRIVATE, after(65));
    assertFalse(stale.fresh());
    assertEquals(Duration.ofSeconds(5), stale.staleness());
    assertEquals(Duration.ofSeconds(-5), stale.remaining());
    assertFalse(Freshness.of(minute, PRIVATE, after(60)).fresh());
  }

  @Test
  @DisplayName("times out of any range neither fail nor seem fresh")
  void extremes() {
    StoredResponse odd =
        new StoredResponse(
            response(200, "Cache-Control", "max-age=99999999999", "Age", "99999999999"),
            Headers.empty(),
            Instant.MIN,
            Instant.MAX);
    assertFalse(Freshness.of(odd, PRIVATE, Instant.MIN).fresh());
    assertFalse(Freshness.of(odd, PRIVATE, Instant.MAX).fresh());
  }
}
