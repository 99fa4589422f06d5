package dev.larder.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A version of a client that programs bring along. They are compiled against the oldest one, and
 * the build copies the jars of each.
 */
record ClientVersion(Client client, String number) {

  /** A client, by the name of the folder of its versions and of the property that lists them. */
  enum Client {
    OKHTTP("OkHttp", "okhttp"),
    APACHE4("Apache HttpClient", "apache4"),
    APACHE5("Apache HttpClient", "apache5"),
    NETTY("Reactor Netty", "netty"),
    AHC("AsyncHttpClient", "ahc");

    private final String shown;
    private final String folder;

    Client(String shown, String folder) {
      this.shown = shown;
      this.folder = folder;
    }

    /** From the oldest to the newest; by default the newest alone. */
    Stream<ClientVersion> versions() {
      String numbers = System.getProperty("larder.it." + folder, "");
      return Extensive.cases(Stream.of(numbers.split(",", -1)))
          .map(number -> new ClientVersion(this, number).require());
    }

    ClientVersion newest() {
      return versions().reduce((first, second) -> second).orElseThrow();
    }
  }

  private static final Path LIBRARIES =
      Path.of(System.getProperty("larder.it.target", "target"), "clients");

  private Path folder() {
    return LIBRARIES.resolve(client.folder).resolve(number);
  }

  /** Skips the test where it is missing, under CI fails it. */
  private ClientVersion require() {
    if (number.isEmpty() || !Files.isDirectory(folder())) {
      throw Jdk.Ci.unavailable(this + " is not there: run the build with Maven.");
    }
    return this;
  }

  /** Native libraries of Netty, for the newest version of clients on it. */
  static List<Path> natives() {
    return jars(LIBRARIES.resolve("natives"));
  }

  /** Its jars, and those of what it needs. */
  List<Path> jars() {
    return jars(folder());
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts it onto the class path of a program. */
  ForkedJvm set(ForkedJvm jvm) {
    jars().forEach(jvm::addToClassPath);
    boolean onNetty = client == Client.NETTY || client == Client.AHC;
    return onNetty ? jvm.reachingBelowJava() : jvm;
  }

  @Override
  public String toString() {
    return client.shown + ' ' + number;
  }
}
