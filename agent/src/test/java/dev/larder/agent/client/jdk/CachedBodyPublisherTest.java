package dev.larder.agent.client.jdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.store.Entry;
import dev.larder.store.EntryMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of reactive streams (reactive-streams.org, 1 and 3), and what subscribers break. */
class CachedBodyPublisherTest {

  private static final ResponseInfo INFO =
      Translation.info(new ResponseHead(200, "HTTP/1.1", Headers.empty()), Version.HTTP_1_1);

  private static final String DAMAGED = "error The stored body was damaged while it was read";

  private final Recorder recorder = new Recorder();
  private final Queue<Runnable> later = new ArrayDeque<>();

  private CachedBodyPublisher<String> delivery(String... parts) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (String part : parts) {
      buffers.add(ByteBuffer.wrap(part.getBytes(UTF_8)));
    }
    return CachedBodyPublisher.to(info -> recorder, INFO, buffers, null, later::add);
  }

  /** A body that somebody else can shorten. */
  private static final class MappedEntry implements Entry {
    private final int sum;
    private boolean shortened;

    MappedEntry(int sum) {
      this.sum = sum;
    }

    @Override
    public EntryMetadata metadata() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long length() {
      return 3;
    }

    @Override
    public List<ByteBuffer> body() {
      return Stream.of("a", "b", "c").map(part -> ByteBuffer.wrap(part.getBytes(UTF_8))).toList();
    }

    @Override
    public boolean isMapped() {
      return true;
    }

    @Override
    public boolean isShortened() {
      return shortened;
    }

    @Override
    public int sum() {
      return sum;
    }
  }

  private static int sumOf(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(UTF_8));
    return (int) sum.getValue();
  }

  private CachedBodyPublisher<String> delivery(MappedEntry entry, int parts) {
    return CachedBodyPublisher.to(
        info -> recorder, INFO, entry.body().subList(0, parts), entry, later::add);
  }

  @Test
  void aMappedBodyComesInPiecesAsTheyAreAskedFor() {
    recorder.asks = 2;
    CompletableFuture<String> body =
        delivery(new MappedEntry(sumOf("abc")), 3).start(Runnable::run);
    assertEquals(List.of("subscribed", "next a"), recorder.signals, "the rest comes elsewhere");
    runLater();
    assertEquals(List.of("subscribed", "next a", "next b"), recorder.signals);
    recorder.request(Long.MAX_VALUE);
    recorder.request(1);
    runLater();
    assertEquals(List.of("subscribed", "next a", "next b", "next c", "complete"), recorder.signals);
    assertEquals("done", body.join());
  }

  @Test
  void anExecutorThatRefusesTheRestDoesNotEndIt() {
    recorder.asks = Long.MAX_VALUE;
    CachedBodyPublisher.to(
            info -> recorder,
            INFO,
            new MappedEntry(sumOf("abc")).body(),
            new MappedEntry(sumOf("abc")),
            task -> {
              throw new RejectedExecutionException("closed");
            })
        .start(Runnable::run);
    assertEquals(List.of("subscribed", "next a", "next b", "next c", "complete"), recorder.signals);
  }

  @Test
  void aMappedBodyOfAnotherSumFailsBeforeItsLastPiece() {
    recorder.asks = Long.MAX_VALUE;
    CompletableFuture<String> body = delivery(new MappedEntry(1), 3).start(Runnable::run);
    runLater();
    assertEquals(List.of("subscribed", "next a", "next b", DAMAGED), recorder.signals);
    assertTrue(failure(body) instanceof IOException);
  }

  @Test
  void aMappedBodyWhoseFileWasShortenedFailsAtOnce() {
    recorder.asks = 1;
    MappedEntry entry = new MappedEntry(sumOf("abc"));
    delivery(entry, 2).start(Runnable::run);
    entry.shortened = true;
    recorder.request(1);
    runLater();
    assertEquals(List.of("subscribed", "next a", DAMAGED), recorder.signals);
  }

  @Test
  void aStreamReadsAMappedBodyUntilItsFileIsShortened() throws IOException {
    MappedEntry entry = new MappedEntry(sumOf("abc"));
    InputStream body =
        CachedBodyPublisher.to(BodyHandlers.ofInputStream(), INFO, entry.body(), entry, later::add)
            .start(Runnable::run)
            .join();
    assertEquals('a', body.read());
    assertEquals('b', body.read());
    entry.shortened = true;
    assertThrows(IOException.class, body::read);
    entry.shortened = false; // as if the file was deleted meanwhile
    assertThrows(IOException.class, body::read);
  }

  @Test
  void aStreamReadsAllOfAMappedBody() throws IOException {
    MappedEntry entry = new MappedEntry(sumOf("abc"));
    List<ByteBuffer> part = List.of(ByteBuffer.allocate(300_000).position(1), entry.body().get(1));
    InputStream body =
        CachedBodyPublisher.to(BodyHandlers.ofInputStream(), INFO, part, entry, later::add)
            .start(Runnable::run)
            .join();
    byte[] expected = new byte[300_000];
    expected[299_999] = 'b';
    assertArrayEquals(expected, body.readAllBytes());
  }

  private void runLater() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  private static Throwable failure(CompletableFuture<?> body) {
    return requireNonNull(assertThrows(CompletionException.class, body::join).getCause());
  }

  @Test
  void demandWithTheSubscriptionIsServedAfterIt() {
    recorder.asks = 1;
    CompletableFuture<String> body = delivery("a", "b").start(Runnable::run);
    assertEquals(List.of("subscribed", "next ab", "complete"), recorder.signals);
    assertEquals("done", body.join());
    assertTrue(later.isEmpty());
  }

  @Test
  void nothingComesBeforeDemand() {
    CompletableFuture<String> body = delivery("a").start(Runnable::run);
    runLater();
    assertEquals(List.of("subscribed"), recorder.signals);
    recorder.request(1);
    assertEquals(List.of("subscribed"), recorder.signals, "not within request");
    runLater();
    assertEquals(List.of("subscribed", "next a", "complete"), recorder.signals);
    assertEquals("done", body.join());
  }

  @Test
  void moreDemandChangesNothing() {
    recorder.asks = Long.MAX_VALUE;
    delivery("a").start(Runnable::run);
    recorder.request(1);
    recorder.request(-1);
    runLater();
    assertEquals(List.of("subscribed", "next a", "complete"), recorder.signals);
  }

  @Test
  void anEmptyBodyCompletesWithoutDemand() {
    CompletableFuture<String> body = delivery().start(Runnable::run);
    assertEquals(List.of("subscribed", "complete"), recorder.signals);
    assertEquals("done", body.join());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aNonPositiveRequestIsAnError(long n) {
    CompletableFuture<String> body = delivery("a").start(Runnable::run);
    recorder.request(n);
    recorder.request(1);
    runLater();
    assertEquals(2, recorder.signals.size());
    assertTrue(recorder.signals.get(1).startsWith("error non-positive"));
    assertTrue(failure(body) instanceof IllegalArgumentException);
  }

  @Test
  void aNonPositiveRequestWithinOnSubscribeIsAnErrorToo() {
    recorder.asks = -1;
    delivery("a").start(Runnable::run);
    assertEquals(2, recorder.signals.size());
    assertTrue(recorder.signals.get(1).startsWith("error non-positive"));
  }

  @Test
  void afterCancelNothingComes() {
    CachedBodyPublisher<String> delivery = delivery("a");
    CompletableFuture<String> body = delivery.start(Runnable::run);
    delivery.cancel();
    recorder.request(1);
    runLater();
    assertEquals(List.of("subscribed"), recorder.signals);
    assertFalse(body.isDone());
  }

  @Test
  void cancelBetweenDemandAndItsTask() {
    CachedBodyPublisher<String> delivery = delivery("a");
    delivery.start(Runnable::run);
    recorder.request(1);
    delivery.cancel();
    runLater();
    assertEquals(List.of("subscribed"), recorder.signals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onSubscribe", "onNext", "onComplete"})
  void whatASubscriberThrowsIsItsError(String place) {
    recorder.asks = 1;
    recorder.broken = place;
    CompletableFuture<String> body = delivery("a").start(Runnable::run);
    runLater();
    assertEquals("broken at " + place, failure(body).getMessage());
    List<String> signals = recorder.signals;
    assertEquals("error broken at " + place, signals.get(signals.size() - 1));
    assertEquals(1, signals.stream().filter(signal -> signal.startsWith("error")).count());
  }

  @Test
  void whatGetBodyThrowsIsTheResult() {
    recorder.asks = 1;
    recorder.broken = "getBody";
    CompletableFuture<String> body = delivery("a").start(Runnable::run);
    assertEquals("broken at getBody", failure(body).getMessage());
  }

  @Test
  void whatTheHandlerThrowsIsThrown() {
    assertThrows(
        IllegalStateException.class,
        () ->
            CachedBodyPublisher.to(
                info -> {
                  throw new IllegalStateException();
                },
                INFO,
                List.of(),
                null,
                later::add));
  }

  @Test
  void failBeforeDemand() {
    CachedBodyPublisher<String> delivery = delivery("a");
    CompletableFuture<String> body = delivery.start(Runnable::run);
    IllegalStateException cause = new IllegalStateException("cancelled");
    delivery.fail(cause);
    recorder.request(1);
    runLater();
    assertEquals(List.of("subscribed", "error cancelled"), recorder.signals);
    assertSame(cause, failure(body));
  }

  @Test
  void failBeforeTheStart() {
    CachedBodyPublisher<String> delivery = delivery("a");
    recorder.asks = 1;
    delivery.fail(new IllegalStateException("cancelled"));
    CompletableFuture<String> body = delivery.start(Runnable::run);
    assertEquals(List.of("subscribed", "error cancelled"), recorder.signals);
    assertEquals("cancelled", failure(body).getMessage());
  }

  @Test
  void failAfterTheEndChangesNothing() {
    recorder.asks = 1;
    CachedBodyPublisher<String> delivery = delivery("a");
    CompletableFuture<String> body = delivery.start(Runnable::run);
    delivery.fail(new IllegalStateException("late"));
    runLater();
    assertEquals(List.of("subscribed", "next a", "complete"), recorder.signals);
    assertEquals("done", body.join());
  }

  @Test
  void anExecutorThatRefusesIsTheResult() {
    CompletableFuture<String> body =
        delivery("a")
            .start(
                task -> {
                  throw new RejectedExecutionException("full");
                });
    assertEquals("full", failure(body).getMessage());
    assertEquals(List.of(), recorder.signals);
  }

  @Test
  void theSubscribersOwnFailureIsTheResult() {
    recorder.asks = 1;
    recorder.body.completeExceptionally(new IllegalStateException("own"));
    CompletableFuture<String> body = delivery("a").start(Runnable::run);
    assertEquals("own", failure(body).getMessage());
  }
}
