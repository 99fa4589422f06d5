package dev.larder.store.tiers;

import dev.larder.config.MemoryKind;

class BufferTiersTest extends TieredStoreContract {

  @Override
  MemoryKind kind() {
    return MemoryKind.BUFFER;
  }
}
