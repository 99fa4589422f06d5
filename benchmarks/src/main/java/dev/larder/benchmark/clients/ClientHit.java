package dev.larder.benchmark.clients;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A warm hit, by client, size of the body, and what the program makes of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClientHit {

  @Param({"memcpy", "larder", "methanol-heap", "methanol-disk", "okhttp", "apache-heap"})
  public String store = "";

  @Param({"1024", "65536", "4540334"})
  public int size;

  private @Nullable Origin origin;
  private @Nullable Caller caller;
  private int asked;

  @Setup
  public void fill() throws Exception {
    origin = new Origin();
    caller = Caller.named(store, origin.uri("kept", size, "main.js"), size);
    for (int i = 0; i < 100; i++) {
      int before = origin.requests();
      expect(caller.bytes());
      asked = origin.requests();
      if (asked == before) {
        return;
      }
      Thread.sleep(20); // some store in the background
    }
    throw new IllegalStateException("Nothing is stored");
  }

  @TearDown
  public void close() throws Exception {
    int more = origin.requests() - asked;
    caller.close();
    origin.close();
    if (more != 0) {
      throw new IllegalStateException("Not hits: " + more);
    }
  }

  @Benchmark
  public long bytes() throws Exception {
    return expect(caller.bytes());
  }

  @Benchmark
  public long stream() throws Exception {
    return expect(caller.stream());
  }

  @Benchmark
  public long async() throws Exception {
    return expect(caller.async());
  }

  @Benchmark
  public long buffers() throws Exception {
    return expect(caller.buffers());
  }

  private long expect(long length) {
    if (length != size) {
      throw new IllegalStateException("Got " + length + " bytes");
    }
    return length;
  }
}
