package dev.larder.benchmark.loads;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that asks for 500 URLs of 4 KB, one after the other and twice, all of which an earlier
 * process has stored: how long it takes from the start of the JVM. Without a cache they come from
 * the origin on loopback. Stores take turns.
 */
public final class FreshProcess {
  private static final int SIZE = 4096;
  private static final int URLS = 500;

  /** The responses after which the time is taken. */
  private static final List<Integer> MARKS = List.of(1, 100, 1000);

  private FreshProcess() {}

  /** Medians over several processes. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures = new Figures(false, "fresh process", "ms", "ms of processor");
    int processes = lab.isThorough() ? 21 : 7;
    List<String> stores = lab.only("no-cache", "larder", "methanol-disk", "okhttp");
    List<Path> directories = new ArrayList<>();
    List<String> flags = List.of("-Xmx512m");
    for (String store : stores) {
      Path directory = lab.directory();
      directories.add(directory);
      lab.run(FreshProcess.class, store, directory, flags, "0");
      lab.run(FreshProcess.class, store, directory, flags, "0");
    }
    double[][][] found = new double[stores.size()][2 * MARKS.size() + 1][processes];
    for (int process = 0; process < processes; process++) {
      for (int i = 0; i < stores.size(); i++) {
        int asked = lab.origin().requests();
        long start = System.currentTimeMillis();
        double[] result =
            lab.run(FreshProcess.class, stores.get(i), directories.get(i), flags, start);
        if (!stores.get(i).equals("no-cache") && lab.origin().requests() != asked) {
          throw new IOException("Not hits: " + (lab.origin().requests() - asked));
        }
        for (int j = 0; j < result.length; j++) {
          found[i][j][process] = result[j];
        }
      }
    }
    for (int mark = 0; mark <= MARKS.size(); mark++) {
      for (int i = 0; i < stores.size(); i++) {
        if (mark == 0) {
          figures.add("until main", stores.get(i), Times.median(found[i][0]), Double.NaN);
        } else {
          figures.add(
              "until response " + MARKS.get(mark - 1),
              stores.get(i),
              Times.median(found[i][2 * mark - 1]),
              Times.median(found[i][2 * mark]));
        }
      }
    }
    return figures;
  }

  /** Arguments: store, directory, origin, when the process was started, in ms since 1970. */
  public static void main(String[] arguments) throws Exception {
    long start = Long.parseLong(arguments[3]);
    double[] printed = new double[2 * MARKS.size() + 1];
    printed[0] = System.currentTimeMillis() - start;
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 1L << 30, URLS)) {
      int mark = 0;
      for (int i = 0; i < 2 * URLS; i++) {
        String uri = arguments[2] + "numbered/" + SIZE + "/" + i % URLS;
        int length = client.get(uri).length;
        if (length != SIZE) {
          throw new IOException("Got " + length + " bytes");
        }
        if (i + 1 == MARKS.get(mark)) {
          printed[2 * mark + 1] = System.currentTimeMillis() - start;
          printed[2 * mark + 2] = processorMillis();
          mark++;
        }
      }
      for (double figure : printed) {
        System.out.println(figure);
      }
      Thread.sleep(start == 0 ? 1000 : 0); // some store in the background
    }
    System.exit(0);
  }

  private static double processorMillis() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return process.getProcessCpuTime() / 1e6;
  }
}
