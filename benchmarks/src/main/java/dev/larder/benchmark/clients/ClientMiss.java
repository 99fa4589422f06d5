package dev.larder.benchmark.clients;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

/** What goes to the server all the same, with each client by itself and under Larder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClientMiss {

  @Param({"no-cache", "larder"})
  public String store = "";

  @Param({"1024", "65536"})
  public int size;

  private final AtomicInteger next = new AtomicInteger();
  private @Nullable Origin origin;
  private @Nullable Caller caller;

  @Setup
  public void start() throws Exception {
    origin = new Origin();
    caller = Caller.named(store, origin.uri("unkept", size, "a"), size);
  }

  @TearDown
  public void stop() throws Exception {
    caller.close();
    origin.close();
  }

  /** A response that must not be stored. */
  @Benchmark
  public int unkept() throws Exception {
    return ask("unkept", "a");
  }

  /** A response that is stored, of a URI that nobody asked for before. */
  @Benchmark
  public int kept() throws Exception {
    return ask("kept", Integer.toString(next.getAndIncrement()));
  }

  /** A response that is stored and validated each time. */
  @Benchmark
  public int checked() throws Exception {
    return ask("checked", "a");
  }

  private int ask(String kind, String name) throws Exception {
    int length = caller.bytes(origin.uri(kind, size, name));
    if (length != size) {
      throw new IllegalStateException("Got " + length + " bytes");
    }
    return length;
  }
}
