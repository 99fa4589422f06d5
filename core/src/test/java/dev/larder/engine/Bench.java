package dev.larder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.larder.config.Rules;
import dev.larder.config.Settings;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicySettings;
import dev.larder.stats.Counts;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.IdentityKey;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.CredentialTraceFile;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache over a real disk store, a clock that stands still, and a client that follows it. */
final class Bench {

  static final int LARGEST = 1 << 20;
  static final URI PAGE = URI.create("http://example.org/page");

  final FakeClock clock = new FakeClock();
  final Statistics statistics = new Statistics();
  final FaultyStore store;
  final HttpCache cache;

  Bench(Path directory) {
    this(directory, Duration.ofMinutes(1));
  }

  Bench(Path directory, @Nullable Duration collapseWait) {
    this(directory, collapseWait, false);
  }

  Bench(Path directory, @Nullable Duration collapseWait, boolean cacheStatus) {
    this(directory, PolicySettings.of(Settings.defaults()), collapseWait, cacheStatus);
  }

  Bench(
      Path directory, PolicySettings policy, @Nullable Duration collapseWait, boolean cacheStatus) {
    this(directory, policy, collapseWait, cacheStatus, new IdentityKeyFile(directory));
  }

  Bench(
      Path directory,
      PolicySettings policy,
      @Nullable Duration collapseWait,
      boolean cacheStatus,
      IdentityKey identityKey) {
    store =
        new FaultyStore(
            new DiskStore(directory, new DiskStore.Limits(0, 0, LARGEST), 1 << 16, statistics));
    cache =
        new HttpCache(
            new Storage(
                store,
                new InvalidationFile(directory, statistics),
                identityKey,
                new CredentialTraceFile(directory)),
            new CacheSettings(policy, collapseWait, cacheStatus),
            statistics,
            new FailureLog(statistics),
            clock);
  }

  /** Lets the cache obey the rules that a file of settings has, besides some properties. */
  Settings rules(Path file, String rules, String... properties) throws IOException {
    Files.writeString(file, "{\"rules\": [" + rules + "]}");
    Map<String, String> set = new HashMap<>();
    set.put("larder.config", file.toString());
    for (int i = 0; i < properties.length; i += 2) {
      set.put(properties[i], properties[i + 1]);
    }
    Settings settings = Settings.load(set, null, Map.of()).settings();
    Rules.Loaded loaded = Rules.load(settings);
    assertEquals(List.of(), loaded.problems());
    cache.setRules(loaded.rules());
    return settings;
  }

  static RequestHead get(String... headers) {
    return RequestHead.get(PAGE, Headers.of(headers));
  }

  static RequestHead request(String method, String... headers) {
    return new RequestHead(method, PAGE, Headers.of(headers), false);
  }

  /** A response of HTTP/2, whose end is always told from a break. */
  static ResponseHead response(int status, String... headers) {
    return new ResponseHead(status, "HTTP/2", Headers.of(headers));
  }

  /** What the client gets to see. */
  record Seen(ResponseHead head, String body, boolean fromCache) {}

  Exchange exchange(RequestHead request) {
    return cache.exchange(request);
  }

  /** Delivers a response. */
  Seen served(Served served) {
    served.delivered();
    StringBuilder text = new StringBuilder();
    for (ByteBuffer buffer : served.body()) {
      text.append(StandardCharsets.UTF_8.decode(buffer));
    }
    return new Seen(served.head(), text.toString(), true);
  }

  Seen served(ResponseDecision decision) {
    return served(assertInstanceOf(ResponseDecision.Serve.class, decision).served());
  }

  Seen served(RequestDecision decision) {
    return served(assertInstanceOf(RequestDecision.Serve.class, decision).served());
  }

  /** Begins an exchange that must be forwarded. */
  Forward forwarded(RequestHead request, String... conditions) {
    Forward forward = forward(request);
    assertEquals(Headers.of(conditions), forward.fields());
    return forward;
  }

  /** The same, whatever is added to the request. */
  Forward forward(RequestHead request) {
    return assertInstanceOf(Forward.class, exchange(request).begin());
  }

  /** Delivers the head of a response. */
  static EntryRecorder relayed(ResponseDecision reception) {
    ResponseDecision.Relay relay = assertInstanceOf(ResponseDecision.Relay.class, reception);
    relay.delivered();
    return relay.recorder();
  }

  /** Relays a whole body. */
  static void relay(ResponseDecision reception, String body) {
    EntryRecorder recorder = relayed(reception);
    recorder.write(List.of(bytes(body)));
    recorder.complete();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One exchange: what the origin would answer is used only if the cache asks for it. */
  Seen fetch(RequestHead request, ResponseHead head, String body) {
    Exchange exchange = exchange(request);
    RequestDecision decision = exchange.begin();
    if (decision instanceof RequestDecision.Serve serve) {
      return served(serve.served());
    }
    ResponseDecision reception = assertInstanceOf(Forward.class, decision).received(head, null);
    if (reception instanceof ResponseDecision.Serve serve) {
      return served(serve.served());
    }
    relay(reception, body);
    return new Seen(head, body, false);
  }

  /** Whether the cache would answer this request by itself. */
  boolean hits(RequestHead request) {
    Exchange exchange = exchange(request);
    if (exchange.begin() instanceof RequestDecision.Serve serve) {
      serve.served().delivered();
      return true;
    }
    exchange.abandoned();
    return false;
  }

  Counts counts() {
    return statistics.total();
  }

  /** Each request has ended in one way. */
  void assertOneOutcomeEach(long requests) {
    assertEquals(requests, counts().requests());
  }
}
