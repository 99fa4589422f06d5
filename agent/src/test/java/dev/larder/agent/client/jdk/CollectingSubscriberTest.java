package dev.larder.agent.client.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.agent.client.BodyTee;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.CacheSettings;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
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

  CollectingSubscriberTest(@TempDir Path directory, TestInfo test) {
    Statistics statistics = new Statistics();
    cache =
        new HttpCache(
            new Storage(
                new DiskStore(directory, new DiskStore.Limits(0, 0, 1 << 20), 1 << 16, statistics),
                new InvalidationFile(directory, statistics),
                new IdentityKeyFile(directory)),
            CacheSettings.of(Settings.defaults().with(SettingTable.COLLAPSE, false)),
            statistics,
            new FailureLog(statistics),
            InstantSource.system());
    Forward exchange = assertInstanceOf(Forward.class, cache.exchange(PAGE).begin());
    ResponseHead head =
        test.getTags().contains("length")
            ? FRESH.withHeaders(FRESH.headers().with(Headers.of("Content-Length", "2")))
            : FRESH;
    EntryRecorder entry =
        assertInstanceOf(ResponseDecision.Relay.class, exchange.received(head, null)).recorder();
    subscriber =
        new CollectingSubscriber<>(
            recorder, new BodyTee(entry, () -> {}), Runnable::run, Expiry.NEVER_CLOSED);
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
    return cache.exchange(PAGE).begin() instanceof RequestDecision.Serve;
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

  /** As streams do, whose body is there before its bytes are. */
  private void handOverBody() {
    recorder.body.complete("stream");
    subscriber.getBody();
  }

  @Test
  @Tag("length")
  void aCancelAfterTheLastAnnouncedByteIsTheEnd() {
    handOverBody();
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("ab"));
    recorder.cancel();
    assertTrue(stored());
    assertFalse(upstream.cancelled);
    subscriber.onComplete();
    assertEquals(List.of("subscribed", "next ab"), recorder.signals);
  }

  @Test
  @Tag("length")
  void soIsACancelBeforeTheLastBytesWereCollected() {
    handOverBody();
    recorder.cancelsWithNext = true;
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("ab"));
    subscriber.onComplete();
    assertFalse(upstream.cancelled);
    assertTrue(stored());
  }

  @Test
  @Tag("length")
  void aCallerWhoHasNoBodyYetGetsTheSignalsOfTheClientButTheWholeIsStored() {
    subscriber.getBody();
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("ab"));
    recorder.cancel();
    assertTrue(upstream.cancelled);
    assertTrue(stored());
    subscriber.onError(new IllegalStateException("cancelled"));
    assertEquals(List.of("subscribed", "next ab", "error cancelled"), recorder.signals);
  }

  @Test
  void theEndOfACancelledBodyIsReadWithoutTheCaller() {
    handOverBody();
    subscriber.onSubscribe(upstream);
    subscriber.onNext(buffers("a"));
    recorder.cancel();
    assertEquals(Long.MAX_VALUE, upstream.requested);
    subscriber.onNext(buffers("b"));
    assertFalse(stored());
    subscriber.onComplete();
    assertTrue(stored());
    assertFalse(upstream.cancelled);
    assertEquals(List.of("subscribed", "next a"), recorder.signals);
  }

  @Test
  void aCancelledBodyWhoseEndIsFarIsGivenUp() {
    handOverBody();
    subscriber.onSubscribe(upstream);
    recorder.cancel();
    subscriber.onNext(buffers("x".repeat((int) Discarding.MAX_BYTES)));
    assertFalse(upstream.cancelled);
    subscriber.onNext(buffers("x"));
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
