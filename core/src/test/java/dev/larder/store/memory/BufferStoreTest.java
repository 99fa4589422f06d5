package dev.larder.store.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

class BufferStoreTest extends MemoryStoreContract {

  @Override
  Blocks blocks(long size) {
    return new BufferBlocks(size);
  }

  @Override
  long taken() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
