package dev.larder.store.memory;

class ChronicleStoreTest extends MemoryStoreContract {

  @Override
  Blocks blocks(long size) {
    return new ChronicleBlocks(size);
  }
}
