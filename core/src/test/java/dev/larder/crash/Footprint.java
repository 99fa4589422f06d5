package dev.larder.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a process holds at a moment, after a collection of garbage; -1 where it is not to be known.
 *
 * @param operations done before
 * @param hits entries read back before, all intact
 * @param failed operations that the store refused before
 * @param heap bytes in use
 * @param direct bytes of direct buffers
 * @param mapped bytes of mapped buffers
 * @param mappings mapped buffers
 * @param anonymous bytes of memory that the process has of the system, but not of a file
 * @param regions lines of {@code /proc/self/maps}
 * @param descriptors open files
 * @param files in the directory
 * @param temporaryFiles those among them that are being written or left over
 * @param fileBytes their sizes added up
 */
record Footprint(
    long operations,
    long hits,
    long failed,
    long heap,
    long direct,
    long mapped,
    long mappings,
    long anonymous,
    long regions,
    long descriptors,
    long files,
    long temporaryFiles,
    long fileBytes) {

  static final String TITLE =
      "operations hits refused heap-KiB direct-KiB mapped-KiB mappings anonymous-KiB regions"
          + " descriptors files temporary files-KiB";

  private static final Cleaner CLEANER = Cleaner.create();

  static Footprint take(long operations, long hits, long failed, Path directory) {
    long regions = count(Path.of("/proc/self/maps"));
    collect();
    BufferPoolMXBean direct = pool("direct");
    BufferPoolMXBean mapped = pool("mapped");
    try (Stream<Path> walk = Files.walk(directory)) {
      long[] sums = new long[3];
      walk.filter(Files::isRegularFile).forEach(file -> add(file, sums));
      Runtime runtime = Runtime.getRuntime();
      return new Footprint(
          operations,
          hits,
          failed,
          runtime.totalMemory() - runtime.freeMemory(),
          direct.getMemoryUsed(),
          mapped.getMemoryUsed(),
          mapped.getCount(),
          anonymousMemory(),
          regions,
          children(Path.of("/proc/self/fd")),
          sums[0],
          sums[1],
          sums[2]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Path file, long[] sums) {
    sums[0]++;
    sums[1] += file.toString().endsWith(".part") ? 1 : 0;
    try {
      sums[2] += Files.size(file);
    } catch (IOException e) {
      sums[0]--; // gone meanwhile
    }
  }

  /** Collects garbage, and waits until a cleaner has found what became unreachable before. */
  private static void collect() {
    for (int i = 0; i < 2; i++) {
      CountDownLatch cleaned = new CountDownLatch(1);
      CLEANER.register(new Object(), cleaned::countDown);
      System.gc();
      try {
        cleaned.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static BufferPoolMXBean pool(String name) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long anonymousMemory() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(-1);
    } catch (IOException | UncheckedIOException e) {
      return -1;
    }
  }

  private static long count(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException | UncheckedIOException e) {
      return -1;
    }
  }

  private static long children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.count();
    } catch (IOException e) {
      return -1;
    }
  }

  /** One line under the {@link #TITLE}. */
  @Override
  public String toString() {
    return operations
        + " "
        + hits
        + " "
        + failed
        + " "
        + (heap >> 10)
        + " "
        + (direct >> 10)
        + " "
        + (mapped >> 10)
        + " "
        + mappings
        + " "
        + (anonymous >> 10)
        + " "
        + regions
        + " "
        + descriptors
        + " "
        + files
        + " "
        + temporaryFiles
        + " "
        + (fileBytes >> 10);
  }
}
