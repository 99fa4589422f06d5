package dev.larder.benchmark.loads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/**
 * Requests for 100,000 URLs, the nth of which is asked for with a probability in proportion to
 * n^-0.9, by two threads. Sizes are drawn (log-normal about 8 KB, 200 bytes to 1 MiB) and make 1.3
 * GB together, of which a cache may hold 200 MB, Larder 32 MB of them in memory too; Apache's,
 * which counts entries, may have as many as take that much on average. All may be stored for a
 * year, so that a miss of what was asked for before is the work of eviction.
 */
public final class Zipf {
  private static final int URLS = 100_000;
  private static final double EXPONENT = 0.9;
  private static final int MEDIAN_SIZE = 8192;
  private static final int LEAST_SIZE = 200;
  private static final int LARGEST_SIZE = 1 << 20;
  private static final long LIMIT = 200_000_000;
  private static final int ENTRIES = 15_000;
  private static final int THREADS = 2;

  private Zipf() {}

  /** Counts and percentiles of the second half of the requests. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(
            true,
            "Zipf, 100,000 URLs",
            "requests /s",
            "% hits",
            "hit p50 µs",
            "p99 µs",
            "p99.9 µs",
            "miss p50 µs",
            "p99 µs",
            "p99.9 µs",
            "worst ms",
            "missed again",
            "MB on disk");
    List<String> flags =
        List.of("-Xmx1g", "-Dlarder.disk.max-size=" + LIMIT, "-Dlarder.memory.max-size=32000000");
    for (String store :
        lab.only("no-cache", "larder", "methanol-heap", "methanol-disk", "okhttp", "apache-heap")) {
      Path directory = lab.directory();
      int requests = lab.isThorough() ? 600_000 : 100_000;
      double[] result = lab.run(Zipf.class, store, directory, flags, requests);
      double[] row = Arrays.copyOf(result, result.length + 1);
      double bytes = bytes(directory);
      row[result.length] = bytes == 0 ? Double.NaN : bytes / 1e6;
      figures.add("sizes about 8 KB", store, row);
    }
    return figures;
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toFile).filter(f -> f.isFile()).mapToLong(f -> f.length()).sum();
    }
  }

  /** Arguments: store, directory, origin, requests. */
  public static void main(String[] arguments) throws Exception {
    int requests = Integer.parseInt(arguments[3]);
    String[] uris = uris(arguments[2]);
    int[] trace = trace(2 * requests);
    AtomicLongArray known = new AtomicLongArray(URLS);
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), LIMIT, ENTRIES)) {
      AtomicInteger next = new AtomicInteger();
      new Half(client, uris, trace, next, known).run(requests);
      Half second = new Half(client, uris, trace, next, known);
      second.print(second.run(2 * requests));
    }
    System.exit(0);
  }

  private static String[] uris(String origin) {
    Random random = new Random(1);
    String[] uris = new String[URLS];
    for (int i = 0; i < URLS; i++) {
      double drawn = MEDIAN_SIZE * Math.exp(random.nextGaussian());
      int size = (int) Math.max(LEAST_SIZE, Math.min(LARGEST_SIZE, drawn));
      uris[i] = origin + "numbered/" + size + "/" + i;
    }
    return uris;
  }

  private static int[] trace(int length) {
    double[] sums = new double[URLS];
    double sum = 0;
    for (int i = 0; i < URLS; i++) {
      sum += Math.pow(i + 1, -EXPONENT);
      sums[i] = sum;
    }
    Random random = new Random(2);
    int[] trace = new int[length];
    for (int i = 0; i < length; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
      trace[i] = Math.min(URLS - 1, found < 0 ? -found - 1 : found);
    }
    return trace;
  }

  /** One half of the requests. */
  private record Half(
      Client client,
      String[] uris,
      int[] trace,
      AtomicInteger next,
      AtomicLongArray known,
      Times hits,
      Times misses,
      AtomicInteger again) {

    Half(Client client, String[] uris, int[] trace, AtomicInteger next, AtomicLongArray known) {
      this(
          client,
          uris,
          trace,
          next,
          known,
          new Times(trace.length),
          new Times(trace.length),
          new AtomicInteger());
    }

    /** Nanoseconds until that many requests of the trace are answered. */
    long run(int end) throws Exception {
      return Threads.together(
          THREADS,
          () -> {
            for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
              ask(trace[i]);
            }
            next.set(end); // each thread took one too many
            return null;
          });
    }

    private void ask(int url) throws Exception {
      long start = System.nanoTime();
      byte[] body = client.get(uris[url]);
      long time = System.nanoTime() - start;
      long number = ByteBuffer.wrap(body).getLong();
      long before = known.getAndSet(url, number);
      if (number == before) {
        hits.add(time);
      } else {
        misses.add(time);
        if (before != 0) {
          again.incrementAndGet();
        }
      }
    }

    void print(long nanos) {
      int count = hits.count() + misses.count();
      System.out.println(count * 1e9 / nanos);
      System.out.println(100.0 * hits.count() / count);
      for (Times times : List.of(hits, misses)) {
        for (double share : new double[] {0.5, 0.99, 0.999}) {
          System.out.println(times.micros(share));
        }
      }
      System.out.println(Math.max(worst(hits), worst(misses)) / 1e3);
      System.out.println(again.get());
    }

    private static double worst(Times times) {
      return times.count() == 0 ? 0 : times.micros(1);
    }
  }
}
