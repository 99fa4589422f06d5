package dev.larder.benchmark.clients;

import dev.larder.benchmark.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A client with a cache, as all of them can be used. Any thread may call. */
interface Caller extends AutoCloseable {

  /** The whole body in an array; its length. */
  int bytes() throws Exception;

  /** The same for another URI. */
  default int bytes(String uri) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** The body as a stream, read to its end; bytes of it. */
  default long stream() throws Exception {
    throw new UnsupportedOperationException();
  }

  /** The whole body in an array, by a call that does not block and is waited for. */
  default int async() throws Exception {
    throw new UnsupportedOperationException();
  }

  /** The body as buffers that nobody copies; bytes of it. */
  default long buffers() throws Exception {
    throw new UnsupportedOperationException();
  }

  @Override
  default void close() throws Exception {}

  /**
   * A client by its name in the tables, which will ask for this URI. Those whose names begin with
   * larder or no-cache have no cache of their own.
   */
  static Caller named(String name, String uri, int size) throws IOException {
    return switch (name) {
      case "memcpy" -> new Memcpy(size);
      case "larder", "no-cache" -> JdkCaller.plain(uri);
      case "methanol-heap" -> JdkCaller.methanol(uri, null);
      case "methanol-disk" -> JdkCaller.methanol(uri, directory());
      case "okhttp" -> new OkHttpCaller(uri, directory());
      case "larder-okhttp", "no-cache-okhttp" -> new OkHttpCaller(uri, null);
      case "apache-heap" -> new ApacheCaller(uri, true);
      case "larder-apache", "no-cache-apache" -> new ApacheCaller(uri, false);
      case "larder-urlconnection", "no-cache-urlconnection" -> new UrlConnectionCaller(uri);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Path directory() throws IOException {
    Path directory = Files.createTempDirectory("larder-benchmark");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Trees.delete(directory)));
    return directory;
  }

  /** Reads a stream to its end as programs do. */
  static long drain(InputStream in) throws IOException {
    byte[] part = new byte[16 << 10];
    long length = 0;
    for (int read = in.read(part); read >= 0; read = in.read(part)) {
      length += read;
    }
    return length;
  }

  /** No client at all: a new array with the body in it, which nothing that copies can beat. */
  final class Memcpy implements Caller {
    private final byte[] body;

    Memcpy(int size) {
      this.body = Origin.body(size);
    }

    @Override
    public int bytes() {
      return body.clone().length;
    }
  }
}
