package dev.larder.engine.write;

import dev.larder.policy.Reason;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body that is counted and not stored.
 *
 * @param statistics where its bytes are counted
 */
public record PassingBody(Statistics statistics) implements BodyCollector.Destination {

  @Override
  public EntryWriter open() throws IOException {
    throw new IOException("This body is not to be stored");
  }

  @Override
  public @Nullable Reason publish(EntryWriter writer) {
    throw new IllegalStateException("Nothing is stored");
  }

  @Override
  public Runnable defer(Runnable write, Runnable instead) {
    throw new IllegalStateException("Nothing is stored");
  }

  @Override
  public @Nullable Reason outdated() {
    return null;
  }

  @Override
  public void busy(boolean now) {
    // Nothing is stored.
  }

  @Override
  public void progressed(long bytes) {
    // Nobody waits for it.
  }

  @Override
  public void notStored(Reason why, @Nullable Throwable cause) {
    // As was decided before it began.
  }

  @Override
  public void ended(long bytes, boolean stored) {
    statistics.bytesFromNetwork.add(bytes);
  }
}
