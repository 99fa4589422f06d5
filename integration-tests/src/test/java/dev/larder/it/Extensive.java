package dev.larder.it;

import java.util.stream.Stream;

/**
 * Whether the tests try everything, as the profile {@code full} of the build lets them: all JDKs,
 * all versions of a client, and the tests with the tag {@value #TAG}.
 */
final class Extensive {

  /** Of tests that take long, and that are left out by default. */
  static final String TAG = "extensive";

  /**
   * Of tests that would find the same on each JDK, such as those of a browser's pages, of the
   * command line, or of what only a client that programs bring along has: where the tests run on
   * several JDKs, one of them runs these.
   */
  static final String ONE_JDK = "one-jdk";

  private Extensive() {}

  static boolean isOn() {
    return Boolean.getBoolean("larder.it.extensive");
  }

  /** All of some cases, or by default the last one. */
  static <T> Stream<T> cases(Stream<T> all) {
    return isOn() ? all : all.reduce((first, second) -> second).stream();
  }
}
