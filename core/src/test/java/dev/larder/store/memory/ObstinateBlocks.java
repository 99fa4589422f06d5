package dev.larder.store.memory;

import org.jspecify.annotations.Nullable;

/** Blocks that run something of the test's before each put. */
final class ObstinateBlocks extends OtherBlocks {
  private final Runnable before;

  ObstinateBlocks(Blocks blocks, Runnable before) {
    super(blocks);
    this.before = before;
  }

  @Override
  public @Nullable Place put(byte[] bytes, int length) {
    before.run();
    return super.put(bytes, length);
  }
}
