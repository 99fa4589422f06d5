package dev.larder.agent.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IsolatedClassLoaderTest {

  static Stream<String> folders() {
    String umlaut = "M\u00fcll";
    boolean nameable =
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(umlaut);
    return Stream.of("plain", "#1", "50%", "%41", "a b", "a+b", "wow!", nameable ? umlaut : "?");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void theUrlOfAResourceLeadsToIt(String folder, @TempDir Path directory) throws Exception {
    Path file = Files.createDirectory(directory.resolve(folder)).resolve("agent.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("isolated/dev/text"));
      out.write("text".getBytes(UTF_8));
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      IsolatedClassLoader loader = new IsolatedClassLoader(jar);
      URL url = loader.getResource("dev/text");
      assertEquals(url, loader.getResources("dev/text").nextElement());
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        assertEquals("text", new String(in.readAllBytes(), UTF_8));
      }
      assertNull(loader.getResource("dev/other"));
    }
  }
}
