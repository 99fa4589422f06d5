package dev.larder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen threads, few resources, and everything that can become of an exchange. */
class ManyThreadsTest {

  private static final int THREADS = 16;
  private static final int ROUNDS = 100;

  private final Bench bench;
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();

  ManyThreadsTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  @Test
  void eachGetsAWholeBodyOfItsOwnResourceAndOneOutcome() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        tasks.add(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                fetch(random);
              }
              return null;
            });
      }
      for (Future<Void> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(0, bench.counts().of(Counter.FAILURES));
    bench.assertOneOutcomeEach(ended.get());
    assertTrue(bench.counts().hits() > 0);
    assertTrue(sent.get() < THREADS * ROUNDS);
  }

  private void fetch(Random random) {
    String path = "/" + random.nextInt(4);
    URI uri = URI.create("http://example.org" + path);
    String method = random.nextInt(20) == 0 ? "POST" : "GET";
    RequestDecision decision =
        bench.exchange(new RequestHead(method, uri, Headers.empty(), false)).begin();
    if (decision instanceof Wait wait) {
      wait.released().join();
      decision = wait.resume();
    }
    if (decision instanceof RequestDecision.Serve serve) {
      ended.incrementAndGet();
      assertBody(path, bench.served(serve.served()).body());
      return;
    }
    sent.incrementAndGet();
    Forward forward = (Forward) decision;
    switch (random.nextInt(10)) {
      case 0 -> forward.abandoned();
      case 1 -> {
        ended.incrementAndGet();
        forward.failed(new IOException("no network"));
      }
      default -> {
        ended.incrementAndGet();
        relay(forward, path, random);
      }
    }
  }

  private static void relay(Forward forward, String path, Random random) {
    String body = path.repeat(1 + random.nextInt(50_000));
    ResponseHead head =
        Bench.response(
            200, "Cache-Control", "max-age=60", "Content-Length", String.valueOf(body.length()));
    EntryRecorder recorder = Bench.relayed(forward.received(head, null));
    int half = body.length() / 2;
    recorder.write(List.of(Bench.bytes(body.substring(0, half))));
    if (random.nextInt(10) == 0) {
      recorder.abort();
      return;
    }
    recorder.write(List.of(Bench.bytes(body.substring(half))));
    recorder.complete();
  }

  private static void assertBody(String path, String body) {
    assertEquals(path.repeat(body.length() / path.length()), body);
    assertTrue(!body.isEmpty());
  }
}
