package dev.larder.it;

import dev.larder.it.programs.Fetch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What the program {@link Fetch} is to do. */
record Steps(Path file) {

  static Steps of(Path directory, String... steps) {
    return of(directory, List.of(steps));
  }

  static Steps of(Path directory, List<String> steps) {
    try {
      return new Steps(Files.write(Files.createTempFile(directory, "steps", ".txt"), steps));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that takes these steps and ends with this exit code. */
  Consumer<ForkedJvm> program(Origin origin, int exitCode) {
    return jvm -> jvm.main(Fetch.class, origin.uri("/"), file, exitCode);
  }

  /** What a program with these steps prints; what it asked for before is not counted. */
  static List<String> lines(ForkedJvm jvm, OriginServer origin, Path directory, String... steps)
      throws Exception {
    return Comparison.run(jvm, List.of(origin), of(directory, steps).program(origin, 7))
        .result()
        .lines();
  }
}
