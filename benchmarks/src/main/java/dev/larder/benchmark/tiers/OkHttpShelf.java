package dev.larder.benchmark.tiers;

import java.io.IOException;
import java.nio.file.Path;
import okhttp3.internal.cache.DiskLruCache;
import okhttp3.internal.concurrent.TaskRunner;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.FileSystem;
import okio.Okio;

/**
 * What lies below OkHttp's cache, which is internal to it: a file for the head, one for the body.
 */
final class OkHttpShelf implements Shelf {
  private final DiskLruCache cache;

  /** It takes the hash of a URL, which a client computes before each look-up. */
  private final String[] names = new String[Bodies.KEYS];

  OkHttpShelf(Path directory) {
    this.cache =
        new DiskLruCache(
            FileSystem.SYSTEM,
            okio.Path.get(directory.toString()),
            1,
            2,
            1L << 30,
            TaskRunner.INSTANCE);
    for (int i = 0; i < names.length; i++) {
      names[i] = "entry-" + i;
    }
  }

  @Override
  public void put(int key, byte[] body) throws IOException {
    DiskLruCache.Editor editor = cache.edit(names[key]);
    if (editor == null) {
      throw new IOException("In use");
    }
    try (BufferedSink sink = Okio.buffer(editor.newSink(0))) {
      sink.write(Bodies.head(key));
    }
    try (BufferedSink sink = Okio.buffer(editor.newSink(1))) {
      sink.write(body);
    }
    editor.commit();
  }

  @Override
  public int copy(int key, byte[] into) throws IOException {
    try (DiskLruCache.Snapshot snapshot = cache.get(names[key])) {
      if (snapshot == null) {
        throw new IOException("Lost");
      }
      BufferedSource head = Okio.buffer(snapshot.getSource(0));
      if (head.readByteArray().length == 0) {
        return -1;
      }
      BufferedSource body = Okio.buffer(snapshot.getSource(1));
      int length = (int) snapshot.getLength(1);
      int end = 0;
      while (end < length) {
        int read = body.read(into, end, length - end);
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
    cache.close();
  }
}
