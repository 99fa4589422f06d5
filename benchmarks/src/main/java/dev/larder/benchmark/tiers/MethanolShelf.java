package dev.larder.benchmark.tiers;

import com.github.mizosoft.methanol.internal.cache.DiskStore;
import com.github.mizosoft.methanol.internal.cache.MemoryStore;
import com.github.mizosoft.methanol.internal.cache.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Methanol's stores, which are internal to it: what its cache asks below its own layers. */
final class MethanolShelf implements Shelf {
  private static final int BUFFER = 64 << 10;

  private final Store store;
  private final @Nullable ExecutorService executor;

  private MethanolShelf(Store store, @Nullable ExecutorService executor) {
    this.store = store;
    this.executor = executor;
  }

  static MethanolShelf inMemory() {
    return new MethanolShelf(new MemoryStore(1L << 30), null);
  }

  static MethanolShelf onDisk(Path directory) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    Store store =
        DiskStore.newBuilder()
            .directory(directory)
            .maxSize(1L << 30)
            .executor(executor)
            .appVersion(1)
            .build();
    return new MethanolShelf(store, executor);
  }

  @Override
  public void put(int key, byte[] body) throws IOException {
    try (Store.Editor editor = store.edit(Bodies.uri(key)).orElseThrow()) {
      ByteBuffer rest = ByteBuffer.wrap(body);
      while (rest.hasRemaining()) {
        editor.writer().write(rest);
      }
      editor.commit(ByteBuffer.wrap(Bodies.head(key)));
    }
  }

  @Override
  public int copy(int key, byte[] into) throws IOException {
    try (Store.Viewer viewer = store.view(Bodies.uri(key)).orElseThrow()) {
      if (!viewer.metadata().hasRemaining()) {
        return -1;
      }
      Store.EntryReader reader = viewer.newReader();
      int length = (int) viewer.dataSize();
      int end = 0;
      while (end < length) {
        int read = reader.read(ByteBuffer.wrap(into, end, Math.min(BUFFER, length - end)));
        if (read < 0) {
          return -1;
        }
        end += read;
      }
      return end;
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
    if (executor != null) {
      executor.shutdown();
    }
  }
}
