package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnwrittenTest {
  private static final EntryKey A = EntryKey.of("a");
  private static final EntryKey B = EntryKey.of("b");

  private final Statistics statistics = new Statistics();
  private final Unwritten unwritten =
      new Unwritten(new FailureLog(statistics), TimeUnit.DAYS.toNanos(1));
  private final List<String> written = new ArrayList<>();

  @Test
  void nothingIsWrittenUntilSomebodyAsksForIt() {
    unwritten.putOff(A, () -> written.add("a"), UnwrittenTest::never);
    unwritten.finish(B);
    assertEquals(List.of(), written);
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void whoComesLaterWritesNothingAgain() {
    Runnable rest = unwritten.putOff(A, () -> written.add("a"), UnwrittenTest::never);
    unwritten.finish(A);
    rest.run();
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void theSecondOfAResourceIsWrittenAtOnceAfterTheFirst() {
    unwritten.putOff(A, () -> written.add("first"), UnwrittenTest::never);
    unwritten.putOff(A, () -> written.add("second"), UnwrittenTest::never);
    assertEquals(List.of("first", "second"), written);
    unwritten.putOff(A, () -> written.add("third"), UnwrittenTest::never);
    assertEquals(List.of("first", "second"), written);
  }

  @Test
  void theEndOfAProcessWritesAll() {
    unwritten.putOff(A, () -> written.add("a"), UnwrittenTest::never);
    unwritten.putOff(B, () -> written.add("b"), UnwrittenTest::never);
    unwritten.finish();
    assertEquals(2, written.size());
  }

  @Test
  void whoLooksWhileAnotherThreadWritesWaitsForIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Runnable rest =
        unwritten.putOff(
            A,
            () -> {
              begun.countDown();
              await(goOn);
              written.add("a");
            },
            UnwrittenTest::never);
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
        unwritten.putOff(
            A,
            () -> {
              unwritten.finish(A);
              written.add("a");
            },
            UnwrittenTest::never);
    rest.run();
    assertEquals(List.of("a"), written);
  }

  @Test
  @Timeout(30)
  void whoLooksDoesNotWaitForWhatIsDoneAfterTheWriting() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    Runnable rest =
        unwritten.putOff(
            A,
            () -> {
              written.add("a");
              unwritten.written(A);
              begun.countDown();
              await(looked); // as code of the program may, which hears that the entry is there
            },
            UnwrittenTest::never);
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
    Runnable rest = unwritten.putOff(A, UnwrittenTest::never, () -> written.add("instead"));
    rest.run();
    assertEquals(1, statistics.failures.sum());
    assertEquals(List.of("instead"), written);
    written.clear();
    unwritten.putOff(A, () -> written.add("a"), UnwrittenTest::never).run();
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
