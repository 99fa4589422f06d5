package dev.larder.store.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Blocks of which fewer exist than they say. */
final class ScarceBlocks extends OtherBlocks {
  private final int existing;
  private final AtomicInteger taken = new AtomicInteger();

  ScarceBlocks(Blocks blocks, int existing) {
    super(blocks);
    this.existing = existing;
  }

  private int needed(int length) {
    return (length + blockSize() - 1) / blockSize();
  }

  @Override
  public @Nullable Place put(byte[] bytes, int length) {
    if (taken.get() + needed(length) > existing) {
      return null;
    }
    taken.addAndGet(needed(length));
    return super.put(bytes, length);
  }

  @Override
  public void free(Place place, int length) {
    taken.addAndGet(-needed(length));
    super.free(place, length);
  }
}
