package dev.larder.engine.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PendingWritesTest {
  private static final EntryKey A = EntryKey.of("a");
  private static final EntryKey B = EntryKey.of("b");

  private final Statistics statistics = new Statistics();
  private final PendingWrites unwritten =
      new PendingWrites(new FailureLog(statistics), TimeUnit.DAYS.toNanos(1));
  private final List<String> written = new ArrayList<>();

  @Test
  void nothingIsWrittenUntilSomebodyAsksForIt() {
    unwritten.defer(A, () -> written.add("a"), PendingWritesTest::never);
    unwritten.finish(B);
    assertEquals(List.of(), written);
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void whoComesLaterWritesNothingAgain() {
    Runnable rest = unwritten.defer(A, () -> written.add("a"), PendingWritesTest::never);
    unwritten.finish(A);
    rest.run();
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void theSecondOfAResourceIsWrittenAtOnceAfterTheFirst() {
    unwritten.defer(A, () -> written.add("first"), PendingWritesTest::never);
    unwritten.defer(A, () -> written.add("second"), PendingWritesTest::never);
    assertEquals(List.of("first", "second"), written);
    unwritten.defer(A, () -> written.add("third"), PendingWritesTest::never);
    assertEquals(List.of("first", "second"), written);
  }

  @Test
  void theEndOfAProcessWritesAll() {
    unwritten.defer(A, () -> written.add("a"), PendingWritesTest::never);
    unwritten.defer(B, () -> written.add("b"), PendingWritesTest::never);
    unwritten.finish();
    assertEquals(2, written.size());
  }

  @Test
  void whoLooksWhileAnotherThreadWritesWaitsForIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Runnable rest =
        unwritten.defer(
            A,
            () -> {
              begun.countDown();
              await(goOn);
              written.add("a");
            },
            PendingWritesTest::never);
    Thread writer = new Thread(rest);
    writer.start();
    await(begun);
    Thread reader = new Thread(() -> unwritten.finish(A));
    reader.start();
    while (reader.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    reader.join(TimeUnit.SECONDS.toMillis(30));
    writer.join(TimeUnit.SECONDS.toMillis(30));
    assertEquals(List.of("a"), written);
  }

  @Test
  @Timeout(30)
  void whoLooksWhileWritingDoesNotWaitForHimself() {
    Runnable rest =
        unwritten.defer(
            A,
            () -> {
              unwritten.finish(A);
              written.add("a");
            },
            PendingWritesTest::never);
    rest.run();
    assertEquals(List.of("a"), written);
  }

  @Test
  @Timeout(30)
  void whoLooksDoesNotWaitForWhatIsDoneAfterTheWriting() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    Runnable rest =
        unwritten.defer(
            A,
            () -> {
              written.add("a");
              unwritten.written(A);
              begun.countDown();
              await(looked); // as code of the program may, which hears that the entry is there
            },
            PendingWritesTest::never);
    Thread writer = new Thread(rest);
    writer.start();
    await(begun);
    unwritten.finish(A);
    looked.countDown();
    writer.join();
    assertEquals(List.of("a"), written);
  }

  @Test
  void aFailureIsCountedAndBarsNothing() {
    Runnable rest = unwritten.defer(A, PendingWritesTest::never, () -> written.add("instead"));
    rest.run();
    assertEquals(1, statistics.count(Counter.FAILURES));
    assertEquals(List.of("instead"), written);
    written.clear();
    unwritten.defer(A, () -> written.add("a"), PendingWritesTest::never).run();
    assertEquals(List.of("a"), written);
  }

  private static void never() {
    throw new IllegalStateException("on purpose");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
