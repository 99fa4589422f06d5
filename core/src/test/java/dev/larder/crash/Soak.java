package dev.larder.crash;

import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A great many operations on one store: opens, commits, replacements, renewals, removals and
 * discarded bodies, of small bodies mostly, and of some that are mapped. What is read is verified,
 * and some of it again when the store has long evicted or replaced it, or is closed.
 */
final class Soak {
  private static final int LARGEST = 600_000;
  static final int HELD = 16;

  private final Store store;
  private final int keys;
  private final Random random;

  /** Entries that are read again long after they were opened, and the numbers of their keys. */
  private final @Nullable Entry[] held = new @Nullable Entry[HELD];

  private final int[] numbers = new int[HELD];
  private long version;
  private long hits;
  private long failed;

  /**
   * A soak of a store.
   *
   * @param keys how many different entries there are at most
   */
  Soak(Store store, int keys, long seed) {
    this.store = store;
    this.keys = keys;
    this.random = new Random(seed);
  }

  /**
   * Runs so many operations on a store over a directory.
   *
   * @param every after how many operations the footprint is taken
   */
  static void run(
      Function<Path, Store> stores,
      Path directory,
      int keys,
      long operations,
      long every,
      Consumer<Footprint> observer)
      throws IOException {
    Soak soak;
    try (Store store = stores.apply(directory)) {
      soak = new Soak(store, keys, 1);
      for (long done = 1; done <= operations; done++) {
        soak.step();
        if (done % every == 0) {
          observer.accept(Footprint.take(done, soak.hits, soak.failed, directory));
        }
      }
    }
    for (int place = 0; place < HELD; place++) {
      soak.verifyHeld(place);
    }
  }

  private void hold(int number, Entry entry) {
    int place = random.nextInt(HELD);
    verifyHeld(place);
    held[place] = entry;
    numbers[place] = number;
  }

  private void verifyHeld(int place) {
    Entry entry = held[place];
    if (entry != null) {
      Content.of(numbers[place], entry);
    }
  }

  private void step() {
    int number = random.nextInt(keys);
    EntryKey key = Content.key(number);
    int what = random.nextInt(100);
    if (what < 76) {
      read(number, key);
    } else if (what < 92) {
      write(number, key, true);
    } else if (what < 94) {
      write(number, key, false);
    } else if (what < 97) {
      renew(number, key);
    } else {
      store.remove(key);
    }
  }

  private @Nullable Entry read(int number, EntryKey key) {
    Entry entry = store.open(key);
    if (entry != null) {
      Content.of(number, entry);
      if (++hits % 64 == 0) {
        hold(number, entry);
      }
    }
    return entry;
  }

  /** A store with a limit may refuse to take an entry; that is counted. */
  private void write(int number, EntryKey key, boolean commit) {
    Content content = new Content(number, ++version, size());
    try {
      EntryWriter writer = store.writer(key, content.metadata());
      try {
        writer.write(ByteBuffer.wrap(content.body()));
        if (commit) {
          writer.commit();
        }
      } finally {
        writer.discard();
      }
    } catch (IOException e) {
      failed++;
    }
  }

  private void renew(int number, EntryKey key) {
    Entry old = read(number, key);
    if (old == null) {
      return;
    }
    try {
      store.refresh(key, old, Content.renewed(old, ++version));
    } catch (IOException e) {
      failed++;
    }
  }

  private int size() {
    int kind = random.nextInt(100);
    return kind < 95 ? random.nextInt(4000) : kind < 99 ? 70_000 : random.nextInt(LARGEST);
  }
}
