package dev.larder.agent.client.jdk;

import dev.larder.thread.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends what runs in a client without the program: when its time is up, and when the program closes
 * the client, which waits for everything that runs in it. No thread is held meanwhile.
 */
final class Expiry {

  /** Of a client that can't be closed, as before JDK 21. */
  static final BooleanSupplier NEVER_CLOSED = () -> false;

  /** How often to look whether the client is being closed, in milliseconds. */
  private static final long LOOK_MILLIS = 20;

  private final BooleanSupplier closed;
  private final CompletableFuture<?> done;
  private final Runnable end;
  private volatile @Nullable Future<?> look;

  private Expiry(BooleanSupplier closed, CompletableFuture<?> done, Runnable end) {
    this.closed = closed;
    this.done = done;
    this.end = end;
  }

  /**
   * Ends something, unless it is done by then.
   *
   * @param millis its time in milliseconds
   * @param closed whether the program closes the client
   * @param done complete when there is nothing to end
   */
  static void after(long millis, BooleanSupplier closed, CompletableFuture<?> done, Runnable end) {
    Expiry expiry = new Expiry(closed, done, end);
    expiry.await(millis);
    done.whenComplete((value, error) -> expiry.stop());
  }

  private void await(long millis) {
    long wait = closed == NEVER_CLOSED ? millis : Math.min(millis, LOOK_MILLIS);
    look = Threads.later(wait, () -> look(millis - wait));
  }

  private void look(long millisLeft) {
    if (done.isDone()) {
      return;
    }
    if (millisLeft == 0 || closed.getAsBoolean()) {
      end.run();
    } else {
      await(millisLeft);
    }
  }

  /** Nothing that it refers to is kept any longer; a look that is under way finds it done. */
  private void stop() {
    Future<?> next = look;
    if (next != null) {
      next.cancel(false);
    }
  }
}
