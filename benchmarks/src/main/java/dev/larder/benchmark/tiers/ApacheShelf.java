package dev.larder.benchmark.tiers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.hc.client5.http.cache.HttpCacheEntry;
import org.apache.hc.client5.http.cache.HttpCacheStorage;
import org.apache.hc.client5.http.cache.Resource;
import org.apache.hc.client5.http.cache.ResourceFactory;
import org.apache.hc.client5.http.impl.cache.BasicHttpCacheStorage;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.FileResourceFactory;
import org.apache.hc.client5.http.impl.cache.HeapResourceFactory;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** Apache's storage: entries on the heap, whose bodies are arrays or files. */
final class ApacheShelf implements Shelf {
  private final HttpCacheStorage storage =
      new BasicHttpCacheStorage(CacheConfig.custom().setMaxCacheEntries(1 << 20).build());
  private final ResourceFactory resources;

  private ApacheShelf(ResourceFactory resources) {
    this.resources = resources;
  }

  static ApacheShelf onHeap() {
    return new ApacheShelf(HeapResourceFactory.INSTANCE);
  }

  static ApacheShelf inFiles(Path directory) {
    return new ApacheShelf(new FileResourceFactory(directory.toFile()));
  }

  @Override
  @SuppressWarnings("deprecation") // the other constructor is not for callers
  public void put(int key, byte[] body) throws IOException {
    String[] fields = Bodies.fields();
    Header[] headers = new Header[fields.length / 2];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new BasicHeader(fields[2 * i], fields[2 * i + 1]);
    }
    Instant now = Instant.ofEpochSecond(1_764_000_000);
    Resource resource = resources.generate("entry-" + key, body.clone());
    HttpCacheEntry entry = new HttpCacheEntry(now, now, 200, headers, resource, Map.of());
    storage.putEntry(Bodies.uri(key), entry);
  }

  private Resource open(int key) throws IOException {
    HttpCacheEntry entry = storage.getEntry(Bodies.uri(key));
    if (entry == null || entry.getStatus() != 200) {
      throw new IOException("Lost");
    }
    return entry.getResource();
  }

  @Override
  public int copy(int key, byte[] into) throws IOException {
    byte[] body = open(key).get();
    System.arraycopy(body, 0, into, 0, body.length);
    return body.length;
  }

  @Override
  public long take(int key) throws IOException {
    return open(key).get().length;
  }

  @Override
  public void close() {}
}
