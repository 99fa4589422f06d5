package dev.larder.agent.weave;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.store.Sha256;
import dev.larder.store.disk.shared.SealedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Woven classes in the cache directory, so that later processes need no Byte Buddy for them. A
 * class is found by what it was before it was woven, and by the build of the agent. So another JDK,
 * another version of a client, or a class that another agent has changed is woven anew.
 */
final class KeptClasses {

  /** Made by the build: the same for the same classes of the agent. */
  private static final String BUILD = "build-id";

  private final SealedFiles files;
  private final byte @Nullable [] build;

  /** Classes that were woven by this process, by the names of their files. */
  private final Map<String, byte[]> fresh = new HashMap<>();

  KeptClasses(Settings settings) {
    files =
        new SealedFiles(settings.get(SettingTable.DIR), settings.get(SettingTable.DISK_MIN_FREE));
    build = settings.get(SettingTable.WEAVE_CACHE) ? build() : null;
  }

  private static byte @Nullable [] build() {
    try (InputStream in = KeptClasses.class.getClassLoader().getResourceAsStream(BUILD)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * A class as an earlier process has woven it, or null. Never throws.
   *
   * @param classFile before it is woven
   */
  byte @Nullable [] find(String className, byte[] classFile) {
    byte[] known = build;
    try {
      return known == null ? null : files.find(name(known, className, classFile));
    } catch (IOException | RuntimeException | Error e) {
      LarderRuntime.failed("reading a woven class", e);
      return null;
    }
  }

  /** Keeps a class until it is written. */
  synchronized void add(String className, byte[] classFile, byte[] woven) {
    byte[] known = build;
    if (known != null) {
      fresh.put(name(known, className, classFile), woven);
    }
  }

  private static String name(byte[] build, String className, byte[] classFile) {
    byte[] named = (className + '\n').getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(build, build.length + named.length + classFile.length);
    System.arraycopy(named, 0, all, build.length, named.length);
    System.arraycopy(classFile, 0, all, build.length + named.length, classFile.length);
    return HexFormat.of().formatHex(Sha256.of(all));
  }

  /** Writes what this process has woven. Never throws. */
  synchronized void write() {
    try {
      for (Map.Entry<String, byte[]> woven : fresh.entrySet()) {
        files.put(woven.getKey(), woven.getValue());
      }
      fresh.clear();
    } catch (IOException | RuntimeException | Error e) {
      LarderRuntime.failed("keeping a woven class", e);
    }
  }
}
