package dev.larder.crash;

import dev.larder.stats.Statistics;
import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryTooLargeException;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes, replaces, renews, removes and reads entries until it is killed. Its own keys no other
 * process touches, so what they hold is known; the common keys all processes fight for.
 *
 * <p>The journal, which the system keeps when the process is killed, has one line before each
 * change of an own key ({@code key version}, 0 for none), {@code done} after it, and {@code wrong
 * …} where something was not as it has to be.
 *
 * <p>A store with a limit may refuse a change, which makes {@code kept} of {@code done}, and evict
 * what was committed.
 *
 * <p>Arguments: the directory, the journal, the number of the process, the version to begin with, a
 * seed, the {@link KilledStore} to write to.
 */
final class KilledWriter {
  static final int OWN_KEYS = 16;
  static final int COMMON_KEYS = 8;
  static final int FIRST_COMMON = 1_000_000;
  static final int LARGEST = 3 << 20;

  private final Store store;
  private final FileOutputStream journal;
  private final int firstOwn;
  private final Random random;
  private final boolean evicts;
  private final Map<Integer, Long> known = new HashMap<>();
  private long version;

  private KilledWriter(
      Store store, boolean evicts, FileOutputStream journal, int process, long version, long seed) {
    this.store = store;
    this.evicts = evicts;
    this.journal = journal;
    this.firstOwn = firstOwn(process);
    this.version = version;
    this.random = new Random(seed);
  }

  static int firstOwn(int process) {
    return process * OWN_KEYS;
  }

  public static void main(String[] arguments) throws IOException {
    KilledStore kind = KilledStore.valueOf(arguments[5]);
    Store store = kind.store(Path.of(arguments[0]), new Statistics());
    try (FileOutputStream journal = new FileOutputStream(arguments[1])) {
      KilledWriter writer =
          new KilledWriter(
              store,
              kind.evicts(),
              journal,
              Integer.parseInt(arguments[2]),
              Long.parseLong(arguments[3]),
              Long.parseLong(arguments[4]));
      try {
        while (true) {
          writer.step();
        }
      } catch (IOException | RuntimeException | Error e) {
        writer.note("wrong " + e);
      }
    }
  }

  private void note(String line) throws IOException {
    journal.write((line + '\n').getBytes(StandardCharsets.UTF_8));
  }

  private void step() throws IOException {
    if (random.nextInt(3) == 0) {
      int number = FIRST_COMMON + random.nextInt(COMMON_KEYS);
      change(number, ++version);
      read(number);
      return;
    }
    int number = firstOwn + random.nextInt(OWN_KEYS);
    change(number, ++version);
    Content found = read(number);
    Long expected = known.get(number);
    boolean evicted = evicts && found == null;
    if (expected != null && !evicted && (found == null ? 0 : found.version()) != expected) {
      throw new AssertionError("Key " + number + " holds " + found + ", not " + expected);
    }
    read(random.nextInt(number + 1));
  }

  /** What lies under a key, which must be whole whatever other processes do. */
  private @Nullable Content read(int number) {
    Entry entry = store.open(Content.key(number));
    return entry == null ? null : Content.of(number, entry);
  }

  private void change(int number, long newVersion) throws IOException {
    try {
      tryToChange(number, newVersion);
    } catch (EntryTooLargeException e) {
      if (!evicts) {
        throw e;
      }
      note("kept");
    }
  }

  private void tryToChange(int number, long newVersion) throws IOException {
    EntryKey key = Content.key(number);
    boolean own = number < FIRST_COMMON;
    int what = random.nextInt(10);
    if (what == 0) {
      begin(own, number, 0);
      store.remove(key);
      done(own, number, 0);
      return;
    }
    Entry old = what < 3 ? store.open(key) : null;
    if (old != null) {
      long same = Content.of(number, old).version();
      begin(own, number, same);
      store.refresh(key, old, Content.renewed(old, newVersion));
      done(own, number, same);
      return;
    }
    if (what == 3) {
      write(new Content(number, newVersion, size())).discard();
      return;
    }
    EntryWriter writer = write(new Content(number, newVersion, size()));
    begin(own, number, newVersion);
    writer.commit();
    done(own, number, newVersion);
  }

  private EntryWriter write(Content content) throws IOException {
    EntryWriter writer = store.writer(Content.key(content.number()), content.metadata());
    ByteBuffer body = ByteBuffer.wrap(content.body());
    while (body.hasRemaining()) {
      int part = Math.min(body.remaining(), 1 + random.nextInt(40_000));
      writer.write(body.slice(body.position(), part));
      body.position(body.position() + part);
    }
    return writer;
  }

  private int size() {
    int kind = random.nextInt(20);
    return kind < 14
        ? random.nextInt(5000)
        : kind < 19 ? 50_000 + random.nextInt(300_000) : random.nextInt(LARGEST);
  }

  private void begin(boolean own, int number, long to) throws IOException {
    if (own) {
      note(number + " " + to);
    }
  }

  private void done(boolean own, int number, long now) throws IOException {
    if (own) {
      known.put(number, now);
      note("done");
    }
  }
}
