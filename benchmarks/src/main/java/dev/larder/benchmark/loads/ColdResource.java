package dev.larder.benchmark.loads;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Twenty threads ask at once for one resource that nobody has, of an origin that takes a tenth of a
 * second to begin its answer.
 */
public final class ColdResource {
  private static final int THREADS = 20;
  private static final int WARM_UP = 5;

  private ColdResource() {}

  /** Requests that reach the origin, and how long it takes until all have the body. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(false, "20 threads, cold", "ms until all have it", "x one thread", "requests");
    for (int size : new int[] {65536, 4540334}) {
      for (String store :
          lab.only(
              "no-cache", "larder", "methanol-heap", "methanol-disk", "okhttp", "apache-heap")) {
        double[] result =
            lab.run(
                ColdResource.class,
                store,
                lab.directory(),
                List.of("-Xmx1g"),
                size,
                lab.isThorough() ? 41 : 11);
        figures.add(size < 1 << 20 ? "64 KB" : "4.33 MiB", store, result);
      }
    }
    return figures;
  }

  /** Arguments: store, directory, origin, bytes, rounds. */
  public static void main(String[] arguments) throws Exception {
    String origin = arguments[2];
    int size = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    double[] alone = new double[rounds];
    double[] together = new double[rounds];
    int requests = 0;
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 1L << 29, 1000)) {
      for (int round = -WARM_UP; round < rounds; round++) {
        double one = millis(1, client, origin + "slow/" + size + "/one" + round, size);
        int before = requests(origin);
        double all = millis(THREADS, client, origin + "slow/" + size + "/all" + round, size);
        if (round >= 0) {
          requests += requests(origin) - before;
          alone[round] = one;
          together[round] = all;
        }
      }
    }
    double all = Times.median(together);
    System.out.println(all);
    System.out.println(all / Times.median(alone));
    System.out.println((double) requests / rounds);
    System.exit(0);
  }

  private static double millis(int threads, Client client, String uri, int size) throws Exception {
    return Threads.together(
            threads,
            () -> {
              int length = client.get(uri).length;
              if (length != size) {
                throw new IllegalStateException("Got " + length + " bytes");
              }
              return length;
            })
        / 1e6;
  }

  /** How many requests came to an origin. */
  static int requests(String origin) throws IOException {
    try (InputStream in = URI.create(origin + "requests/0/").toURL().openStream()) {
      return Integer.parseInt(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }
}
