package dev.larder.store.memory;

class BufferStoreTest extends MemoryStoreContract {

  @Override
  Blocks blocks(long size) {
    return new BufferBlocks(size);
  }
}
