package dev.larder.benchmark.loads;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Statistics;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Invalidations;
import dev.larder.store.disk.DiskStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * What Larder takes in a fresh process by how many entries of 512 bytes lie in its directory: the
 * first request of a process, for what is there and for what is not, and later hits. The entries
 * are written by the store below Larder, as nobody downloads a million of them.
 */
public final class ManyEntries {
  private static final int SIZE = 512;
  private static final long LIMIT = 16L << 30;
  private static final int TOUCHES = 4000;
  private static final int WARM = 500;
  private static final int WARM_HITS = 200_000;

  private ManyEntries() {}

  /** Up to 100,000 entries, or as many as {@code entries=a,b} says. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(
            false,
            "entries",
            "process, hit ms",
            "process, miss ms",
            "first hit ms",
            "first miss ms",
            "first touch µs",
            "warm hit µs",
            "p99.9 µs",
            "written /s");
    List<String> chosen = lab.listed("entries");
    int[] numbers =
        chosen.isEmpty()
            ? new int[] {0, 1000, 100_000}
            : chosen.stream().mapToInt(Integer::parseInt).toArray();
    Path[] directories = new Path[numbers.length];
    double[] written = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      directories[i] = lab.directory();
      written[i] = run(lab, "fill", directories[i], "fill", numbers[i])[0];
    }
    double[][][] starts = new double[numbers.length][4][lab.isThorough() ? 11 : 5];
    for (int round = -1; round < starts[0][0].length; round++) {
      for (int i = 0; i < numbers.length; i++) {
        start(lab, directories[i], "0", 0, round, starts[i]);
        start(lab, directories[i], "new" + round, 1, round, starts[i]);
      }
    }
    for (int i = 0; i < numbers.length; i++) {
      double[] hits = run(lab, "larder", directories[i], "hits", numbers[i]);
      figures.add(
          numbers[i] + " of 512 B",
          "larder",
          Times.median(starts[i][0]),
          Times.median(starts[i][1]),
          Times.median(starts[i][2]),
          Times.median(starts[i][3]),
          hits[0],
          hits[1],
          hits[2],
          written[i]);
    }
    return figures;
  }

  private static void start(
      Lab lab, Path directory, String name, int column, int round, double[][] times)
      throws Exception {
    long start = System.nanoTime();
    double[] own = run(lab, "larder", directory, "first", name);
    if (round >= 0) { // or the system does not have the files of the JDK in memory yet
      times[column][round] = (System.nanoTime() - start) / 1e6;
      times[column + 2][round] = own[0];
    }
  }

  private static double[] run(Lab lab, String store, Path directory, Object... what)
      throws Exception {
    List<String> flags = List.of("-Xmx1g", "-Dlarder.disk.max-size=" + LIMIT);
    return lab.run(ManyEntries.class, store, directory, flags, what);
  }

  /** Arguments: store, directory, origin; then fill or hits with a number, or first with a name. */
  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    Path directory = Path.of(arguments[1]);
    String uri = arguments[2] + "kept/" + SIZE + "/";
    switch (arguments[3]) {
      case "fill" -> fill(directory, uri, Integer.parseInt(arguments[4]));
      case "hits" -> hits(uri, Integer.parseInt(arguments[4]));
      default -> {
        get(Client.named("larder", directory, 0, 0), uri + arguments[4]);
        System.out.println((System.nanoTime() - start) / 1e6);
      }
    }
    System.exit(0);
  }

  private static void fill(Path directory, String uri, int count) throws Exception {
    DiskStore.Limits limits = new DiskStore.Limits(LIMIT, 0, Integer.MAX_VALUE);
    long start = System.nanoTime();
    try (DiskStore store = new DiskStore(directory, limits, 32 << 10, new Statistics())) {
      for (int i = 0; i < count; i++) {
        while (!write(store, uri + i)) {
          Thread.sleep(100); // the table of uses is still being made
        }
      }
    }
    System.out.println(count == 0 ? Double.NaN : count * 1e9 / (System.nanoTime() - start));
  }

  private static boolean write(DiskStore store, String uri) throws IOException {
    try {
      EntryWriter writer = store.writer(EntryKey.of("GET " + uri), metadata(uri));
      writer.write(ByteBuffer.allocate(SIZE));
      writer.commit();
      return true;
    } catch (EntryTooLargeException e) {
      return false;
    }
  }

  private static EntryMetadata metadata(String uri) {
    Instant now = Instant.now();
    Headers headers =
        Headers.of(
            "Date", "Tue, 24 Nov 2026 12:00:00 GMT",
            "Content-Type", "text/javascript; charset=utf-8",
            "Content-Length", Integer.toString(SIZE),
            "Cache-Control", "public, max-age=315360000",
            "ETag", "\"5f4dcc3b5aa765d61d8327deb882cf99\"");
    return new EntryMetadata(
        uri,
        "GET",
        new ResponseHead(200, "HTTP/1.1", headers),
        Headers.of(),
        now,
        now,
        List.of(),
        null,
        Invalidations.NO_GENERATION);
  }

  /** First touches, the first half of which only loads and compiles classes; then warm hits. */
  private static void hits(String uri, int count) throws Exception {
    Client client = Client.named("larder", Path.of(""), 0, 0);
    Random random = new Random(count);
    int touches = Math.min(count, TOUCHES);
    int[] names = random.ints(0, Math.max(1, count)).distinct().limit(touches).toArray();
    Times first = new Times(touches);
    for (int i = 0; i < touches; i++) {
      long time = get(client, uri + names[i]);
      if (i >= touches / 2) {
        first.add(time);
      }
    }
    Times warm = new Times(WARM_HITS);
    for (int i = 0; i < 2 * WARM_HITS && touches > 0; i++) {
      long time = get(client, uri + names[random.nextInt(Math.min(touches, WARM))]);
      if (i >= WARM_HITS) {
        warm.add(time);
      }
    }
    System.out.println(first.micros(0.5));
    System.out.println(warm.micros(0.5));
    System.out.println(warm.micros(0.999));
  }

  private static long get(Client client, String uri) throws Exception {
    long start = System.nanoTime();
    int length = client.get(uri).length;
    long time = System.nanoTime() - start;
    if (length != SIZE) {
      throw new IOException("Got " + length + " bytes");
    }
    return time;
  }
}
