package dev.larder.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.larder.demo.Asset.Freshness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** The files of every WebJar in one directory, a generated script, and a list of them all. */
final class Site {

  /** The list of all files, one path a line. */
  static final String LIST = "/site.txt";

  private static final String PREFIX = "META-INF/resources/webjars";
  private static final int SCRIPT_BYTES = 4_330_000;

  private final Map<String, Asset> assets;

  private Site(Map<String, Asset> assets) {
    this.assets = assets;
  }

  /** Reads the jars; throws with one sentence if there is none. */
  static Site of(Path directory) throws IOException {
    Map<String, Asset> assets = new TreeMap<>();
    for (Path jar : jars(directory)) {
      read(jar, assets);
    }
    Asset script = Asset.script("/app/1.0.0/app.js", SCRIPT_BYTES);
    assets.put(script.path(), script);
    String list = assets.keySet().stream().collect(joining("\n", "", "\n"));
    assets.put(LIST, Asset.of(LIST, list.getBytes(UTF_8), Instant.now(), Freshness.VALIDATE));
    return new Site(assets);
  }

  @Nullable Asset at(String path) {
    return assets.get(path);
  }

  private static List<Path> jars(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("No site to serve at " + directory + ": build it with mvn package");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void read(Path jar, Map<String, Asset> assets) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        if (entry.isDirectory() || !entry.getName().startsWith(PREFIX)) {
          continue;
        }
        String path = entry.getName().substring(PREFIX.length());
        byte[] content = file.getInputStream(entry).readAllBytes();
        Instant modified = Instant.ofEpochMilli(entry.getTime());
        assets.put(path, Asset.of(path, content, modified, freshness(path)));
      }
    }
  }

  private static Freshness freshness(String path) {
    if (path.endsWith(".html")) {
      return Freshness.VALIDATE;
    }
    return path.endsWith(".png") ? Freshness.EXPIRES : Freshness.IMMUTABLE;
  }
}
