package dev.larder.it;

import dev.larder.it.programs.HttpClients;
import java.util.stream.Stream;

/**
 * Which way hits take through the JDK's client.
 *
 * @param filtered whether the client's filters look at each hit, else plain hits go past them
 */
record HttpClientPath(Jdk jdk, boolean filtered) {

  static Stream<HttpClientPath> onAllJdks() {
    return Jdks.all()
        .flatMap(jdk -> Stream.of(new HttpClientPath(jdk, false), new HttpClientPath(jdk, true)));
  }

  /** Lets the clients of a program be so. */
  ForkedJvm set(ForkedJvm jvm) {
    return jvm.property(HttpClients.FILTERED, filtered);
  }

  @Override
  public String toString() {
    return (filtered ? "with filters on " : "direct on ") + jdk;
  }
}
