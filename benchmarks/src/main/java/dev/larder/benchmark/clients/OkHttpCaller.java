package dev.larder.benchmark.clients;

import java.io.InputStream;
import java.nio.file.Path;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** OkHttp, with its cache on the disk or without. */
final class OkHttpCaller implements Caller {
  private final OkHttpClient client;
  private final Request request;

  OkHttpCaller(String uri, @Nullable Path directory) {
    Cache cache = directory == null ? null : new Cache(directory.toFile(), 1L << 30);
    this.client = new OkHttpClient.Builder().cache(cache).build();
    this.request = new Request.Builder().url(uri).build();
  }

  @Override
  public int bytes() throws Exception {
    return bytes(request);
  }

  @Override
  public int bytes(String uri) throws Exception {
    return bytes(new Request.Builder().url(uri).build());
  }

  private int bytes(Request request) throws Exception {
    try (Response response = client.newCall(request).execute()) {
      return response.body().bytes().length;
    }
  }

  @Override
  public long stream() throws Exception {
    try (Response response = client.newCall(request).execute();
        InputStream in = response.body().byteStream()) {
      return Caller.drain(in);
    }
  }

  @Override
  public void close() throws Exception {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    Cache cache = client.cache();
    if (cache != null) {
      cache.close();
    }
  }
}
