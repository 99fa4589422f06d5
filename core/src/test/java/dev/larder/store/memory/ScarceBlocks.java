package dev.larder.store.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Blocks of which only some are really there. */
record ScarceBlocks(Blocks blocks, int really, AtomicInteger taken) implements Blocks {

  ScarceBlocks(Blocks blocks, int really) {
    this(blocks, really, new AtomicInteger());
  }

  private int needed(int length) {
    return (length + blockSize() - 1) / blockSize();
  }

  @Override
  public String name() {
    return blocks.name();
  }

  @Override
  public int blockSize() {
    return blocks.blockSize();
  }

  @Override
  public int count() {
    return blocks.count();
  }

  @Override
  public @Nullable Place put(byte[] bytes, int length) {
    if (taken.get() + needed(length) > really) {
      return null;
    }
    taken.addAndGet(needed(length));
    return blocks.put(bytes, length);
  }

  @Override
  public boolean get(Place place, int size, int from, byte[] into) {
    return blocks.get(place, size, from, into);
  }

  @Override
  public void free(Place place, int length) {
    taken.addAndGet(-needed(length));
    blocks.free(place, length);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
