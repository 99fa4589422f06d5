package dev.larder.store.memory;

import net.openhft.chronicle.core.OS;

class ChronicleStoreTest extends MemoryStoreContract {

  @Override
  Blocks blocks(long size) {
    return new ChronicleBlocks(size);
  }

  @Override
  long taken() {
    return OS.memory().nativeMemoryUsed();
  }
}
