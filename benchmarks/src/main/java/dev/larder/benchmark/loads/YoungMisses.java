package dev.larder.benchmark.loads;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;

/**
 * What goes to the server in the first seconds of a process, while its code is interpreted and
 * compiled: one thread asks for 1 KB each time, which must not be stored or is. The processor time
 * is what one request costs the program's threads and, in the same time, the JVM's own, most of
 * which are its compilers.
 */
public final class YoungMisses {
  private static final int SIZE = 1024;

  /** So many requests came before those of the same line. */
  private static final int[] MARKS = {0, 1000, 2000, 4000, 8000, 16_000, 32_000};

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private YoungMisses() {}

  /** Medians over several processes. */
  public static Figures measure(Lab lab) throws Exception {
    Figures figures =
        new Figures(
            false, "1 KB, young process", "p50 µs", "µs of program's threads", "µs of JVM's own");
    int processes = lab.isThorough() ? 7 : 3;
    for (String kind : new String[] {"unkept", "numbered"}) {
      for (String store : lab.only("no-cache", "larder", "methanol-disk", "okhttp")) {
        double[][] found = new double[3 * (MARKS.length - 1)][processes];
        for (int process = 0; process < processes; process++) {
          List<String> flags = List.of("-Xmx512m");
          double[] result = lab.run(YoungMisses.class, store, lab.directory(), flags, kind);
          for (int i = 0; i < result.length; i++) {
            found[i][process] = result[i];
          }
        }
        String what = kind.equals("unkept") ? "not stored, from " : "stored, from ";
        for (int i = 0; i < MARKS.length - 1; i++) {
          figures.add(
              what + MARKS[i] + " to " + MARKS[i + 1],
              store,
              Times.median(found[3 * i]),
              Times.median(found[3 * i + 1]),
              Times.median(found[3 * i + 2]));
        }
      }
    }
    return figures;
  }

  /** Arguments: store, directory, origin, kind of URI. */
  public static void main(String[] arguments) throws Exception {
    try (Client client = Client.named(arguments[0], Path.of(arguments[1]), 1L << 30, 1 << 20)) {
      for (int i = 0; i < MARKS.length - 1; i++) {
        int requests = MARKS[i + 1] - MARKS[i];
        Times times = new Times(requests);
        long program = ofProgram();
        long all = PROCESS.getProcessCpuTime();
        for (int name = MARKS[i]; name < MARKS[i + 1]; name++) {
          String uri = arguments[2] + arguments[3] + "/" + SIZE + "/" + name;
          long start = System.nanoTime();
          int length = client.get(uri).length;
          times.add(System.nanoTime() - start);
          if (length != SIZE) {
            throw new IOException("Got " + length + " bytes");
          }
        }
        program = ofProgram() - program;
        all = PROCESS.getProcessCpuTime() - all;
        System.out.println(times.micros(0.5));
        System.out.println(program / 1e3 / requests);
        System.out.println((all - program) / 1e3 / requests);
      }
    }
    System.exit(0);
  }

  /** Nanoseconds of the processor that all threads of the program have had which still run. */
  private static long ofProgram() {
    long sum = 0;
    for (long thread : THREADS.getAllThreadIds()) {
      sum += Math.max(0, THREADS.getThreadCpuTime(thread));
    }
    return sum;
  }
}
