package dev.larder.benchmark.clients;

import java.io.InputStream;
import java.nio.file.Path;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** OkHttp with its cache, which lies on the disk. */
final class OkHttpCaller implements Caller {
  private final OkHttpClient client;
  private final Request request;

  OkHttpCaller(String uri, Path directory) {
    this.client = new OkHttpClient.Builder().cache(new Cache(directory.toFile(), 1L << 30)).build();
    this.request = new Request.Builder().url(uri).build();
  }

  @Override
  public int bytes() throws Exception {
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
