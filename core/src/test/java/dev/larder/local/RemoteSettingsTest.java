package dev.larder.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.larder.config.Rules;
import dev.larder.config.Settings;
import dev.larder.engine.Forward;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.Wait;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.RemoteTier;
import dev.larder.store.remote.redis.RedisServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Caches that are put together from settings, with directories of their own and one real server.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RemoteSettingsTest {

  @TempDir private Path folder = Path.of("");

  private final Statistics statistics = new Statistics();
  private RedisServer server;
  private int origin;

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.start(folder);
  }

  @AfterEach
  void stop() {
    assertEquals(0, statistics.count(Counter.FAILURES));
    server.close();
  }

  private LocalCache open(String directory, String... more) throws Exception {
    LocalCache cache = starting(directory, more);
    while (cache.remoteState() != RemoteTier.State.READY) {
      Thread.sleep(5);
    }
    return cache;
  }

  private LocalCache starting(String directory, String... more) {
    Map<String, String> set = new HashMap<>();
    set.put("dir", folder.resolve(directory).toString());
    set.put("remote", server.url());
    set.put("remote.patience", "5s");
    for (int i = 0; i < more.length; i += 2) {
      set.put(more[i], more[i + 1]);
    }
    Settings.Loaded loaded = Settings.given(set);
    assertEquals(List.of(), loaded.problems());
    return LocalCache.open(
        loaded.settings(),
        Rules.load(loaded.settings()).rules(),
        new LocalCache.Environment(
            statistics, new FailureLog(statistics), () -> {}, InstantSource.system()));
  }

  /** One request, which the origin answers if the cache can't. */
  private void get(LocalCache cache, String... fields) throws Exception {
    RequestHead request = RequestHead.get(URI.create("http://example.org/a"), Headers.of(fields));
    RequestDecision decision = cache.http().exchange(request).begin();
    if (decision instanceof Wait wait) {
      wait.released().get();
      decision = wait.resume();
    }
    if (decision instanceof Forward forward) {
      origin++;
      ResponseHead head =
          new ResponseHead(200, "HTTP/2", Headers.of("Cache-Control", "max-age=60"));
      ResponseDecision.Relay relay =
          assertInstanceOf(ResponseDecision.Relay.class, forward.received(head, null));
      relay.recorder().write(List.of(ByteBuffer.wrap(new byte[] {'a'})));
      relay.recorder().complete();
    }
  }

  @Test
  void anEmptyDirectoryBringsWhatAnotherOneHasFetched() throws Exception {
    try (LocalCache first = open("a");
        LocalCache second = open("b")) {
      get(first);
      get(second);
      assertEquals(1, origin);
    }
  }

  @Test
  void theFirstRequestWaitsForTheTierToBeLoaded() throws Exception {
    try (LocalCache first = open("a")) {
      get(first);
    }
    try (LocalCache second = starting("b")) {
      get(second);
    }
    assertEquals(1, origin);
  }

  @Test
  void whatIsInvalidatedWhileNoProcessRunsIsHeardByTheNextOne() throws Exception {
    try (LocalCache first = open("a")) {
      get(first);
      try (LocalCache second = open("b")) {
        get(second);
        get(second);
        assertEquals(1, origin);
      }
      first.http().forget(URI.create("http://example.org/a"));
      while (!server.say("XLEN", "larder:1:inv").equals(":1")) {
        Thread.sleep(5);
      }
    }
    try (LocalCache second = open("b")) {
      while (origin == 1) {
        get(second);
        Thread.sleep(10);
      }
      get(second);
      assertEquals(2, origin);
    }
    try (LocalCache second = open("b")) {
      for (int i = 0; i < 150; i++) {
        get(second);
        Thread.sleep(10); // until the stream was read again
      }
      assertEquals(2, origin, "it is heard once");
    }
  }

  @Test
  void whatIsPushedLastIsThereAfterTheProcessHasEnded() throws Exception {
    try (LocalCache first = open("a")) {
      get(first);
    }
    try (LocalCache second = open("b")) {
      get(second);
    }
    assertEquals(1, origin);
  }

  @Test
  void identitiesShareWithOneKey() throws Exception {
    Path key = Files.write(folder.resolve("key"), new byte[32]);
    String[] settings = {"remote.key", key.toString(), "remote.identities", "true"};
    try (LocalCache first = open("a", settings);
        LocalCache second = open("b", settings)) {
      get(first, "Cookie", "session=1");
      get(second, "Cookie", "session=1");
      assertEquals(1, origin);
      get(second, "Cookie", "session=2");
      assertEquals(2, origin);
    }
  }

  @Test
  void onAnotherNamespaceItIsAnotherCache() throws Exception {
    try (LocalCache first = open("a");
        LocalCache second = open("b", "remote.namespace", "other")) {
      get(first);
      get(second);
      assertEquals(2, origin);
    }
  }
}
