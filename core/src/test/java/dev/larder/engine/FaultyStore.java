package dev.larder.engine;

import dev.larder.store.Entry;
import dev.larder.store.EntryKey;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that breaks its contract at one place: it throws there. */
final class FaultyStore implements Store {

  enum Place {
    NONE,
    OPEN,
    METADATA,
    BODY,
    WRITER,
    WRITE,
    COMMIT,
    DISCARD,
    WRITE_AND_DISCARD,
    REFRESH,
    REMOVE
  }

  private final Store store;
  volatile Place place = Place.NONE;
  volatile Throwable thrown = new IllegalStateException("thrown on purpose");

  /** Done once, when the next entry was looked for. */
  volatile Runnable afterOpen = () -> {};

  FaultyStore(Store store) {
    this.store = store;
  }

  private void at(Place... places) {
    for (Place at : places) {
      if (at == place) {
        FaultyStore.<RuntimeException>sneak(thrown);
      }
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Override
  public @Nullable Entry open(EntryKey key) {
    at(Place.OPEN);
    Entry entry = store.open(key);
    Runnable then = afterOpen;
    afterOpen = () -> {};
    then.run();
    return entry == null ? null : new FaultyEntry(entry);
  }

  private final class FaultyEntry implements Entry {
    private final Entry entry;

    FaultyEntry(Entry entry) {
      this.entry = entry;
    }

    @Override
    public EntryMetadata metadata() {
      at(Place.METADATA);
      return entry.metadata();
    }

    @Override
    public long length() {
      return entry.length();
    }

    @Override
    public List<ByteBuffer> body() {
      at(Place.BODY);
      return entry.body();
    }
  }

  @Override
  public EntryWriter writer(EntryKey key, EntryMetadata metadata) throws IOException {
    at(Place.WRITER);
    EntryWriter writer = store.writer(key, metadata);
    return new EntryWriter() {
      @Override
      public @Nullable Integer sum() {
        return writer.sum();
      }

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        at(Place.WRITE, Place.WRITE_AND_DISCARD);
        writer.write(bytes);
      }

      @Override
      public long written() {
        return writer.written();
      }

      @Override
      public void commit() throws IOException {
        at(Place.COMMIT);
        writer.commit();
      }

      @Override
      public void discard() {
        at(Place.DISCARD, Place.WRITE_AND_DISCARD);
        writer.discard();
      }
    };
  }

  @Override
  public void refresh(EntryKey key, Entry old, EntryMetadata renewed) throws IOException {
    at(Place.REFRESH);
    store.refresh(key, old, renewed);
  }

  @Override
  public long maxEntrySize() {
    return store.maxEntrySize();
  }

  @Override
  public boolean remove(EntryKey key) {
    at(Place.REMOVE);
    return store.remove(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
