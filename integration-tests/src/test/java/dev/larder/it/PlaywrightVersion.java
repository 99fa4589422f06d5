package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** A version of Playwright for Java to run programs on, with the Node of the system. */
record PlaywrightVersion(String number) {

  private static final Path LIBRARIES =
      Path.of(System.getProperty("larder.it.target", "target"), "playwright");
  private static final List<String> NUMBERS =
      Extensive.cases(Stream.of(System.getProperty("larder.it.playwrights", "").split(",", -1)))
          .toList();

  /** What the driver looks for and which revisions of it, in the artifact {@code driver}. */
  private static final String BROWSERS = "driver/package/browsers.json";

  private static final String NO_NODE =
      "Node.js 20 or later was not found: install it (Debian: nodejs).";

  /** The first number of its version; 0 before it was asked for, negative if it is too old. */
  private static final AtomicInteger NODE = new AtomicInteger();

  static Stream<PlaywrightVersion> all() {
    return NUMBERS.stream().map(PlaywrightVersion::new);
  }

  static PlaywrightVersion oldest() {
    return new PlaywrightVersion(NUMBERS.get(0));
  }

  static PlaywrightVersion newest() {
    return new PlaywrightVersion(NUMBERS.get(NUMBERS.size() - 1));
  }

  /** Puts it onto the class path of a program. */
  ForkedJvm on(ForkedJvm jvm, Class<?>... libraries) throws IOException {
    for (Path jar : jars()) {
      jvm.addToClassPath(jar);
    }
    for (Class<?> library : libraries) {
      jvm.addToClassPath(ForkedJvm.locationOf(library));
    }
    if (!bringsItsDriver()) {
      jvm.property("playwright.cli.dir", driver());
    }
    return environment(jvm);
  }

  /** Tells a program where Node is. */
  ForkedJvm environment(ForkedJvm jvm) {
    return jvm.environment("PLAYWRIGHT_NODEJS_PATH", node().toString())
        .environment("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
  }

  /** Where its driver is, if it does not bring it. */
  Path driver() {
    return LIBRARIES.resolve("driver-" + number).toAbsolutePath();
  }

  /** The same, for where nothing may be thrown. */
  ForkedJvm set(ForkedJvm jvm, Class<?>... libraries) {
    try {
      return on(jvm, libraries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Path> jars() {
    return List.of(
        LIBRARIES.resolve("playwright-" + number + ".jar"),
        LIBRARIES.resolve("driver-" + number + ".jar"));
  }

  /** Whether its artifact {@code driver} holds the driver itself. */
  boolean bringsItsDriver() {
    return jars().get(1).toFile().length() > 100_000;
  }

  /** Skips the test where something is missing, under CI fails it. */
  PlaywrightVersion require() throws IOException {
    node();
    if (!bringsItsDriver()) {
      Path driver = driver();
      if (!Files.isRegularFile(driver.resolve("package/cli.js"))) {
        throw Jdk.Ci.unavailable(
            "The driver of Playwright " + number + " is not there: install npm, which fetches it.");
      }
      script(driver);
    }
    return this;
  }

  /** What the oldest version starts, as its artifact driver-bundle has it. */
  private static void script(Path driver) throws IOException {
    executable(
        driver.resolve("playwright.sh"),
        "exec \"$PLAYWRIGHT_NODEJS_PATH\" \"$(dirname \"$0\")/package/cli.js\" \"$@\"");
  }

  private static void executable(Path script, String command) throws IOException {
    Files.writeString(script, "#!/bin/sh\n" + command + '\n');
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path node() {
    Path node = command(NO_NODE, "node");
    if (NODE.compareAndSet(0, nodeVersion(node)) && NODE.get() < 20) {
      NODE.set(-1);
    }
    if (NODE.get() < 0) {
      throw Jdk.Ci.unavailable(NO_NODE);
    }
    return node;
  }

  /** The first number of a Node's version. */
  private static int nodeVersion(Path node) {
    try {
      Process process = new ProcessBuilder(node.toString(), "--version").start();
      String version = new String(process.getInputStream().readAllBytes(), US_ASCII);
      return Integer.parseInt(version.replaceFirst("^v?(\\d+).*\\s*", "$1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path chromium() {
    return command("Chromium was not found: install it (Debian: chromium).", "chromium");
  }

  /**
   * Makes a directory what Playwright's own installation would: it holds an ffmpeg, which the
   * driver records videos with and finds nowhere else.
   */
  Path browsers(Path directory) throws IOException {
    Path ffmpeg = command("ffmpeg was not found: install it (Debian: ffmpeg).", "ffmpeg");
    String system = System.getProperty("os.name").startsWith("Mac") ? "mac" : "linux";
    Path started = directory.resolve("ffmpeg-" + revision("ffmpeg") + "/ffmpeg-" + system);
    Files.createDirectories(started.getParent());
    executable(started, "exec '" + ffmpeg + "' \"$@\"");
    return directory;
  }

  /** The revision of a program that this version's driver looks for. */
  private String revision(String program) throws IOException {
    String json;
    if (bringsItsDriver()) {
      try (ZipFile jar = new ZipFile(jars().get(1).toFile())) {
        json = new String(jar.getInputStream(jar.getEntry(BROWSERS)).readAllBytes(), UTF_8);
      }
    } else {
      json = Files.readString(driver().resolve("package/browsers.json"));
    }
    Matcher matcher =
        Pattern.compile("\"name\": \"" + program + "\",\\s*\"revision\": \"(\\d+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IOException("No revision of " + program);
    }
    return matcher.group(1);
  }

  /** A program of this machine; where it is missing the test is skipped, under CI fails. */
  static Path command(String sentence, String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path command = Path.of(directory, name);
      if (Files.isExecutable(command)) {
        return command;
      }
    }
    throw Jdk.Ci.unavailable(sentence);
  }

  @Override
  public String toString() {
    return "Playwright " + number;
  }
}
