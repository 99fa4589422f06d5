package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies that tell nobody apart. */
class IgnoredCookiesTest {

  private static final ResponseHead PRIVATE = response(200, "Cache-Control", "private, max-age=60");

  @TempDir Path directory = Path.of("");

  private Bench bench(String... settings) {
    Map<String, String> all =
        settings.length == 0 ? Map.of() : Map.of("larder.ignore-cookies", settings[0]);
    Settings.Loaded loaded = Settings.load(all, null, Map.of());
    assertEquals(List.of(), loaded.problems());
    return new Bench(directory, CacheSettings.of(loaded.settings()).policy(), null, false);
  }

  private static RequestHead with(String cookies) {
    return get("Cookie", cookies);
  }

  private static ResponseHead setting(String... cookies) {
    ResponseHead head = PRIVATE;
    String[] fields = new String[2 * cookies.length + 2];
    fields[0] = "Cache-Control";
    fields[1] = "private, max-age=60";
    for (int i = 0; i < cookies.length; i++) {
      fields[2 * i + 2] = "Set-Cookie";
      fields[2 * i + 3] = cookies[i];
    }
    return response(head.status(), fields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__cf_bm=abc.1-2",
        "AWSALB=x; AWSALBCORS=y",
        "_ga=GA1.2.3; _ga_ABC=GS1.1; _gid=1",
        "BIGipServer~pool~www=1.2.3",
        "_hjSession_12=e30=;_fbp = fb.1",
        " ; ;_pk_id.1.2=3;",
        "mp_0123_mixpanel=%7B%7D; bm_sz=0~-1",
      })
  void aWellKnownOneTellsNobodyApart(String cookies) {
    Bench bench = bench();
    bench.fetch(with(cookies), PRIVATE, "for all");
    assertTrue(bench.hits(get()));
    assertTrue(bench.hits(with("__cf_bm=another")));
    assertFalse(bench.hits(with(cookies + "; sid=alice")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWSELBAuthSessionCookie-0=x",
        "_gateway=x",
        "_ga_session",
        "NSC_AAAC=x",
        "ajs_user_id=x",
        "bm_session=x",
        "cf_clearance=x",
        "well-known=x",
        "=x",
        "x",
      })
  void othersDo(String cookie) {
    Bench bench = bench();
    boolean known = cookie.equals("_ga_session"); // a property of analytics may be named so
    bench.fetch(with(cookie), PRIVATE, "for one");
    assertTrue(bench.hits(with(cookie)));
    assertEquals(known, bench.hits(get()));
  }

  @Test
  void thoseThatCountAreTheIdentityHoweverTheyAreSent() {
    Bench bench = bench();
    bench.fetch(with("__cf_bm=1; sid=alice; theme=dark"), PRIVATE, "for alice");
    assertTrue(bench.hits(with("sid=alice;theme=dark;__cf_bm=2")));
    assertTrue(bench.hits(get("Cookie", "sid=alice", "Cookie", "theme=dark")));
    assertFalse(bench.hits(with("sid=bob; theme=dark; __cf_bm=1")));
    assertFalse(bench.hits(with("sid=alice; __cf_bm=1")));
  }

  /** Servers differ in what a quote, or a comma, means in this field (RFC 2965 §3.1). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=\"1; __cf_bm=%s\"",
        "__cf_bm=\"1; sid=%s\"",
        "__cf_bm=1, sid=%s",
        "a=\"; _ga=%s; b=\"",
        "_ga=\"%s\"",
      })
  void whatServersMayReadAsALoginIsNotIgnored(String cookies) {
    Bench bench = bench();
    bench.fetch(with(cookies.formatted("alice")), PRIVATE, "for alice");
    assertTrue(bench.hits(with(cookies.formatted("alice"))));
    assertFalse(bench.hits(with(cookies.formatted("bob"))));
    assertFalse(bench.hits(get()));
  }

  @Test
  void aResponseThatSetsNoOtherIsStoredWithoutThem() {
    Bench bench = bench();
    bench.fetch(
        get(),
        setting(
            "__cf_bm=1.2-3; path=/; expires=Sat, 28-Nov-26 10:00:00 GMT; HttpOnly; SameSite=None",
            "_cfuvid=4; path=/"),
        "for all");
    Bench.Seen hit = bench.served(bench.exchange(get()).begin());
    assertFalse(hit.head().headers().contains("Set-Cookie"));
    assertTrue(bench.hits(with("__cf_bm=5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sid=alice",
        "__cf_bm=1; path=/, sid=alice; path=/",
        "__cf_bm=1; expires=Sat, 28-Nov-26 10:00:00 GMT, sid=alice",
      })
  void aResponseThatSetsAnotherIsNotStored(String cookie) {
    Bench bench = bench();
    bench.fetch(get(), setting("__cf_bm=1", cookie), "for alice");
    assertFalse(bench.hits(get()));
    bench.fetch(get(), setting(cookie), "for alice");
    assertFalse(bench.hits(get()));
  }

  @Test
  void aVariantThatIsSelectedByCookiesGoesByThoseThatCount() {
    Bench bench = bench();
    ResponseHead varying =
        response(200, "Cache-Control", "public, max-age=60", "Vary", "Cookie, Accept-Language");
    bench.fetch(with("__cf_bm=1"), varying, "for all");
    assertTrue(bench.hits(get()));
    assertTrue(bench.hits(with("_ga=2")));
    assertFalse(bench.hits(with("sid=alice; _ga=2")));
    bench.fetch(with("sid=alice; _ga=2"), varying, "for alice");
    assertTrue(bench.hits(with("_ga=3; sid=alice")));
    assertFalse(bench.hits(with("_ga=3; sid=bob")));
  }

  @Test
  void namesThatAreSetAddToTheWellKnownOnes() {
    Bench bench = bench("consent,Theme_*");
    bench.fetch(with("consent=1; theme_x=2; __cf_bm=3"), PRIVATE, "for all");
    assertTrue(bench.hits(with("CONSENT=4; theme_=5; _ga=6")));
    assertFalse(bench.hits(with("consents=1")));
  }

  @Test
  void theWellKnownOnesCountWhereThatIsSaid() {
    Bench bench = bench("none,consent");
    bench.fetch(with("consent=1; __cf_bm=3"), PRIVATE, "for one");
    assertTrue(bench.hits(with("consent=2; __cf_bm=3")));
    assertFalse(bench.hits(with("consent=1; __cf_bm=4")));
    Bench none = bench("none");
    none.fetch(get(), setting("__cf_bm=1"), "not stored");
    assertFalse(none.hits(get()));
  }

  @Test
  void everyCookieMayBeSaidToTellNobodyApart() throws IOException {
    Bench bench = bench("*");
    bench.fetch(with("sid=alice"), setting("sid=renewed"), "for all");
    assertTrue(bench.hits(with("sid=renewed")));
    assertTrue(bench.hits(get()));
    assertFalse(bench.hits(get("Authorization", "alice")));
  }
}
