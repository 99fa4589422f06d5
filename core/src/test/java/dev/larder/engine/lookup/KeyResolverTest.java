package dev.larder.engine.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.larder.config.Glob;
import dev.larder.config.IdentityMode;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.modes.EphemeralIdentityKey;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.identity.IdentitySettings;
import dev.larder.store.IdentityKey;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyResolverTest {

  private static final IdentityKey NONE_SHARED =
      new IdentityKey() {
        @Override
        public byte @Nullable [] existing() {
          return null;
        }

        @Override
        public byte[] make() {
          throw new IllegalStateException("Nothing is shared");
        }
      };
  private static final Identities SETTINGS = identities(IdentitySettings.of(Settings.defaults()));
  private static final String PAGE = "http://a.example/x?q=%3a";

  private final KeyResolver resolver = new KeyResolver(SETTINGS);

  private static <T> IdentitySettings settings(Setting<T> setting, T value) {
    return IdentitySettings.of(Settings.defaults().with(setting, value));
  }

  private static Identities identities(IdentitySettings settings) {
    return new Identities(new EphemeralIdentityKey(NONE_SHARED), settings);
  }

  private static RequestHead get(String uri, String... headers) {
    return RequestHead.get(URI.create(uri), Headers.of(headers));
  }

  private PrimaryKey of(RequestHead request) {
    return resolver.primaryKey(request, "");
  }

  @Test
  void aPlainResourceIsRemembered() {
    PrimaryKey first = of(get(PAGE));
    assertEquals(new KeyResolver(SETTINGS).primaryKey(get(PAGE), ""), first);
    assertSame(first, of(get(PAGE, "Accept", "text/html")));
  }

  @Test
  void urisThatAreEqualToJavaButNotTheSameAreToldApart() {
    PrimaryKey first = of(get(PAGE));
    String other = "http://a.example/x?q=%3A";
    assertEquals(URI.create(PAGE), URI.create(other));
    assertNotEquals(first.key(), of(get(other)).key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:p@a.example/x",
        "http://a.example/x?token=1",
        "http://a.example/x?token=...",
        "http://a.example/x?a=1;access_token=..."
      })
  void whatSaysWhoAsksIsNotRemembered(String uri) {
    PrimaryKey first = of(get(uri));
    assertEquals(new KeyResolver(SETTINGS).primaryKey(get(uri), ""), first);
    assertNotSame(first, of(get(uri)));
  }

  @Test
  void whatElseTellsResourcesApartStillDoes() {
    PrimaryKey plain = of(get(PAGE));
    assertNotEquals(plain.key(), of(get(PAGE, "Host", "b.example")).key());
    assertNotEquals(plain.key(), of(get(PAGE, "x-forwarded-host", "b.example")).key());
    assertNotEquals(plain.key(), resolver.primaryKey(get(PAGE), "trust").key());
    Identities shared = identities(settings(SettingTable.IDENTITY, IdentityMode.SHARED));
    assertNotEquals(plain.key(), resolver.under(shared).primaryKey(get(PAGE), "").key());
    assertSame(plain, of(get(PAGE)));
  }

  @Test
  void whatIsACredentialFollowsTheSettings() {
    of(get("http://a.example/x?q=1"));
    Identities named = identities(settings(SettingTable.IDENTITY_QUERY, Set.of("q")));
    assertEquals(
        "http://a.example/x?q=...",
        resolver.under(named).primaryKey(get("http://a.example/x?q=1"), "").uri());
  }

  @Test
  void whatIsRedactedIsNeitherRememberedNorWrittenDownButCounts() {
    Identities redacting =
        identities(IdentitySettings.of(Settings.defaults()).redacting(globs("pin", "p_*")));
    RequestHead one = get("http://a.example/x?a=1&pin=sesame;P%5Fx=8&pin");
    PrimaryKey first = resolver.under(redacting).primaryKey(one, "");
    assertEquals("http://a.example/x?a=1&pin=...;P%5Fx=...&pin", first.uri());
    assertEquals(first, resolver.under(redacting).primaryKey(one, ""));
    assertNotSame(first, resolver.under(redacting).primaryKey(one, ""));
    PrimaryKey other =
        resolver.under(redacting).primaryKey(get("http://a.example/x?a=1&pin=9;P%5Fx=8&pin"), "");
    assertEquals(first.uri(), other.uri());
    assertNotEquals(first.key(), other.key());
    assertFalse(first.canonical().contains("sesame"), first.canonical());
    assertEquals(of(one).hash(), first.hash(), "what invalidates one invalidates the other");
  }

  @Test
  void noUriPosesAsOneThatIsRedacted() {
    Identities redacting =
        identities(IdentitySettings.of(Settings.defaults()).redacting(globs("pin")));
    PrimaryKey secret =
        resolver.under(redacting).primaryKey(get("http://a.example/x?pin=sesame"), "");
    String shown = secret.canonical().split("\n", -1)[0];
    assertNotEquals(secret.key(), of(get(shown)).key());
  }

  private static List<Glob> globs(String... names) {
    return Stream.of(names).map(Glob::ofName).map(Objects::requireNonNull).toList();
  }
}
