package dev.larder.agent.client.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.BodyCollector;
import dev.larder.cache.CacheExchange;
import dev.larder.cache.CacheSettings;
import dev.larder.cache.Decision;
import dev.larder.cache.FailureLog;
import dev.larder.cache.HttpCache;
import dev.larder.cache.Reception;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicySettings;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.InvalidationFile;
import dev.larder.store.disk.KeyFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caller's subscriber sees what it would see without the collector beside it. */
class CollectingSubscriberTest {

  private static final RequestHead PAGE =
      RequestHead.get(URI.create("http://example.org/page"), Headers.empty());
  private static final ResponseHead FRESH =
      new ResponseHead(200, "HTTP/2", Headers.of("Cache-Control", "max-age=60"));

  private final HttpCache cache;
  private final Recorder recorder = new Recorder();
  private final CollectingSubscriber<String> subscriber;
  private final Upstream upstream = new Upstream();

  CollectingSubscriberTest(@TempDir Path directory) {
    Statistics statistics = new Statistics();
    cache =
        new HttpCache(
            new Storage(
                new DiskStore(directory, DiskStore.Limits.ofEntries(1 << 20), 1 << 16, statistics),
                new InvalidationFile(directory, statistics),
                new KeyFile(directory)),
            new CacheSettings(PolicySettings.defaults(), null, false),
            statistics,
            new FailureLog(statistics),
            InstantSource.system());
    CacheExchange exchange = cache.exchange(PAGE);
    exchange.begin();
    BodyCollector collector =
        assertInstanceOf(Reception.Relay.class, exchange.received(FRESH, null)).collector();
    subscriber = new CollectingSubscriber<>(recorder, new GuardedCollector(collector, () -> {}));
  }

  private static final class Upstream implements Subscription {
    private long requested;
    private boolean cancelled;

    @Override
    public void request(long n) {
      requested += n;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private boolean stored() {
    return cache.exchange(PAGE).begin() instanceof Decision.Serve;
  }

  private static List<ByteBuffer> buffers(String text) {
    return List.of(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Test
  void signalsPassAndTheBodyIsStored() {
    recorder.asks = 3;
    subscriber.onSubscribe(upstream);
    assertEquals(3, upstream.requested);
    subscriber.onNext(buffers("a"));
    subscriber.onNext(buffers("b"));
    assertFalse(stored());
    subscriber.onComplete();
    assertEquals(List.of("subscribed", "next a", "next b", "complete"), recorder.signals);
    assertTrue(stored());
    assertSame(recorder.getBody(), subscriber.getBody());
  }

  @Test
  void theEntryIsThereWhenTheCallerHearsOfTheEnd() {
    subscriber.onSubscribe(upstream);
    boolean[] stored = new boolean[1];
    recorder.body.thenRun(() -> stored[0] = stored());
    subscriber.onComplete();
    assertTrue(stored[0]);
  }

  @Test
  void anErrorIsPassedAndNothingStored() {
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("a"));
    subscriber.onError(new IllegalStateException("cut off"));
    assertEquals(List.of("subscribed", "next a", "error cut off"), recorder.signals);
    subscriber.onComplete();
    assertFalse(stored());
  }

  @Test
  void aCancelReachesTheNetworkAndNothingIsStored() {
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("a"));
    recorder.cancel();
    assertTrue(upstream.cancelled);
    subscriber.onComplete();
    assertFalse(stored());
  }

  @Test
  void whatTheSubscriberThrowsIsThrownAndNothingIsStored() {
    recorder.broken = "onNext";
    subscriber.onSubscribe(upstream);
    assertThrows(IllegalStateException.class, () -> subscriber.onNext(buffers("a")));
    subscriber.onComplete();
    assertFalse(stored());
  }
}
