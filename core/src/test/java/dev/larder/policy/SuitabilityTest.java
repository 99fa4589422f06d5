package dev.larder.policy;

import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.policy.Suitability.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Suitability, RFC 9111 §4 and §5.2")
class SuitabilityTest {

  @ParameterizedTest(name = "[{0}] on [{1}] after {2} s: {3} {4}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        // Nothing said by the request.
        "``;max-age=60;30;FRESH;fresh",
        "``;max-age=60;60;VALIDATE;stale",
        "``;public;0;VALIDATE;no-freshness",
        "``;max-age=60, no-cache;0;VALIDATE;response-no-cache",
        "``;max-age=60, no-cache=\"x\";0;FRESH;fresh",
        "``;max-age=60, no-cache=\"etag\";0;VALIDATE;response-no-cache",
        "``;max-age=60, must-revalidate;30;FRESH;fresh",
        "``;max-age=60, must-revalidate;70;VALIDATE;must-revalidate",
        "``;max-age=60, immutable;70;VALIDATE;stale",
        // §5.2.1.1 max-age
        "max-age=30;max-age=60;30;FRESH;fresh",
        "max-age=30;max-age=60;31;VALIDATE;request-max-age",
        "max-age=0;max-age=60;0;VALIDATE;request-max-age",
        "max-age=x;max-age=60;0;VALIDATE;request-max-age",
        "max-age=0;max-age=60, immutable;0;VALIDATE;request-max-age",
        "max-age=90;max-age=60;70;VALIDATE;stale",
        "max-age=90, max-stale;max-age=60;70;STALE_ALLOWED;request-max-stale",
        // §5.2.1.2 max-stale
        "max-stale;max-age=60;1000;STALE_ALLOWED;request-max-stale",
        "max-stale=10;max-age=60;70;STALE_ALLOWED;request-max-stale",
        "max-stale=10;max-age=60;71;VALIDATE;stale",
        "max-stale=0;max-age=60;60;STALE_ALLOWED;request-max-stale",
        "max-stale=x;max-age=60;60;VALIDATE;stale",
        "max-stale;max-age=60, must-revalidate;70;VALIDATE;must-revalidate",
        "max-stale;max-age=60, no-cache;70;VALIDATE;response-no-cache",
        // §5.2.1.3 min-fresh
        "min-fresh=20;max-age=60;40;FRESH;fresh",
        "min-fresh=20;max-age=60;41;VALIDATE;request-min-fresh",
        "min-fresh=x;max-age=60;0;VALIDATE;request-min-fresh",
        "min-fresh=x;max-age=2147483648;0;VALIDATE;request-min-fresh",
        // §5.2.1.4 and §5.2.1.5
        "no-cache;max-age=60;0;VALIDATE;request-no-cache",
        "no-cache;max-age=60, immutable;0;VALIDATE;request-no-cache",
        "no-store;max-age=60;0;FRESH;fresh",
        "no-transform;max-age=60;0;FRESH;fresh",
        // §5.2.1.7 only-if-cached
        "only-if-cached;max-age=60;0;FRESH;fresh",
        "only-if-cached;max-age=60;60;REFUSE;request-only-if-cached",
        "only-if-cached, no-cache;max-age=60;0;REFUSE;request-only-if-cached",
        "only-if-cached, max-stale;max-age=60;60;STALE_ALLOWED;request-max-stale",
        // RFC 5861 §3
        "``;max-age=60, stale-while-revalidate=10;70;STALE_WHILE_REVALIDATE;stale-while-revalidate",
        "``;max-age=60, stale-while-revalidate=10;71;VALIDATE;stale",
        "``;max-age=60, stale-while-revalidate=x;60;VALIDATE;stale",
        "``;max-age=60, stale-while-revalidate=10, must-revalidate;61;VALIDATE;must-revalidate",
        "max-age=90;max-age=60, stale-while-revalidate=10;61;VALIDATE;stale",
        "only-if-cached;max-age=60, stale-while-revalidate=10;61;STALE_ALLOWED;stale-while-revalidate",
      })
  @DisplayName("directives of both sides in a private cache")
  void judged(String asked, String given, long seconds, String kind, String reason) {
    Suitability use =
        Suitability.of(
            asked.isEmpty() ? get() : get("Cache-Control", asked),
            stored("Cache-Control", given),
            PRIVATE,
            after(seconds));
    assertEquals(Kind.valueOf(kind), use.kind());
    assertEquals(reason, use.reason().word());
  }

  @ParameterizedTest
  @CsvSource({"s-maxage=60", "max-age=60;proxy-revalidate", "max-age=60;must-revalidate"})
  @DisplayName("a shared cache serves nothing stale under these, §5.2.2.8 and §5.2.2.10")
  void neverStaleInShared(String given) {
    assertEquals(
        new Suitability(Kind.VALIDATE, Reason.MUST_REVALIDATE),
        Suitability.of(
            get("Cache-Control", "max-stale"),
            stored("Cache-Control", given.replace(';', ',')),
            SHARED,
            after(61)));
  }

  @Test
  @DisplayName("a private cache may serve stale under proxy-revalidate")
  void proxyRevalidateInPrivate() {
    assertEquals(
        Kind.STALE_ALLOWED,
        Suitability.of(
                get("Cache-Control", "max-stale"),
                stored("Cache-Control", "max-age=60, proxy-revalidate"),
                PRIVATE,
                after(61))
            .kind());
  }

  @Test
  @DisplayName("Pragma counts only without Cache-Control, §5.4")
  void pragma() {
    StoredResponse fresh = stored("Cache-Control", "max-age=60");
    assertEquals(
        Reason.REQUEST_NO_CACHE,
        Suitability.of(get("Pragma", "no-cache"), fresh, PRIVATE, after(0)).reason());
    assertEquals(
        Reason.FRESH,
        Suitability.of(
                get("Pragma", "no-cache", "Cache-Control", "max-age=9"), fresh, PRIVATE, after(0))
            .reason());
    assertEquals(
        Reason.FRESH,
        Suitability.of(get("Pragma", "max-age=0"), fresh, PRIVATE, after(0)).reason());
  }

  @Test
  @DisplayName("only-if-cached refuses what isn't stored, §5.2.1.7")
  void refusesMiss() {
    assertTrue(Suitability.isOnlyIfCached(get("Cache-Control", "only-if-cached")));
    assertFalse(Suitability.isOnlyIfCached(get()));
  }

  @ParameterizedTest(name = "[{0}] on [{1}] after {2} s, status {3}: {4}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        // RFC 5861 §4
        "``;max-age=60, stale-if-error=10;70;503;true",
        "``;max-age=60, stale-if-error=10;70;500;true",
        "``;max-age=60, stale-if-error=10;70;502;true",
        "``;max-age=60, stale-if-error=10;70;504;true",
        "``;max-age=60, stale-if-error=10;70;501;false",
        "``;max-age=60, stale-if-error=10;70;404;false",
        "``;max-age=60, stale-if-error=10;70;0;true",
        "``;max-age=60, stale-if-error=10;71;503;false",
        "``;max-age=60, stale-if-error=10;71;0;false",
        "``;max-age=60, stale-if-error=x;60;503;false",
        "stale-if-error=10;max-age=60;70;503;true",
        "stale-if-error=10;max-age=60;71;503;false",
        "``;max-age=60;70;503;false",
        "stale-if-error=10, max-age=5;max-age=60;30;503;true",
        // RFC 9111 §4.2.4
        "``;max-age=60;1000;0;true",
        "``;max-age=60, must-revalidate;61;0;false",
        "``;max-age=60, must-revalidate, stale-if-error=10;61;503;false",
        "stale-if-error=10;max-age=60, must-revalidate;61;0;false",
        "``;max-age=60, no-cache;30;0;false",
        "no-cache;max-age=60;30;0;false",
        "max-age=5;max-age=60;30;0;false",
        "max-age=90;max-age=60;70;0;false",
        "min-fresh=50;max-age=60;30;0;false",
        "max-stale=5;max-age=60;70;0;false",
        "max-stale=10;max-age=60;70;0;true",
      })
  @DisplayName("what may stand in for an error")
  void onError(String asked, String given, long seconds, int status, boolean expected) {
    assertEquals(
        expected,
        Suitability.mayServeOnError(
            asked.isEmpty() ? get() : get("Cache-Control", asked),
            stored("Cache-Control", given),
            PRIVATE,
            after(seconds),
            status));
  }

  @Test
  @DisplayName("settings decide on errors that no directive speaks of, §4.2.4 and §4.3.3")
  void onErrorSettings() {
    StoredResponse stale = stored(fields("Cache-Control: max-age=60"));
    assertFalse(
        Suitability.mayServeOnError(
            get(),
            stale,
            Exchange.with(SettingTable.STALE_ON_DISCONNECT, false),
            after(70),
            Suitability.NETWORK_FAILURE));
    assertTrue(
        Suitability.mayServeOnError(
            get(), stale, Exchange.with(SettingTable.STALE_ON_SERVER_ERROR, true), after(70), 503));
    assertFalse(
        Suitability.mayServeOnError(
            get(), stored("Cache-Control", "s-maxage=60"), SHARED, after(70), 0));
  }
}
