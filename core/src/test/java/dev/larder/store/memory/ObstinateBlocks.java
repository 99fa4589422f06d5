package dev.larder.store.memory;

import org.jspecify.annotations.Nullable;

/** Blocks that do something else before each put, as the test wants it. */
record ObstinateBlocks(Blocks blocks, Runnable before) implements Blocks {

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
    before.run();
    return blocks.put(bytes, length);
  }

  @Override
  public boolean get(Place place, int size, int from, byte[] into) {
    return blocks.get(place, size, from, into);
  }

  @Override
  public void free(Place place, int length) {
    blocks.free(place, length);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
