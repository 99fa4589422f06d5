package dev.larder.benchmark.loads;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two threads ask for ever new resources, all of which are stored. */
public final class Storing {
  private static final int THREADS = 2;
  private static final int SAMPLE = 500;

  private Storing() {}

  /** Responses a second, and how many of the last ones are found when they are asked for again. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures = new Figures(true, "storing, 2 threads", "responses /s", "% found again");
    for (int size : new int[] {1024, 65536}) {
      for (String store :
          lab.only(
              "no-cache", "larder", "methanol-heap", "methanol-disk", "okhttp", "apache-heap")) {
        int count = (size == 1024 ? 30_000 : 8_000) * (lab.isThorough() ? 2 : 1);
        List<String> flags = List.of("-Xmx3g", "-Dlarder.disk.max-size=8GiB");
        figures.add(
            size / 1024 + " KB",
            store,
            lab.run(Storing.class, store, lab.directory(), flags, size, count));
      }
    }
    return figures;
  }

  /** Arguments: store, directory, origin, bytes, how many. */
  public static void main(String[] arguments) throws Exception {
    String uri = arguments[2] + "numbered/" + arguments[3] + "/";
    int count = Integer.parseInt(arguments[4]);
    long[] numbers = new long[2 * count];
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 8L << 30, 1 << 20)) {
      AtomicInteger next = new AtomicInteger();
      store(client, uri, next, count / 2, numbers); // warms up
      int before = next.get();
      long nanos = store(client, uri, next, count, numbers);
      int stored = next.get() - before;
      int found = 0;
      for (int i = next.get() - SAMPLE; i < next.get(); i++) {
        found += number(client, uri, i) == numbers[i] ? 1 : 0;
      }
      System.out.println(stored * 1e9 / nanos);
      System.out.println(100.0 * found / SAMPLE);
    }
    System.exit(0);
  }

  private static long store(
      Client client, String uri, AtomicInteger next, int count, long[] numbers) throws Exception {
    return Threads.together(
        THREADS,
        () -> {
          for (int i = 0; i < count / THREADS; i++) {
            int name = next.getAndIncrement();
            numbers[name] = number(client, uri, name);
          }
          return null;
        });
  }

  private static long number(Client client, String uri, int name) throws Exception {
    return ByteBuffer.wrap(client.get(uri + name)).getLong();
  }
}
