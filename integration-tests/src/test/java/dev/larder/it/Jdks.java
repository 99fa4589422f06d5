package dev.larder.it;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java runtimes to test on, one of each feature version that is wanted. */
final class Jdks {

  private static final List<Integer> WANTED = List.of(17, 25);
  private static final Pattern FEATURE = Pattern.compile("\"?(?:1\\.)?(\\d+).*");

  private static final List<String> USUAL_PLACES =
      List.of(
          "/usr/lib/jvm",
          "/usr/java",
          "/opt/java",
          "/Library/Java/JavaVirtualMachines",
          System.getProperty("user.home") + "/.sdkman/candidates/java",
          System.getProperty("user.home") + "/.jdks",
          "C:\\Program Files\\Java",
          "C:\\Program Files\\Eclipse Adoptium");

  private Jdks() {}

  /**
   * Those that a test is repeated on: the running one, or all wanted ones if the tests are {@link
   * Extensive}, unless {@code LARDER_TEST_JDKS} is {@code running}, for who runs the tests on each
   * of them anyway.
   */
  static Stream<Jdk> all() {
    boolean alone = !Extensive.isOn() || "running".equals(System.getenv("LARDER_TEST_JDKS"));
    return alone ? Stream.of(Jdk.running()) : wanted();
  }

  /** The wanted versions, installed or not, and the running one. */
  static Stream<Jdk> wanted() {
    Map<Integer, Jdk> jdks = new TreeMap<>();
    installed().forEach(jdk -> jdks.putIfAbsent(jdk.feature(), jdk));
    WANTED.forEach(feature -> jdks.putIfAbsent(feature, new Jdk(feature, null)));
    jdks.keySet().removeIf(f -> !WANTED.contains(f) && f != Runtime.version().feature());
    return jdks.values().stream();
  }

  /** Those named come before those found. */
  private static List<Jdk> installed() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    String named = System.getenv("LARDER_JDKS");
    if (named != null) {
      Stream.of(named.split(Pattern.quote(File.pathSeparator), -1))
          .map(Path::of)
          .forEach(homes::add);
    }
    USUAL_PLACES.forEach(place -> homes.addAll(children(Path.of(place))));
    List<Jdk> jdks = new ArrayList<>();
    for (Path home : homes) {
      Path contents = home.resolve("Contents").resolve("Home");
      Path real = Files.isDirectory(contents) ? contents : home;
      int feature = feature(real);
      if (feature > 0) {
        jdks.add(new Jdk(feature, real));
      }
    }
    return jdks;
  }

  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(children::add);
      } catch (IOException e) {
        return List.of(); // not ours to read
      }
    }
    children.sort(null);
    return children;
  }

  /** The feature version according to the file {@code release}, or 0 if this is no JDK. */
  private static int feature(Path home) {
    boolean compiles =
        Files.exists(home.resolve("bin/javac")) || Files.exists(home.resolve("bin/javac.exe"));
    Path release = home.resolve("release");
    if (!compiles || !Files.isRegularFile(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
    Matcher matcher = FEATURE.matcher(properties.getProperty("JAVA_VERSION", ""));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
