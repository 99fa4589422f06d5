package dev.larder.engine.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.policy.Reason;
import dev.larder.store.EntryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a collector tells its destination, in order. */
class BodyCollectorTest {

  private final List<String> told = new ArrayList<>();
  private final BodyCollector.Destination destination =
      new BodyCollector.Destination() {
        @Override
        public EntryWriter open() throws IOException {
          at("open");
          return new Writer();
        }

        @Override
        public @Nullable Reason publish(EntryWriter writer) throws IOException {
          at("finish");
          writer.commit();
          return null;
        }

        @Override
        public @Nullable Reason outdated() {
          return broken.equals("invalidated") ? Reason.INVALIDATED : null;
        }

        @Override
        public Runnable defer(Runnable write, Runnable instead) {
          return write;
        }

        @Override
        public void busy(boolean now) {
          busy = now;
        }

        @Override
        public void progressed(long bytes) {
          told.add("progressed " + bytes);
        }

        @Override
        public void notStored(Reason why, @Nullable Throwable cause) {
          told.add("not stored " + (cause == null ? "given up" : cause.getMessage()));
        }

        @Override
        public void ended(long bytes, boolean stored) {
          told.add("ended " + bytes + " " + stored);
        }
      };
  private String broken = "";
  private boolean busy;

  private void at(String place) throws IOException {
    assertTrue(busy || place.equals("discard"), "those who wait are told of " + place);
    told.add(place);
    if (broken.equals(place)) {
      throw new IOException("broken");
    }
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

  private BodyCollector collector(boolean storing, long expected) {
    return new BodyCollector(destination, storing, expected);
  }

  private static List<ByteBuffer> buffers(String... texts) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (String text : texts) {
      buffers.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    return buffers;
  }

  @Test
  void aWholeBodyIsCommittedOnce() {
    BodyCollector collector = collector(true, 5);
    assertTrue(collector.isStoring());
    collector.write(buffers("ab", "c"));
    collector.write(buffers("de"));
    collector.complete();
    collector.complete();
    collector.abort();
    collector.write(buffers("f"));
    assertFalse(collector.isStoring());
    assertEquals(
        List.of(
            "open",
            "write",
            "write",
            "progressed 3",
            "write",
            "progressed 5",
            "finish",
            "commit",
            "ended 5 true"),
        told);
  }

  @Test
  void anEmptyBodyIsStoredToo() {
    collector(true, 0).complete();
    assertEquals(List.of("open", "finish", "commit", "ended 0 true"), told);
  }

  @Test
  void theBuffersStayAsTheyAre() {
    List<ByteBuffer> buffers = buffers("abc");
    buffers.get(0).position(1);
    collector(true, -1).write(buffers);
    assertEquals(1, buffers.get(0).position());
    assertEquals("progressed 2", told.get(told.size() - 1));
  }

  @Test
  void whatIsNotStoredIsCountedOnly() {
    BodyCollector collector = collector(false, -1);
    collector.write(buffers("abc"));
    collector.complete();
    assertEquals(List.of("ended 3 false"), told);
    assertFalse(collector.isStoring());
  }

  @ParameterizedTest
  @CsvSource({"4", "6"})
  void anotherLengthThanSaidIsNotStored(long expected) {
    BodyCollector collector = collector(true, expected);
    collector.write(buffers("abcde"));
    collector.complete();
    assertEquals(
        List.of("open", "write", "progressed 5", "discard", "not stored given up", "ended 5 false"),
        told);
  }

  @Test
  void anAbortDiscards() {
    BodyCollector collector = collector(true, -1);
    collector.write(buffers("abc"));
    collector.abort();
    collector.abort();
    assertEquals(
        List.of("open", "write", "progressed 3", "discard", "not stored given up", "ended 3 false"),
        told);
  }

  @ParameterizedTest
  @CsvSource({
    "open,not stored broken",
    "write,not stored broken",
    "commit,not stored broken",
    "discard,not stored broken"
  })
  void aFailureEndsTheStoringOnly(String place, String expected) {
    broken = place;
    BodyCollector collector = collector(true, -1);
    collector.write(buffers("abc"));
    collector.write(buffers("de"));
    if (place.equals("discard")) {
      collector.abort();
    } else {
      collector.complete();
    }
    assertFalse(collector.isStoring());
    assertEquals(1, told.stream().filter(expected::equals).count(), told::toString);
    assertEquals("ended 5 false", told.get(told.size() - 1));
  }
}
