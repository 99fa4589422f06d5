package dev.larder.store.disk;

import dev.larder.store.disk.eviction.DiskBudget;
import dev.larder.store.disk.file.DiskLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at a cache directory from outside, while others may be changing it. */
public final class Directory {

  private Directory() {}

  /** Bytes of all entries in whole blocks. */
  public static long size(Path directory) throws IOException {
    long size = 0;
    for (Path file : entries(directory)) {
      var attributes = DiskLayout.attributes(file);
      size += attributes == null ? 0 : DiskBudget.taken(attributes.size());
    }
    return size;
  }

  public static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    for (Path shard : in(directory.resolve("v1"), "??")) {
      entries.addAll(in(shard, "*.entry"));
    }
    return entries;
  }

  private static List<Path> in(Path directory, String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, glob)) {
        all.forEach(files::add);
      }
    }
    return files;
  }
}
