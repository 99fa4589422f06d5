package dev.larder.benchmark.clients;

import java.io.InputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.CachingHttpClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Apache's client, with its cache on the heap or without. */
final class ApacheCaller implements Caller {
  private static final HttpClientResponseHandler<Integer> BYTES =
      response -> EntityUtils.toByteArray(response.getEntity()).length;
  private static final HttpClientResponseHandler<Long> STREAM =
      response -> {
        try (InputStream in = response.getEntity().getContent()) {
          return Caller.drain(in);
        }
      };

  private final CloseableHttpClient client;
  private final HttpGet request;

  ApacheCaller(String uri, boolean cache) {
    CacheConfig limits =
        CacheConfig.custom().setMaxCacheEntries(1 << 16).setMaxObjectSize(8 << 20).build();
    HttpClientBuilder builder =
        cache ? CachingHttpClients.custom().setCacheConfig(limits) : HttpClients.custom();
    this.client =
        builder
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(64).build())
            .build();
    this.request = new HttpGet(uri);
  }

  @Override
  public int bytes() throws Exception {
    return client.execute(request, BYTES);
  }

  @Override
  public int bytes(String uri) throws Exception {
    return client.execute(new HttpGet(uri), BYTES);
  }

  @Override
  public long stream() throws Exception {
    return client.execute(request, STREAM);
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
