package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.request;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.write.EntryRecorder;
import dev.larder.http.ResponseHead;
import dev.larder.stats.Counter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses whose readers are told of the end before the entry is written. */
class CompleteLaterTest {
  private static final ResponseHead FRESH =
      response(200, "Cache-Control", "max-age=60", "Content-Length", "4");

  private final Bench bench;

  CompleteLaterTest(@TempDir Path directory) {
    bench = new Bench(directory);
  }

  private EntryRecorder read(String body) {
    EntryRecorder recorder = Bench.relayed(bench.forwarded(get()).received(FRESH, null));
    recorder.write(List.of(Bench.bytes(body)));
    return recorder;
  }

  @Test
  void theNextRequestFindsWhatIsNotWrittenYet() {
    Runnable rest = read("body").completeLater();
    assertEquals(0, bench.counts().of(Counter.STORED));
    assertTrue(bench.hits(get()));
    rest.run();
    assertEquals(1, bench.counts().of(Counter.STORED));
    assertTrue(bench.hits(get()));
  }

  @Test
  void theEndOfTheProcessWritesIt() {
    read("body").completeLater();
    bench.cache.finish();
    assertEquals(1, bench.counts().of(Counter.STORED));
  }

  @Test
  void whatIsInvalidatedBeforeItIsWrittenIsNotStored() {
    Runnable rest = read("body").completeLater();
    bench.fetch(request("POST"), response(200), "done");
    rest.run();
    assertFalse(bench.hits(get()));
  }

  @Test
  void aLaterCancellationChangesNothing() {
    EntryRecorder recorder = read("body");
    Runnable rest = recorder.completeLater();
    recorder.abort();
    rest.run();
    assertTrue(bench.hits(get()));
  }

  @Test
  void aShortBodyIsGivenUpAllTheSame() {
    Runnable rest = read("bod").completeLater();
    assertFalse(bench.hits(get()));
    rest.run();
    assertEquals(0, bench.counts().of(Counter.STORED));
    assertEquals(0, bench.counts().of(Counter.FAILURES));
  }
}
