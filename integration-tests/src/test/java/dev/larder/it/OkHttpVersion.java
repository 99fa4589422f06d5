package dev.larder.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A version of OkHttp to run programs on, which are compiled against the oldest one. */
record OkHttpVersion(String number) {

  private static final Path LIBRARIES =
      Path.of(System.getProperty("larder.it.target", "target"), "clients", "okhttp");
  private static final List<String> NUMBERS =
      List.of(System.getProperty("larder.it.okhttps", "3.4.2,4.12.0,5.5.1").split(",", -1));

  static OkHttpVersion oldest() {
    return new OkHttpVersion(NUMBERS.get(0));
  }

  /** The last of its major version, which most programs still have. */
  static OkHttpVersion middle() {
    return new OkHttpVersion(NUMBERS.get(1));
  }

  static OkHttpVersion newest() {
    return new OkHttpVersion(NUMBERS.get(NUMBERS.size() - 1));
  }

  /** Skips the test where it is missing, under CI fails it. */
  OkHttpVersion require() {
    if (!Files.isDirectory(LIBRARIES.resolve(number))) {
      throw Jdk.Ci.unavailable("OkHttp " + number + " is not there: run the build with Maven.");
    }
    return this;
  }

  /** Its jars, and those of what it needs. */
  List<Path> jars() {
    try (Stream<Path> jars = Files.list(LIBRARIES.resolve(number))) {
      return jars.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts it onto the class path of a program. */
  ForkedJvm set(ForkedJvm jvm) {
    jars().forEach(jvm::addToClassPath);
    return jvm;
  }

  @Override
  public String toString() {
    return "OkHttp " + number;
  }
}
