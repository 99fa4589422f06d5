package dev.larder.store.disk.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/** Maps parts of files, also on interrupted threads. */
public final class MappedFiles {

  private MappedFiles() {}

  /** Maps so many bytes to read. An interrupt, which would close the channel, has to wait. */
  public static ByteBuffer map(RandomAccessFile file, long offset, long size) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return file.getChannel().map(MapMode.READ_ONLY, offset, size);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
