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

/** A warm hit, by store and size of the body. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TierHit {

  @Param({
    "memcpy",
    "larder-chronicle",
    "larder-buffer",
    "larder-disk",
    "larder-tiers",
    "methanol-memory",
    "methanol-disk",
    "okhttp-disk",
    "apache-heap",
    "apache-files"
  })
  public String store = "";

  /** 1 KB, 64 KB less the fields of an entry, 4.33 MiB. */
  @Param({"1024", "65536", "4540334"})
  public int size;

  private Shelf shelf = new Memcpy();
  private byte[] into = new byte[0];

  @Setup
  public void fill() throws IOException {
    shelf = Shelf.named(store);
    shelf.put(0, Bodies.random(size));
    into = new byte[size];
  }

  @TearDown
  public void close() throws IOException {
    shelf.close();
  }

  @Benchmark
  public int copy() throws IOException {
    return expect(shelf.copy(0, into));
  }

  @Benchmark
  public long take() throws IOException {
    return expect((int) shelf.take(0));
  }

  private int expect(int length) {
    if (length != size) {
      throw new IllegalStateException("Got " + length + " bytes");
    }
    return length;
  }
}
