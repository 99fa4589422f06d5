package dev.larder.store.memory;

import org.jspecify.annotations.Nullable;

/** Blocks that do what other ones do; tests override what differs. */
class OtherBlocks implements Blocks {
  private final Blocks blocks;

  OtherBlocks(Blocks blocks) {
    this.blocks = blocks;
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
