package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system, in memory. Mounting one needs Linux and root.
 *
 * @param path where it is mounted
 * @param size how large it is, in MiB
 */
record SmallDisk(Path path, int size) implements AutoCloseable {

  /** Mounts one of 1 MiB. */
  static SmallDisk at(Path path) throws IOException {
    return at(path, 1);
  }

  /**
   * Mounts it; where that can't be done the test is skipped, under CI failed.
   *
   * @param size how large it is, in MiB
   */
  static SmallDisk at(Path path, int size) throws IOException {
    SmallDisk disk = new SmallDisk(path, size);
    String problem = disk.mount();
    if (!problem.isEmpty()) {
      throw Jdk.Ci.unavailable("No small disk to fill, which only root can mount: " + problem);
    }
    return disk;
  }

  private String mount() {
    String options = "size=" + size + "m";
    return run(List.of("mount", "-t", "tmpfs", "-o", options, "larder", path.toString()));
  }

  /** Another one in its place, after it was unmounted. */
  void mountAgain() throws IOException {
    require(mount());
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

  /** Writes {@link #filling} until nothing more fits. */
  void fill() throws IOException {
    try {
      Files.write(filling(), new byte[2 * size * 1024 * 1024]);
    } catch (IOException e) {
      assertTrue(Files.size(filling()) > 0, "a disk that is full now");
    }
  }

  /** The file that {@link #fill} writes. */
  Path filling() {
    return path.resolve("filling");
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
