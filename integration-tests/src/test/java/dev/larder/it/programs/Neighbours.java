package dev.larder.it.programs;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.TreeSet;

/**
 * Fetches something, then says which of the classes named in a file it can see and where they come
 * from. Arguments: a URL, the file of class names, the name of the agent's jar.
 */
public final class Neighbours {

  private static final List<String> LIBRARIES =
      List.of(
          "net.bytebuddy.ByteBuddy",
          "com.fasterxml.jackson.core.JsonFactory",
          "org.slf4j.LoggerFactory",
          "org.slf4j.impl.SimpleLogger",
          "net.openhft.chronicle.map.ChronicleMap",
          "net.openhft.chronicle.core.OS");

  private Neighbours() {}

  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
    for (int i = 0; i < 2; i++) {
      System.out.println(Show.response(client.send(request, BodyHandlers.ofString())));
    }
    ClassLoader own = Neighbours.class.getClassLoader();
    for (String library : LIBRARIES) {
      System.out.println("library " + library + " " + origin(library, own));
    }
    TreeSet<String> visible = new TreeSet<>();
    for (String name : Files.readAllLines(Path.of(arguments[1]))) {
      for (ClassLoader loader :
          List.of(
              own,
              Thread.currentThread().getContextClassLoader(),
              ClassLoader.getPlatformClassLoader())) {
        String origin = origin(name, loader);
        boolean agents = origin.equals(arguments[2]);
        if (agents || (name.startsWith("dev.larder.") && !origin.equals("none"))) {
          visible.add(name);
        }
      }
    }
    visible.forEach(name -> System.out.println("visible " + name));
  }

  /** The file name of the jar that a class comes from. */
  private static String origin(String name, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(name, false, loader);
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return source == null
          ? "the platform"
          : String.valueOf(Path.of(source.getLocation().toURI()).getFileName());
    } catch (ClassNotFoundException | LinkageError e) {
      return "none";
    } catch (URISyntaxException e) {
      return e.toString();
    }
  }
}
