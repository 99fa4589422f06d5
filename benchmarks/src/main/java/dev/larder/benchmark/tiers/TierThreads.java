package dev.larder.benchmark.tiers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Warm hits of 1 KB by several threads at once, on one key or on many. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TierThreads {
  private static final int SIZE = 1024;

  @Param({
    "memcpy",
    "larder-chronicle",
    "larder-buffer",
    "larder-disk",
    "larder-tiers",
    "methanol-memory",
    "methanol-disk",
    "okhttp-disk",
    "apache-heap"
  })
  public String store = "";

  /** A power of two. */
  @Param({"1", "1024"})
  public int keys;

  private Shelf shelf = new Memcpy();

  @Setup
  public void fill() throws IOException {
    shelf = Shelf.named(store);
    for (int i = 0; i < keys; i++) {
      shelf.put(i, Bodies.random(SIZE));
    }
  }

  @TearDown
  public void close() throws IOException {
    shelf.close();
  }

  /** What one thread has. */
  @State(Scope.Thread)
  public static class Reader {
    final byte[] into = new byte[SIZE];
    int next = System.identityHashCode(this);
  }

  @Benchmark
  public int read(Reader reader) throws IOException {
    reader.next += 7;
    return shelf.copy(reader.next & keys - 1, reader.into);
  }
}
