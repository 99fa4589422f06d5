package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private final Unwritten unwritten = new Unwritten(TimeUnit.DAYS.toNanos(1));
  private final List<String> written = new ArrayList<>();

  @Test
  void nothingIsWrittenUntilSomebodyAsksForIt() {
    unwritten.putOff(A, () -> written.add("a"));
    unwritten.finish(B);
    assertEquals(List.of(), written);
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void whoComesLaterWritesNothingAgain() {
    Runnable rest = unwritten.putOff(A, () -> written.add("a"));
    unwritten.finish(A);
    rest.run();
    unwritten.finish(A);
    assertEquals(List.of("a"), written);
  }

  @Test
  void theSecondOfAResourceIsWrittenAtOnceAfterTheFirst() {
    unwritten.putOff(A, () -> written.add("first"));
    unwritten.putOff(A, () -> written.add("second"));
    assertEquals(List.of("first", "second"), written);
    unwritten.putOff(A, () -> written.add("third"));
    assertEquals(List.of("first", "second"), written);
  }

  @Test
  void theEndOfAProcessWritesAll() {
    unwritten.putOff(A, () -> written.add("a"));
    unwritten.putOff(B, () -> written.add("b"));
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
            });
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
            });
    rest.run();
    assertEquals(List.of("a"), written);
  }

  @Test
  void aFailureReachesNobodyAndBarsNothing() {
    Runnable rest =
        unwritten.putOff(
            A,
            () -> {
              throw new IllegalStateException();
            });
    rest.run();
    unwritten.putOff(A, () -> written.add("a")).run();
    assertEquals(List.of("a"), written);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
