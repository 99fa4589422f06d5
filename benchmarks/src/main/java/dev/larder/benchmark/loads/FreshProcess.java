package dev.larder.benchmark.loads;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Hits from a directory that an earlier process filled, each of another URL of 1 KB, which this
 * process has not touched before: its very first one, which loads the classes, and later ones.
 */
public final class FreshProcess {
  private static final int SIZE = 1024;

  /** So many hits came before those of the same line. */
  private static final int[] MARKS = {0, 1, 10, 100, 1000, 4000, 8000};

  private FreshProcess() {}

  /** Medians over several processes. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures = new Figures(false, "first touch, fresh process", "p50 µs", "p99 µs");
    int processes = lab.isThorough() ? 11 : 5;
    int lines = MARKS.length - 1;
    for (String store : lab.only("larder", "methanol-disk", "okhttp")) {
      Path directory = lab.directory();
      List<String> flags = List.of("-Xmx512m");
      lab.run(FreshProcess.class, store, directory, flags, "fill");
      int asked = lab.origin().requests();
      double[][] found = new double[2 * lines][processes];
      for (int process = 0; process < processes; process++) {
        double[] result = lab.run(FreshProcess.class, store, directory, flags, "touch");
        for (int i = 0; i < result.length; i++) {
          found[i][process] = result[i];
        }
      }
      if (lab.origin().requests() != asked) {
        throw new IOException("Not hits: " + (lab.origin().requests() - asked));
      }
      for (int i = 0; i < lines; i++) {
        String what = MARKS[i] == 0 ? "the very first hit" : "after " + MARKS[i] + " other hits";
        figures.add(what, store, Times.median(found[2 * i]), Times.median(found[2 * i + 1]));
      }
    }
    return figures;
  }

  /** Arguments: store, directory, origin, fill or touch. */
  public static void main(String[] arguments) throws Exception {
    boolean touch = arguments[3].equals("touch");
    int count = MARKS[MARKS.length - 1];
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 1L << 30, count)) {
      for (int i = 0; i < MARKS.length - 1; i++) {
        Times times = new Times(MARKS[i + 1] - MARKS[i]);
        for (int name = MARKS[i]; name < MARKS[i + 1]; name++) {
          String uri = arguments[2] + "numbered/" + SIZE + "/" + name;
          long start = System.nanoTime();
          int length = client.get(uri).length;
          times.add(System.nanoTime() - start);
          if (length != SIZE) {
            throw new IOException("Got " + length + " bytes");
          }
        }
        if (touch) {
          System.out.println(times.micros(0.5));
          System.out.println(times.micros(0.99));
        }
      }
      Thread.sleep(touch ? 0 : 1000); // some store in the background
    }
    System.exit(0);
  }
}
