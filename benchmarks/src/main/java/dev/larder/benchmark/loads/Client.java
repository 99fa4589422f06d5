package dev.larder.benchmark.loads;

import com.github.mizosoft.methanol.HttpCache;
import com.github.mizosoft.methanol.Methanol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.CachingHttpClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** A client with a cache that asks for any URI, as all of them can. Any thread may call. */
interface Client extends AutoCloseable {

  /** The whole body. */
  byte[] get(String uri) throws Exception;

  @Override
  default void close() throws IOException {}

  /**
   * A client by its name in the tables. Larder is the agent of the process, which has its settings.
   *
   * @param directory where a peer's cache lies, if it lies on the disk
   * @param limit bytes that a peer's cache may take
   * @param entries that Apache's may have, which knows no limit in bytes
   */
  static Client named(String store, Path directory, long limit, int entries) {
    return switch (store) {
      case "larder", "no-cache" -> {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        yield uri -> get(client, uri);
      }
      case "methanol-heap" -> methanol(HttpCache.newBuilder().cacheOnMemory(limit).build());
      case "methanol-disk" ->
          methanol(HttpCache.newBuilder().cacheOnDisk(directory, limit).build());
      case "okhttp" -> new OkHttp(new Cache(directory.toFile(), limit));
      case "apache-heap" -> new Apache(entries);
      default -> throw new IllegalArgumentException(store);
    };
  }

  private static byte[] get(HttpClient client, String uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
    return client.send(request, BodyHandlers.ofByteArray()).body();
  }

  private static Client methanol(HttpCache cache) {
    HttpClient client = Methanol.newBuilder().cache(cache).build();
    return new Client() {
      @Override
      public byte[] get(String uri) throws Exception {
        return Client.get(client, uri);
      }

      @Override
      public void close() throws IOException {
        cache.close();
      }
    };
  }

  /** OkHttp with its cache, which lies on the disk. */
  final class OkHttp implements Client {
    private final Cache cache;
    private final OkHttpClient client;

    OkHttp(Cache cache) {
      this.cache = cache;
      this.client = new OkHttpClient.Builder().cache(cache).build();
    }

    @Override
    public byte[] get(String uri) throws Exception {
      Request request = new Request.Builder().url(uri).build();
      try (Response response = client.newCall(request).execute()) {
        return response.body().bytes();
      }
    }

    @Override
    public void close() throws IOException {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
      cache.close();
    }
  }

  /** Apache's client with its cache on the heap. */
  final class Apache implements Client {
    private final CloseableHttpClient client;

    Apache(int entries) {
      this.client =
          CachingHttpClients.custom()
              .setCacheConfig(
                  CacheConfig.custom()
                      .setMaxCacheEntries(entries)
                      .setMaxObjectSize(8 << 20)
                      .build())
              .setConnectionManager(
                  PoolingHttpClientConnectionManagerBuilder.create()
                      .setMaxConnPerRoute(64)
                      .setMaxConnTotal(64)
                      .build())
              .build();
    }

    @Override
    public byte[] get(String uri) throws Exception {
      return client.execute(
          new HttpGet(uri), response -> EntityUtils.toByteArray(response.getEntity()));
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
