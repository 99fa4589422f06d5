package dev.larder.library;

import dev.larder.engine.Served;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response out of the cache. It stays as it is whatever the cache does, and needs no closing. If
 * somebody else shortens its file, which the cache never does, its body cannot be read any more.
 * Any thread may call.
 */
public final class LoadedResponse {

  private final URI uri;
  private final Served served;
  private final boolean fresh;

  LoadedResponse(URI uri, Served served, boolean fresh) {
    this.uri = uri;
    this.served = served;
    this.fresh = fresh;
  }

  /** What was asked for. */
  public URI uri() {
    return uri;
  }

  public int status() {
    return served.head().status();
  }

  /**
   * The fields by name, each line of one a value of its own. Names compare without regard to case.
   * Age is among them, in seconds.
   */
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = served.head().headers().toMap();
    headers.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(headers);
  }

  /** The first line of a field, or null if there is none. */
  public @Nullable String header(String name) {
    return served.head().headers().first(name);
  }

  /** Bytes of the body. */
  public long size() {
    long size = 0;
    for (ByteBuffer part : served.body()) {
      size += part.remaining();
    }
    return size;
  }

  /**
   * A copy of the body, as it was saved: still encoded if it has a Content-Encoding.
   *
   * @throws UncheckedIOException if the file of the response was shortened
   */
  public byte[] body() {
    byte[] bytes = new byte[Math.toIntExact(size())];
    int at = 0;
    try {
      for (ByteBuffer part : served.body()) {
        part.get(part.position(), bytes, at, part.remaining());
        at += part.remaining();
      }
      BodyStream.check(served.mapped());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InternalError e) { // the JVM reports an access behind the end of a mapped file
      throw new UncheckedIOException(BodyStream.shortened(e));
    }
    return bytes;
  }

  /** The body without a copy of it, from its start at each call. */
  public InputStream bodyStream() {
    return new BodyStream(served.body(), served.mapped());
  }

  /** When it came from the network, or was confirmed last. */
  public Instant received() {
    return Instant.ofEpochMilli(served.receivedMillis());
  }

  /** Whether it is fresh; if not, it or its request allows that it is used stale. */
  public boolean isFresh() {
    return fresh;
  }

  /** One line, without fields and body. */
  @Override
  public String toString() {
    return status() + ", " + Size.format(size()) + ", " + (fresh ? "fresh" : "stale");
  }
}
