package dev.larder.benchmark.tiers;

import dev.larder.benchmark.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A store of responses as all of them can be used: bodies under numbers. Any thread may call. */
interface Shelf extends AutoCloseable {

  void put(int key, byte[] body) throws IOException;

  /** Opens an entry with its metadata and copies its body into an array; bytes of the body. */
  int copy(int key, byte[] into) throws IOException;

  /**
   * Opens an entry with its metadata and takes its body as it is handed out, without copying it;
   * bytes of the body.
   */
  default long take(int key) throws IOException {
    throw new UnsupportedOperationException("It only copies");
  }

  @Override
  void close() throws IOException;

  /** An empty one by its name in the tables, in a new directory if it needs one. */
  static Shelf named(String name) throws IOException {
    return switch (name) {
      case "memcpy" -> new Memcpy();
      case "larder-chronicle", "larder-buffer", "larder-disk", "larder-tiers" ->
          LarderShelf.named(name, directory());
      case "methanol-memory" -> MethanolShelf.inMemory();
      case "methanol-disk" -> MethanolShelf.onDisk(directory());
      case "okhttp-disk" -> new OkHttpShelf(directory());
      case "apache-heap" -> ApacheShelf.onHeap();
      case "apache-files" -> ApacheShelf.inFiles(directory());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Path directory() throws IOException {
    Path directory = Files.createTempDirectory("larder-benchmark");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Trees.delete(directory)));
    return directory;
  }
}
