package dev.larder.store;

import static dev.larder.store.Stored.key;
import static dev.larder.store.Stored.metadata;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does; each tier runs it. The store under test maps from 64 KiB on. */
public abstract class StoreContract {
  protected static final int LIMIT = 4 << 20;

  /** The store under test; it takes bodies up to {@link #LIMIT} bytes. */
  protected abstract Store store();

  @Test
  void whatWasNeverStoredIsAMiss() {
    assertNull(store().open(key(1)));
    assertFalse(store().remove(key(1)));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 1023, 1024, 1025, 65535, 65536, 65537, 131072, 1 << 20, (1 << 20) + 1, LIMIT})
  void whatWasCommittedIsReadBack(int size) throws IOException {
    byte[] body = Stored.body(size);
    Stored.put(store(), key(1), metadata("/a"), body);
    Entry entry = Stored.open(store(), key(1));
    assertEquals(metadata("/a"), entry.metadata());
    assertEquals(size, entry.length());
    assertArrayEquals(body, Stored.bytes(entry));
    assertNull(store().open(key(2)));
  }

  @Test
  void nothingIsVisibleBeforeCommit() throws IOException {
    EntryWriter writer = store().writer(key(1), metadata("/a"));
    writer.write(ByteBuffer.wrap(Stored.body(100_000)));
    assertEquals(100_000, writer.written());
    assertNull(store().open(key(1)));
    writer.commit();
    assertNotNull(store().open(key(1)));
  }

  @Test
  void theBufferOfTheCallerStaysAsItIs() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(Stored.body(10));
    buffer.position(3).limit(8);
    EntryWriter writer = store().writer(key(1), metadata("/a"));
    writer.write(buffer);
    writer.write(buffer.asReadOnlyBuffer());
    ByteBuffer direct = ByteBuffer.allocateDirect(2).put((byte) 7).put((byte) 8).flip();
    writer.write(direct);
    assertEquals(3, buffer.position());
    assertEquals(8, buffer.limit());
    assertEquals(0, direct.position());
    writer.commit();
    assertEquals(12, Stored.open(store(), key(1)).length());
  }

  @Test
  void aDiscardedWriterLeavesWhatWasThere() throws IOException {
    Stored.put(store(), key(1), metadata("/old"), Stored.body(10));
    for (int size : new int[] {5, 100_000}) {
      EntryWriter writer = store().writer(key(1), metadata("/new"));
      writer.write(ByteBuffer.wrap(Stored.body(size)));
      writer.discard();
      writer.discard();
      assertThrows(IOException.class, () -> writer.write(ByteBuffer.allocate(1)));
      assertThrows(IOException.class, writer::commit);
    }
    assertEquals(metadata("/old"), Stored.open(store(), key(1)).metadata());
  }

  @Test
  void aWriterCommitsOnce() throws IOException {
    EntryWriter writer = store().writer(key(1), metadata("/a"));
    writer.commit();
    writer.discard();
    assertThrows(IOException.class, writer::commit);
    assertThrows(IOException.class, () -> writer.write(ByteBuffer.allocate(1)));
    assertNotNull(store().open(key(1)));
  }

  @Test
  void aBodyOverTheLimitEndsItsWriter() throws IOException {
    EntryWriter writer = store().writer(key(1), metadata("/a"));
    writer.write(ByteBuffer.allocate(LIMIT));
    assertThrows(EntryTooLargeException.class, () -> writer.write(ByteBuffer.allocate(1)));
    assertThrows(IOException.class, writer::commit);
    assertNull(store().open(key(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 100_000, 3 << 20})
  void anOpenEntryOutlivesReplacementAndRemoval(int size) throws IOException {
    byte[] body = Stored.body(size);
    Stored.put(store(), key(1), metadata("/a"), body);
    Entry first = Stored.open(store(), key(1));
    Stored.put(store(), key(1), metadata("/b"), Stored.body(size + 1));
    Entry second = Stored.open(store(), key(1));
    assertEquals(metadata("/b"), second.metadata());
    assertTrue(store().remove(key(1)));
    assertFalse(store().remove(key(1)));
    assertNull(store().open(key(1)));
    assertArrayEquals(body, Stored.bytes(first));
    assertArrayEquals(Stored.body(size + 1), Stored.bytes(second));
    store().close();
    assertArrayEquals(body, Stored.bytes(first));
  }

  /** Whoever was given a body may read it as long as they hold it, whatever the store does. */
  @ParameterizedTest
  @ValueSource(ints = {100, 70_000})
  void bodiesInUseOutliveReplacementRemovalEvictionCloseAndCollection(int size) throws IOException {
    int keys = 150;
    List<List<ByteBuffer>> held = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      Stored.put(store(), key(i), metadata("/" + i), Stored.body(size + i));
      held.add(Stored.open(store(), key(i)).body());
    }
    for (int i = 0; i < keys; i++) {
      if (i % 3 == 0) {
        Stored.put(store(), key(i), metadata("/new"), Stored.body(size + keys));
      } else if (i % 3 == 1) {
        store().remove(key(i));
      }
    }
    for (int i = 0; i < keys; i++) {
      store().open(key(i));
    }
    for (int i = 0; i < 3; i++) {
      System.gc();
      assertHeld(held, size);
    }
    store().close();
    System.gc();
    assertHeld(held, size);
  }

  private static void assertHeld(List<List<ByteBuffer>> held, int size) {
    for (int i = 0; i < held.size(); i++) {
      ByteBuffer expected = ByteBuffer.wrap(Stored.body(size + i));
      for (ByteBuffer part : held.get(i)) {
        ByteBuffer same = expected.slice(expected.position(), part.remaining());
        assertEquals(-1, same.mismatch(part), "body " + i);
        expected.position(expected.position() + part.remaining());
      }
      assertFalse(expected.hasRemaining());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3 << 20})
  void eachCallGivesFreshReadOnlyBuffersOfBoundedSize(int size) throws IOException {
    Stored.put(store(), key(1), metadata("/a"), Stored.body(size));
    Entry entry = Stored.open(store(), key(1));
    for (ByteBuffer buffer : entry.body()) {
      assertTrue(buffer.isReadOnly());
      assertTrue(buffer.remaining() <= 1 << 20);
      assertEquals(0, buffer.position());
      buffer.position(buffer.limit());
    }
    assertArrayEquals(Stored.body(size), Stored.bytes(entry));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 3 << 20})
  void aRefreshKeepsTheBody(int size) throws IOException {
    byte[] body = Stored.body(size);
    Stored.put(store(), key(1), metadata("/a"), body);
    Entry old = Stored.open(store(), key(1));
    EntryMetadata renewed =
        old.metadata()
            .renewed(
                new ResponseHead(200, "HTTP/2", Headers.of("ETag", "\"new\"")),
                Instant.ofEpochSecond(5),
                Instant.ofEpochSecond(6),
                7);
    store().refresh(key(1), old, renewed);
    Entry fresh = Stored.open(store(), key(1));
    assertEquals(renewed, fresh.metadata());
    assertArrayEquals(body, Stored.bytes(fresh));
    assertEquals(metadata("/a"), old.metadata());
    assertArrayEquals(body, Stored.bytes(old));
  }

  @Test
  void aClosedStoreIsEmptyAndTakesNothing() throws IOException {
    Stored.put(store(), key(1), metadata("/a"), Stored.body(10));
    EntryWriter open = store().writer(key(2), metadata("/b"));
    store().close();
    store().close();
    assertNull(store().open(key(1)));
    assertThrows(IOException.class, () -> store().writer(key(1), metadata("/a")));
    assertThrows(IOException.class, open::commit);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 200_000})
  void sixteenThreadsOnOneKeyReadOnlyWholeEntries(int size) throws Exception {
    int threads = 16;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(() -> hammer(thread, size));
      }
      int seen = 0;
      for (Future<Integer> result : pool.invokeAll(tasks)) {
        seen += result.get();
      }
      assertTrue(seen > 0);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Writes, reads and removes; the body of each entry is told by its metadata. */
  private int hammer(int thread, int size) throws IOException {
    int seen = 0;
    for (int round = 0; round < 20; round++) {
      if (thread % 4 == 0) {
        int length = size + thread * 20 + round;
        Stored.put(store(), key(1), metadata("/" + length), Stored.body(length));
      } else if (thread == 1 && round % 10 == 9) {
        store().remove(key(1));
      }
      Entry entry = store().open(key(1));
      if (entry != null) {
        seen++;
        assertEquals(metadata("/" + entry.length()).uri(), entry.metadata().uri());
        assertArrayEquals(Stored.body((int) entry.length()), Stored.bytes(entry));
      }
    }
    return seen;
  }
}
