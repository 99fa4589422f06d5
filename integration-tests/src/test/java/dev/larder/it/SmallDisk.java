package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system of one megabyte, in memory. Mounting one needs Linux and root. */
record SmallDisk(Path path) implements AutoCloseable {

  /** Mounts it; where that can't be done the test is skipped, under CI failed. */
  static SmallDisk at(Path path) throws IOException {
    String problem = mount(path);
    if (!problem.isEmpty()) {
      throw Jdk.Ci.unavailable("No small disk to fill, which only root can mount: " + problem);
    }
    return new SmallDisk(path);
  }

  private static String mount(Path path) {
    return run(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "larder", path.toString()));
  }

  /** Another one in its place, after it was unmounted. */
  void mountAgain() throws IOException {
    require(mount(path));
  }

  /** Takes it away although it is in use; what is open or mapped lives on. */
  void unmountLazily() throws IOException {
    require(run(List.of("umount", "-l", path.toString())));
  }

  /**
   * Makes it read-only or writable again.
   *
   * @param mode {@code ro} or {@code rw}
   */
  void remount(String mode) throws IOException {
    // The mount point alone, since files that are being written keep the file system writable.
    require(run(List.of("mount", "-o", "remount,bind," + mode, path.toString())));
  }

  private static void require(String problem) throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException(problem);
    }
  }

  @Override
  public void close() throws IOException {
    require(run(List.of("umount", path.toString())));
  }

  /** What it complained about, or nothing. */
  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      return code == 0 ? "" : "exit code " + code + ", " + output.strip();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }
}
