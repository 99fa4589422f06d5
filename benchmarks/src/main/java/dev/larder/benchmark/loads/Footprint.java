package dev.larder.benchmark.loads;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a process holds after it asked twice for each of 100,000 resources of 4 KB, by two threads,
 * beyond what one without a cache holds after the same: bytes of the heap after a collection,
 * memory that code outside of the JVM asked the system for ("Other" of native memory tracking:
 * direct buffers, Chronicle Map), and pages of the process in memory, without those of the heap,
 * which is there as a whole from the start.
 */
public final class Footprint {
  private static final int ENTRIES = 100_000;
  private static final int SIZE = 4096;
  private static final int THREADS = 2;
  private static final long HEAP = 3L << 30;
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

  private Footprint() {}

  /** Megabytes. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(
            false, "100,000 entries of 4 KB", "heap MB", "off-heap MB", "resident MB", "% found");
    double[] without = run(lab, "no-cache", "100MB");
    for (String memory : new String[] {"100MB", "1GB"}) {
      for (String store : lab.only("larder")) {
        add(figures, memory + " of memory", store, run(lab, store, memory), without);
      }
    }
    for (String store : lab.only("methanol-heap", "methanol-disk", "okhttp", "apache-heap")) {
      add(figures, "as it is", store, run(lab, store, "100MB"), without);
    }
    return figures;
  }

  private static double[] run(Lab lab, String store, String memory) throws Exception {
    List<String> flags =
        List.of(
            "-Xms" + HEAP,
            "-Xmx" + HEAP,
            "-XX:+AlwaysPreTouch",
            "-XX:NativeMemoryTracking=summary",
            "-Dlarder.disk.max-size=4GiB",
            "-Dlarder.memory.max-size=" + memory);
    return lab.run(Footprint.class, store, lab.directory(), flags);
  }

  private static void add(
      Figures figures, String what, String store, double[] with, double[] without) {
    figures.add(
        what, store, with[0] - without[0], with[1] - without[1], with[2] - without[2], with[3]);
  }

  /** Arguments: store, directory, origin. */
  public static void main(String[] arguments) throws Exception {
    String uri = arguments[2] + "kept/" + SIZE + "/";
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 4L << 30, 1 << 20)) {
      askForAll(client, uri);
      int first = ColdResource.requests(arguments[2]);
      askForAll(client, uri);
      int again = ColdResource.requests(arguments[2]) - first;
      System.out.println(heap() / 1e6);
      System.out.println(other() / 1e6);
      System.out.println(
          (figure(Files.readString(Path.of("/proc/self/status")), RESIDENT) - HEAP) / 1e6);
      System.out.println(100.0 * (ENTRIES - again) / ENTRIES);
    }
    System.exit(0);
  }

  private static void askForAll(Client client, String uri) throws Exception {
    AtomicInteger next = new AtomicInteger();
    Threads.together(
        THREADS,
        () -> {
          for (int i = next.getAndIncrement(); i < ENTRIES; i = next.getAndIncrement()) {
            if (client.get(uri + i).length != SIZE) {
              throw new IOException("Not the body");
            }
          }
          return null;
        });
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** As {@code jcmd VM.native_memory summary} has it. */
  private static long other() throws JMException, IOException {
    Object summary =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmNativeMemory",
                new Object[] {new String[] {"summary"}},
                new String[] {String[].class.getName()});
    return summary.toString().contains("Other (") ? figure(summary.toString(), OTHER) : 0;
  }

  /** Bytes of what the pattern finds in kilobytes. */
  private static long figure(String text, Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("No " + pattern);
    }
    return Long.parseLong(matcher.group(1)) << 10;
  }
}
