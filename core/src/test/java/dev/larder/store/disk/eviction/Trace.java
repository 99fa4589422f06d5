package dev.larder.store.disk.eviction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** A sequence of requests: the numbers of objects, counted from 0, and the sizes of objects. */
final class Trace {
  private final List<Integer> requests = new ArrayList<>();
  private final List<Long> sizes = new ArrayList<>();
  private final Map<Long, Integer> numbers = new HashMap<>();

  /** Appends a request; the size of an object is what its first request says. */
  void add(long id, long size) {
    Integer number = numbers.get(id);
    if (number == null) {
      number = sizes.size();
      numbers.put(id, number);
      sizes.add(Math.max(1, size));
    }
    requests.add(number);
  }

  int length() {
    return requests.size();
  }

  int objects() {
    return sizes.size();
  }

  int object(int request) {
    return requests.get(request);
  }

  /** Bytes of an object. */
  long size(int object) {
    return sizes.get(object);
  }

  /** Bytes of all objects. */
  long footprint() {
    long sum = 0;
    for (long size : sizes) {
      sum += size;
    }
    return sum;
  }

  /** For each request the next one of its object, or the length of the trace. */
  int[] next() {
    int[] next = new int[length()];
    int[] last = new int[objects()];
    Arrays.fill(last, length());
    for (int i = length() - 1; i >= 0; i--) {
      next[i] = last[object(i)];
      last[object(i)] = i;
    }
    return next;
  }

  /** Lines of time, object and size. */
  static Trace ofLines(Path file) throws IOException {
    Trace trace = new Trace();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] columns = line.strip().split(" +", -1);
        trace.add(Long.parseLong(columns[1]), Long.parseLong(columns[2]));
      }
    }
    return trace;
  }

  /** Numbers of 32 bits; every object has 16 KiB, or a size drawn from a hash of its number. */
  static Trace ofNumbers(Path file, boolean sizes) throws IOException {
    Trace trace = new Trace();
    byte[] bytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      bytes = in.readAllBytes();
    }
    for (ByteBuffer numbers = ByteBuffer.wrap(bytes); numbers.hasRemaining(); ) {
      int id = numbers.getInt();
      trace.add(id, sizes ? drawn(id) : 16 << 10);
    }
    return trace;
  }

  /** As sizes of web objects are: log-normal about 8 KB, from 200 bytes to 4 MB. */
  private static long drawn(int id) {
    Random random = new Random(id * 0x9E3779B97F4A7C15L);
    random.nextInt();
    return (long) Math.max(200, Math.min(4e6, Math.exp(9 + 1.6 * random.nextGaussian())));
  }

  /**
   * A made one: popularity after Zipf that drifts, with a scan of objects seen once in between.
   * Always the same.
   */
  static Trace made() {
    Random random = new Random(1);
    Trace trace = new Trace();
    for (int i = 0; i < 60_000; i++) {
      if (i % 10 < 3) {
        trace.add(1_000_000L + i, 500 + random.nextInt(60_000));
      } else {
        long rank = (long) Math.exp(random.nextDouble() * Math.log(6000));
        long id = rank + i / 20_000 * 200L;
        trace.add(id, 500 + new Random(id).nextInt(60_000));
      }
    }
    return trace;
  }
}
