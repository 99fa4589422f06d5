package dev.larder.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version of Apache HttpClient 4 to run programs on, which are compiled against the oldest one.
 */
record Apache4Version(String number) {

  private static final Path LIBRARIES =
      Path.of(System.getProperty("larder.it.target", "target"), "clients", "apache4");
  private static final List<String> NUMBERS =
      List.of(System.getProperty("larder.it.apache4s", "4.3.6,4.5.14").split(",", -1));

  static Apache4Version oldest() {
    return new Apache4Version(NUMBERS.get(0));
  }

  static Apache4Version newest() {
    return new Apache4Version(NUMBERS.get(NUMBERS.size() - 1));
  }

  /** Skips the test where it is missing, under CI fails it. */
  Apache4Version require() {
    if (!Files.isDirectory(LIBRARIES.resolve(number))) {
      throw Jdk.Ci.unavailable(
          "Apache HttpClient " + number + " is not there: run the build with Maven.");
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
    return "Apache HttpClient " + number;
  }
}
