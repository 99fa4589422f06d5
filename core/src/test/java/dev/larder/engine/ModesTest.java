package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Mode;
import dev.larder.config.Rules;
import dev.larder.config.Settings;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModesTest {
  private static final ResponseHead KEPT =
      response(200, "Cache-Control", "max-age=60", "ETag", "\"1\"");

  @TempDir Path folder = Path.of("");

  private final AtomicLong nanos = new AtomicLong();
  private Path directory = Path.of("");
  private Bench bench;
  private ModeSwitch modes;

  @BeforeEach
  void setUp() {
    directory = folder.resolve("cache");
    bench = new Bench(directory);
    modes = new ModeSwitch(Mode.ON, directory, nanos::get);
    bench.cache.setModeSwitch(modes);
  }

  private Path file(String word) throws IOException {
    Files.createDirectories(directory);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    return Files.writeString(directory.resolve("mode"), word);
  }

  private List<String> files() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }

  @Test
  void offlineServesWhatIsStoredHoweverOldAndRefusesTheRest() {
    ResponseHead unwilling = response(200, "Cache-Control", "no-cache, must-revalidate");
    bench.fetch(get(), unwilling.withHeaders(unwilling.headers().with("ETag", "\"1\"")), "a");
    bench.clock.pass(Duration.ofDays(300));
    modes.set(Mode.OFFLINE);
    for (RequestHead asked : List.of(get(), get("Cache-Control", "no-cache, max-age=0"))) {
      Bench.Seen seen = bench.served(bench.exchange(asked).begin());
      assertEquals(200, seen.head().status());
      assertEquals("a", seen.body());
      assertEquals(
          String.valueOf(Duration.ofDays(300).toSeconds()), seen.head().headers().first("Age"));
    }
    for (RequestHead asked :
        List.of(
            RequestHead.get(Bench.PAGE.resolve("/other"), get().headers()),
            get("Authorization", "Basic YTph"),
            request("POST"),
            request("OPTIONS"),
            get("If-Match", "\"1\""))) {
      assertEquals(504, bench.served(bench.exchange(asked).begin()).head().status());
    }
    assertEquals(5, bench.counts().of(Counter.REFUSED));
    assertEquals(
        304, bench.served(bench.exchange(get("If-None-Match", "\"1\"")).begin()).head().status());
  }

  @Test
  void whatARulePassesGoesToTheNetworkEvenOffline() {
    Settings settings = Settings.load(Map.of("larder.exclude", "/page"), null, Map.of()).settings();
    bench.cache.setRules(Rules.load(settings).rules());
    modes.set(Mode.OFFLINE);
    assertFalse(bench.hits(get()));
    bench.forwarded(request("POST")).abandoned();
  }

  @Test
  void aStoreThatFailsIsNoWayToTheNetworkWhenOffline() {
    bench.fetch(get(), KEPT, "a");
    modes.set(Mode.OFFLINE);
    bench.store.place = FaultyStore.Place.OPEN;
    assertEquals(504, bench.served(bench.exchange(get()).begin()).head().status());
  }

  @Test
  void aReplayLooksAsIfItHadJustArrived() {
    Instant then = bench.clock.instant();
    bench.fetch(
        get(),
        response(
            200,
            "Date",
            HttpDate.format(then),
            "Expires",
            HttpDate.format(then.plusSeconds(60)),
            "Last-Modified",
            HttpDate.format(then.minusSeconds(600)),
            "Age",
            "7"),
        "a");
    modes.set(Mode.REPLAY);
    for (int i = 0; i < 2; i++) {
      bench.clock.pass(Duration.ofDays(100));
      Instant now = bench.clock.instant();
      Bench.Seen seen = bench.served(bench.exchange(get("Cache-Control", "no-cache")).begin());
      assertEquals("a", seen.body());
      assertEquals(HttpDate.format(now), seen.head().headers().first("Date"));
      assertEquals(HttpDate.format(now.plusSeconds(60)), seen.head().headers().first("Expires"));
      assertEquals(
          HttpDate.format(then.minusSeconds(600)), seen.head().headers().first("Last-Modified"));
      assertEquals("7", seen.head().headers().first("Age"));
    }
    assertEquals(504, bench.served(bench.exchange(request("POST")).begin()).head().status());
  }

  @Test
  void refreshAsksTheNetworkEachTimeAndStoresWhatComes() {
    bench.fetch(get(), KEPT, "a");
    modes.set(Mode.REFRESH);
    Forward exchange = bench.forwarded(get());
    Bench.relay(exchange.received(KEPT, null), "b");
    assertFalse(bench.fetch(get(), KEPT, "c").fromCache());
    assertInstanceOf(
        RequestDecision.Serve.class,
        bench.exchange(get("Cache-Control", "only-if-cached")).begin());
    modes.set(Mode.ON);
    assertEquals("c", bench.fetch(get(), KEPT, "d").body());
  }

  @Test
  void readOnlyServesAndLeavesTheDirectoryAsItIs() throws IOException {
    bench.fetch(get(), KEPT, "a");
    List<String> before = files();
    modes.set(Mode.READ_ONLY);
    assertTrue(bench.hits(get()));
    RequestHead other =
        RequestHead.get(Bench.PAGE.resolve("/other"), get("Cookie", "a=b").headers());
    bench.fetch(other, response(200, "Cache-Control", "max-age=60", "Vary", "X-Secret"), "x");
    assertFalse(bench.hits(other));
    bench.clock.pass(Duration.ofMinutes(2));
    Forward exchange = bench.forwarded(get(), "If-None-Match", "\"1\"");
    ResponseDecision validated =
        exchange.received(response(304, "Cache-Control", "max-age=60", "ETag", "\"1\""), null);
    assertInstanceOf(ResponseDecision.Serve.class, validated);
    bench.forwarded(get(), "If-None-Match", "\"1\"").abandoned();
    assertEquals(before, files());
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"READ_ONLY", "OBSERVE", "OFF"})
  void whatIsInvalidatedInAModeIsNotServedInAnother(Mode mode) throws IOException {
    bench.fetch(get(), KEPT, "a");
    bench.clock.pass(Duration.ofSeconds(1));
    List<String> before = files();
    modes.set(mode);
    Bench.relay(bench.forwarded(request("PUT")).received(response(204), null), "");
    if (mode != Mode.OFF) {
      assertEquals(before, files());
    }
    modes.set(Mode.ON);
    assertFalse(bench.hits(get()));
  }

  @Test
  void observingServesAndStoresNothingAndCountsWhatWouldHaveBeenSaved() throws IOException {
    modes.set(Mode.OBSERVE);
    for (int i = 0; i < 3; i++) {
      Forward exchange = bench.forwarded(get());
      Bench.relay(exchange.received(KEPT, null), "1234");
    }
    assertEquals(2, bench.counts().of(Counter.WOULD_HIT));
    assertEquals(8, bench.counts().of(Counter.BYTES_WOULD_SAVE));
    bench.clock.pass(Duration.ofMinutes(2));
    Bench.relay(bench.forwarded(get()).received(KEPT, null), "1234");
    assertEquals(1, bench.counts().of(Counter.WOULD_VALIDATE));
    assertEquals(12, bench.counts().of(Counter.BYTES_WOULD_SAVE));
    bench.clock.pass(Duration.ofMinutes(2));
    Bench.relay(
        bench
            .forwarded(get())
            .received(response(200, "Cache-Control", "max-age=60", "ETag", "\"2\""), null),
        "123");
    assertEquals(1, bench.counts().of(Counter.WOULD_VALIDATE));
    bench.forwarded(get("Cache-Control", "only-if-cached")).failed(new IllegalStateException());
    assertEquals(3, bench.counts().of(Counter.WOULD_HIT));
    assertEquals(List.of(), files());
    assertEquals(0, bench.counts().of(Counter.STORED));
    assertEquals(0, bench.counts().hits());
    assertTrue(
        bench
            .counts()
            .line()
            .endsWith("; observed: 3 hits and 1 validated would have saved 15 bytes (78.9 %)"),
        bench.counts().line());
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }

  @Test
  void observingKeepsIdentitiesApartAndWritesNoKey() throws IOException {
    modes.set(Mode.OBSERVE);
    for (String user : List.of("a", "b", "a")) {
      Bench.relay(bench.forwarded(get("Cookie", user)).received(KEPT, null), "1");
    }
    assertEquals(1, bench.counts().of(Counter.WOULD_HIT));
    assertEquals(List.of(), files());
  }

  @Test
  void anErrorIsNotReplacedWhileObserving() {
    ResponseHead lenient = response(200, "Cache-Control", "max-age=1, stale-if-error=600");
    bench.fetch(get(), lenient, "a");
    bench.clock.pass(Duration.ofMinutes(1));
    modes.set(Mode.OBSERVE);
    Bench.relay(bench.forwarded(get()).received(response(503), null), "down");
    assertNull(bench.forwarded(get()).failed(new IOException("down")));
  }

  @Test
  void offPassesEverything() {
    bench.fetch(get(), KEPT, "a");
    modes.set(Mode.OFF);
    Bench.relay(bench.forwarded(get()).received(KEPT, null), "b");
    assertEquals(1, bench.counts().of(Counter.BYPASSED));
    modes.set(Mode.ON);
    assertEquals("a", bench.fetch(get(), KEPT, "c").body());
  }

  @Test
  void theFileCountsWithinASecondAndOnlyWhenThereAreRequests() throws IOException {
    Path file = file("offline\n");
    assertEquals(Mode.OFFLINE, modes.mode());
    Files.writeString(file, "replay");
    assertEquals(Mode.OFFLINE, modes.mode());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(Mode.REPLAY, modes.mode());
    Files.delete(file);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(Mode.ON, modes.mode());
  }

  @Test
  void whatIsSetInTheProcessCountsMoreThanTheFile() throws IOException {
    file("Read-Only");
    modes.set(Mode.REFRESH);
    assertEquals(Mode.REFRESH, modes.mode());
    modes.set(null);
    assertEquals(Mode.READ_ONLY, modes.mode());
  }

  @Test
  void aFileThatNamesNoModeChangesNothing() throws IOException {
    file("offline");
    assertEquals(Mode.OFFLINE, modes.mode());
    file("ofline");
    assertEquals(Mode.OFFLINE, modes.mode());
    file("x".repeat(1 << 20));
    assertEquals(Mode.OFFLINE, modes.mode());
    file("");
    assertEquals(Mode.ON, modes.mode());
    Files.delete(directory.resolve("mode"));
    Files.createDirectory(directory.resolve("mode"));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertEquals(Mode.ON, modes.mode());
  }
}
