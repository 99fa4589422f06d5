package dev.larder.benchmark.clients;

import com.github.mizosoft.methanol.HttpCache;
import com.github.mizosoft.methanol.Methanol;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** The JDK's client: by itself, which is Larder where the agent is there, or under Methanol. */
final class JdkCaller implements Caller {
  private static final BodyHandler<byte[]> BYTES = BodyHandlers.ofByteArray();
  private static final BodyHandler<InputStream> STREAM = BodyHandlers.ofInputStream();

  private final HttpClient client;
  private final @Nullable HttpCache cache;
  private final HttpRequest request;

  private JdkCaller(HttpClient client, @Nullable HttpCache cache, String uri) {
    this.client = client;
    this.cache = cache;
    this.request = HttpRequest.newBuilder(URI.create(uri)).build();
  }

  static JdkCaller plain(String uri) {
    return new JdkCaller(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), null, uri);
  }

  static JdkCaller methanol(String uri, @Nullable Path directory) {
    HttpCache.Builder builder = HttpCache.newBuilder();
    HttpCache cache =
        directory == null
            ? builder.cacheOnMemory(1L << 28).build()
            : builder.cacheOnDisk(directory, 1L << 30).build();
    return new JdkCaller(Methanol.newBuilder().cache(cache).build(), cache, uri);
  }

  @Override
  public int bytes() throws Exception {
    return client.send(request, BYTES).body().length;
  }

  @Override
  public int bytes(String uri) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BYTES).body().length;
  }

  @Override
  public long stream() throws Exception {
    try (InputStream in = client.send(request, STREAM).body()) {
      return Caller.drain(in);
    }
  }

  @Override
  public int async() {
    return client.sendAsync(request, BYTES).join().body().length;
  }

  @Override
  public long buffers() throws Exception {
    return client.send(request, info -> new Reader()).body();
  }

  @Override
  public void close() throws Exception {
    if (cache != null) {
      cache.close();
    }
  }

  /** Looks at every buffer and copies none. */
  private static final class Reader implements BodySubscriber<Long> {
    private final CompletableFuture<Long> body = new CompletableFuture<>();
    private long length;
    private int seen;

    @Override
    public CompletionStage<Long> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (buffer.hasRemaining()) {
          seen += buffer.get(buffer.position());
          length += buffer.remaining();
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      body.complete(seen == Integer.MIN_VALUE ? -1 : length);
    }
  }
}
