package dev.larder.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharingTest {

  private static final PolicySettings SETTINGS = PolicySettings.of(Settings.defaults());
  private static final Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");

  private static RequestHead request(String... headers) {
    return RequestHead.get(URI.create("http://example.org/"), Headers.of(headers));
  }

  private static ResponseHead response(int status, String... headers) {
    return new ResponseHead(status, "HTTP/1.1", Headers.of(headers));
  }

  private static StoredResponse stored(String control, String... more) {
    Headers.Builder headers = new Headers.Builder().add("Cache-Control", control);
    for (int i = 0; i < more.length; i += 2) {
      headers.add(more[i], more[i + 1]);
    }
    return new StoredResponse(
        new ResponseHead(200, "HTTP/1.1", headers.build()), Headers.empty(), ARRIVED, ARRIVED);
  }

  private static Instant after(long seconds) {
    return ARRIVED.plusSeconds(seconds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | true",
        "public, max-age=60 | true",
        "s-maxage=60 | true",
        "private, max-age=60 | false",
        "no-store, max-age=60 | false",
        "private=\"ETag\", max-age=60 | false",
      })
  void aSharedCacheKeepsWhatIsNotPrivate(String control, boolean permitted) {
    ResponseHead head = response(200, "Cache-Control", control, "ETag", "\"a\"");
    assertEquals(permitted, Sharing.permits(request(), head, SETTINGS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | false",
        "max-age=60, must-revalidate | false",
        "max-age=60, public | true",
        "s-maxage=60 | true",
      })
  void whatAuthorizationBroughtIsForAllOnlyIfItSaysSo(String control, boolean permitted) {
    ResponseHead head = response(200, "Cache-Control", control);
    assertEquals(permitted, Sharing.permits(request("Authorization", "x"), head, SETTINGS));
  }

  @Test
  void forcedResponsesArePermittedButPartsAreNot() {
    PolicySettings forcing = SETTINGS.with(SETTINGS.identity(), response -> PolicyOverride.LASTING);
    String[] fields = {"Cache-Control", "private, no-store"};
    assertTrue(Sharing.permits(request(), response(200, fields), forcing));
    assertFalse(Sharing.permits(request(), response(206, fields), forcing));
    assertFalse(Sharing.permits(request("Cookie", "id=1"), response(200, fields), forcing));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | 50 | true",
        "max-age=60 | 51 | false",
        "s-maxage=60, max-age=1 | 50 | true"
      })
  void aResponseWithoutValidatorMustBeFreshForAWhile(String control, long age, boolean worth) {
    assertEquals(worth, Sharing.isWorth(stored(control), SETTINGS, after(age)));
    assertTrue(Sharing.isWorth(stored(control, "ETag", "\"a\""), SETTINGS, after(age)));
  }

  @Test
  void lifeIsFreshnessAndTheTimeInWhichAStaleResponseIsOfUse() {
    assertEquals(Duration.ofSeconds(40), Sharing.life(stored("max-age=60"), SETTINGS, after(20)));
    assertEquals(Duration.ZERO, Sharing.life(stored("max-age=60"), SETTINGS, after(90)));
    assertEquals(
        Duration.ofDays(1),
        Sharing.life(stored("max-age=60", "ETag", "\"a\""), SETTINGS, after(90)));
    assertEquals(
        Duration.ofDays(2),
        Sharing.life(
            stored("max-age=60, stale-if-error=172800", "ETag", "\"a\""), SETTINGS, after(90)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | 30 | false",
        "max-age=60 | 90 | false",
        "max-age=60, s-maxage=20 | 30 | true",
        "max-age=60, s-maxage=90 | 30 | false",
        "max-age=60, s-maxage=20 | 90 | false",
      })
  void whatOnlyAPrivateCacheMayUseIsToBeValidated(String control, long age, boolean stale) {
    assertEquals(stale, Sharing.isStaleWhenShared(stored(control), SETTINGS, after(age)));
  }
}
