package dev.larder.engine.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Settings;
import dev.larder.engine.collapse.InFlightFetch;
import dev.larder.engine.collapse.RequestCollapser;
import dev.larder.engine.lookup.CacheParts;
import dev.larder.engine.lookup.CacheView;
import dev.larder.engine.lookup.PendingWrites;
import dev.larder.engine.lookup.PrimaryKey;
import dev.larder.engine.report.OutcomeRecorder;
import dev.larder.engine.rules.RuledRequest;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Reason;
import dev.larder.policy.RequestClass;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Storage;
import dev.larder.store.Store;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import dev.larder.version.VersionListener;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recorder does with the store, in order, and what it tells others. */
class EntryRecorderTest {

  private static final RequestHead REQUEST =
      RequestHead.get(URI.create("http://example.org/page"), Headers.empty());
  private static final ResponseHead HEAD =
      new ResponseHead(200, "HTTP/1.1", Headers.of("Cache-Control", "max-age=60"));

  private final List<String> told = new ArrayList<>();
  private final Statistics statistics = new Statistics();
  private final FailureLog failures = new FailureLog(statistics);
  private final RequestCollapser collapser = new RequestCollapser(failures, Duration.ofMinutes(1));
  private final CacheView view;
  private final PrimaryKey key;
  private final InFlightFetch fetch;
  private String broken = "";

  EntryRecorderTest(@TempDir Path directory) {
    CacheParts parts =
        new CacheParts(
            statistics,
            failures,
            InstantSource.system(),
            collapser,
            new PendingWrites(failures, 0),
            () -> VersionListener.NONE,
            () -> null,
            false);
    view =
        CacheView.of(
            parts,
            new Storage(
                new RecordingStore(),
                new InvalidationFile(directory, statistics),
                new IdentityKeyFile(directory)),
            PolicySettings.of(Settings.defaults()));
    key = view.keys().primaryKey(REQUEST, "");
    fetch = collapser.start(key.key(), REQUEST.uri());
  }

  private void at(String place) throws IOException {
    assertTrue(fetch.isBusy(), "those who wait are told of " + place);
    told.add(place);
    if (broken.equals(place)) {
      throw new IOException("broken");
    }
  }

  /** Holds nothing, and tells what is written to it. */
  private final class RecordingStore implements Store {
    @Override
    public @Nullable Entry open(EntryKey of) {
      return null;
    }

    @Override
    public EntryWriter writer(EntryKey of, EntryMetadata metadata) throws IOException {
      at("open");
      return new Writer();
    }

    @Override
    public void refresh(EntryKey of, Entry old, EntryMetadata renewed) {}

    @Override
    public boolean remove(EntryKey of) {
      return false;
    }

    @Override
    public void close() {}
  }

  private final class Writer implements EntryWriter {
    private long written;

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      at("write");
      written += bytes.remaining();
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public void commit() throws IOException {
      at("commit");
    }

    @Override
    public void discard() {
      told.add("discard");
      if (broken.equals("discard")) {
        throw new IllegalStateException("broken");
      }
    }
  }

  private EntryRecorder recorder(boolean storing, long expected) {
    Instant now = Instant.now();
    EntryMetadata metadata =
        new EntryMetadata(
            key.uri(),
            "GET",
            HEAD,
            Headers.empty(),
            now,
            now,
            List.of(),
            null,
            view.resources().generation(key));
    NewEntry entry = new NewEntry(key, null, REQUEST, metadata, null, null, false, false);
    return new EntryRecorder(
        view,
        storing ? entry : null,
        expected,
        fetch,
        new OutcomeRecorder(
            RuledRequest.of(view, REQUEST, ""),
            RequestClass.of(REQUEST),
            statistics.of("client", "example.org")));
  }

  private static List<ByteBuffer> buffers(String... texts) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (String text : texts) {
      buffers.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    return buffers;
  }

  private void assertEnded(long bytes, boolean stored) {
    assertEquals(bytes, statistics.total().of(Counter.BYTES_FROM_NETWORK));
    assertEquals(stored ? 1 : 0, statistics.total().of(Counter.STORED));
  }

  @Test
  void aWholeBodyIsCommittedOnce() {
    EntryRecorder recorder = recorder(true, 5);
    assertTrue(recorder.isStoring());
    recorder.write(buffers("ab", "c"));
    assertEquals(3, fetch.received());
    recorder.write(buffers("de"));
    assertEquals(5, fetch.received());
    recorder.complete();
    recorder.complete();
    recorder.abort();
    recorder.write(buffers("f"));
    assertFalse(recorder.isStoring());
    assertNull(recorder.refusal());
    assertEquals(List.of("open", "write", "write", "write", "commit"), told);
    assertEnded(5, true);
    assertTrue(fetch.ended().join());
  }

  @Test
  void anEmptyBodyIsStoredToo() {
    recorder(true, 0).complete();
    assertEquals(List.of("open", "commit"), told);
    assertEnded(0, true);
  }

  @Test
  void theBuffersStayAsTheyAre() {
    List<ByteBuffer> buffers = buffers("abc");
    buffers.get(0).position(1);
    recorder(true, -1).write(buffers);
    assertEquals(1, buffers.get(0).position());
    assertEquals(2, fetch.received());
  }

  @Test
  void whatIsNotStoredIsCountedOnly() {
    EntryRecorder recorder = recorder(false, -1);
    assertFalse(recorder.isStoring());
    recorder.write(buffers("abc"));
    recorder.complete();
    assertEquals(List.of(), told);
    assertEnded(3, false);
    assertFalse(fetch.ended().isDone());
  }

  @ParameterizedTest
  @CsvSource({"4", "6"})
  void anotherLengthThanSaidIsNotStored(long expected) {
    EntryRecorder recorder = recorder(true, expected);
    recorder.write(buffers("abcde"));
    recorder.complete();
    assertEquals(List.of("open", "write", "discard"), told);
    assertEquals(Reason.INCOMPLETE, recorder.refusal());
    assertEnded(5, false);
    assertFalse(fetch.ended().join());
  }

  @Test
  void anAbortDiscards() {
    EntryRecorder recorder = recorder(true, -1);
    recorder.write(buffers("abc"));
    recorder.abort();
    recorder.abort();
    assertEquals(List.of("open", "write", "discard"), told);
    assertEquals(Reason.INCOMPLETE, recorder.refusal());
    assertEnded(3, false);
    assertFalse(fetch.ended().join());
  }

  @Test
  void whatWasInvalidatedMeanwhileIsNotStored() {
    EntryRecorder recorder = recorder(true, -1);
    recorder.write(buffers("abc"));
    view.invalidate(key);
    recorder.complete();
    assertEquals(List.of("open", "write", "discard"), told);
    assertEquals(Reason.INVALIDATED, recorder.refusal());
    assertEnded(3, false);
  }

  @ParameterizedTest
  @CsvSource({"open", "write", "commit", "discard"})
  void aFailureEndsTheStoringOnly(String place) {
    broken = place;
    EntryRecorder recorder = recorder(true, -1);
    recorder.write(buffers("abc"));
    recorder.write(buffers("de"));
    if (place.equals("discard")) {
      recorder.abort();
    } else {
      recorder.complete();
    }
    assertFalse(recorder.isStoring());
    assertEquals(1, statistics.total().of(Counter.FAILURES));
    assertEnded(5, false);
    assertFalse(fetch.ended().join());
  }
}
