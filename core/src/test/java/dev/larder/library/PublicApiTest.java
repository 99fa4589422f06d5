package dev.larder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicApiTest {

  @Test
  void thePublicApiIsWhatTheFileSays() throws Exception {
    Path file = Path.of("public-api.txt");
    String api = PublicApi.render(types());
    if (Boolean.getBoolean("public.api.write")) {
      Files.writeString(file, api);
    }
    assertEquals(
        Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "",
        api,
        "core/public-api.txt differs from the public API of dev.larder.library. Programs rely on"
            + " what it lists: nothing of that may go or change before the next major version. If"
            + " the change is meant, write the file anew with"
            + " mvn -pl core test -Dtest=PublicApiTest -Dpublic.api.write=true");
  }

  private static List<Class<?>> types() throws IOException, URISyntaxException {
    Path classes =
        Path.of(LarderCache.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve("dev/larder/library"))) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          String type = name.substring(0, name.length() - 6);
          types.add(
              Class.forName(
                  "dev.larder.library." + type, false, LarderCache.class.getClassLoader()));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
    return types;
  }
}
