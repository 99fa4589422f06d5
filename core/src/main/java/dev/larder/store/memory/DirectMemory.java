package dev.larder.store.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The limit of direct buffers, which the cache shares with the application. */
final class DirectMemory {

  private DirectMemory() {}

  /** The limit of all direct buffers together in bytes, as far as it can be told. */
  static long limit() {
    long heap = Runtime.getRuntime().maxMemory();
    try {
      HotSpotDiagnosticMXBean options =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      long given = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
      return given == 0 ? heap : Math.min(given, heap);
    } catch (RuntimeException | LinkageError e) {
      return heap; // not this JVM's option, or the module jdk.management is missing
    }
  }
}
