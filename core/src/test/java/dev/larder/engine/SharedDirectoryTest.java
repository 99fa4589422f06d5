package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.RequestHead;
import dev.larder.policy.PolicySettings;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shared cache and one that isn't use the same directory (RFC 9111 §3). */
class SharedDirectoryTest {

  private Bench own;
  private Bench shared;

  @BeforeEach
  void open(@TempDir Path directory) {
    own = new Bench(directory);
    shared =
        new Bench(
            directory,
            PolicySettings.of(Settings.defaults().with(SettingTable.SHARED, true)),
            null,
            false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "private=\"X-User\"", "private=\"Content-Type\""})
  void aSharedCacheDoesNotUseWhatIsPrivate(String directive) {
    String control = directive + ", max-age=60, stale-if-error=600";
    String[] fields = {
      "Cache-Control", control, "ETag", "\"a\"", "X-User", "me", "Content-Type", "text/plain"
    };
    own.fetch(get(), response(200, fields), "mine");
    assertTrue(own.hits(get()));
    assertFalse(shared.hits(get()));
    // Neither validated nor in place of an error.
    Forward exchange = shared.forwarded(get());
    assertInstanceOf(ResponseDecision.Relay.class, exchange.received(response(503), null));
  }

  @Test
  void aSharedCacheDoesNotUseWhatAuthorizationBrought() {
    RequestHead request = get("Authorization", "Bearer x");
    own.fetch(request, response(200, "Cache-Control", "max-age=60"), "mine");
    assertTrue(own.hits(request));
    assertFalse(shared.hits(request));
  }

  @Test
  void aSharedCacheGoesByItsOwnLifetime() {
    own.fetch(get(), response(200, "Cache-Control", "max-age=60, s-maxage=0"), "old");
    assertTrue(own.hits(get()));
    assertFalse(shared.hits(get()));
  }

  @Test
  void bothUseWhatIsForAll() {
    own.fetch(get(), response(200, "Cache-Control", "max-age=60"), "all");
    assertEquals("all", shared.served(shared.exchange(get()).begin()).body());
  }
}
