package dev.larder.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A version of Apache HttpClient 5 to run programs on, which are compiled against the oldest. */
record Apache5Version(String number) {

  private static final Path LIBRARIES =
      Path.of(System.getProperty("larder.it.target", "target"), "clients", "apache5");
  private static final List<String> NUMBERS =
      Extensive.cases(Stream.of(System.getProperty("larder.it.apache5", "").split(",", -1)))
          .toList();

  static Apache5Version oldest() {
    return new Apache5Version(NUMBERS.get(0));
  }

  static Apache5Version newest() {
    return new Apache5Version(NUMBERS.get(NUMBERS.size() - 1));
  }

  static Stream<Apache5Version> all() {
    return NUMBERS.stream().map(Apache5Version::new);
  }

  /** Skips the test where it is missing, under CI fails it. */
  Apache5Version require() {
    if (!Files.isDirectory(LIBRARIES.resolve(number))) {
      throw Jdk.Ci.unavailable(this + " is not there: run the build with Maven.");
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
