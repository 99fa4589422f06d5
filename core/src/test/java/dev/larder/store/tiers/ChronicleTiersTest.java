package dev.larder.store.tiers;

import dev.larder.config.MemoryKind;

class ChronicleTiersTest extends TieredStoreContract {

  @Override
  MemoryKind kind() {
    return MemoryKind.CHRONICLE;
  }
}
