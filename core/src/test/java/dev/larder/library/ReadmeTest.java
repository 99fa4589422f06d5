package dev.larder.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the documentation compile and do what they are said to do. */
class ReadmeTest {

  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** Where the library lies, and what its class files name. */
  private static final String CLASSES =
      Stream.of(LarderCache.class, NullMarked.class)
          .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
          .map(place -> Path.of(URI.create(place.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));

  @TempDir Path folder = Path.of("");

  private static List<String> examples(String page) throws IOException {
    String text = Files.readString(Path.of("..", page)).replace("\r\n", "\n");
    return EXAMPLE.matcher(text).results().map(example -> example.group(1)).toList();
  }

  /** An example as the body of a method that is given what it does not declare itself. */
  private void compile(String example) throws IOException {
    Matcher imports = Pattern.compile("(?m)^import .*;\n").matcher(example);
    String code =
        imports.results().map(found -> found.group()).reduce("", String::concat)
            + """
            import dev.larder.library.*;
            import java.net.URI;
            import java.net.http.*;
            import java.nio.file.Path;
            import java.util.*;
            public class Example {
              public static void run(URI uri, Path directory, HttpClient client) throws Exception {
            """
            + imports.replaceAll("")
            + "}}\n";
    Path source = Files.writeString(folder.resolve("Example.java"), code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      boolean done =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-d", folder.toString(), "-cp", CLASSES),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertTrue(done, () -> code + said);
    }
  }

  @Test
  void theExampleOfTheReadmeDownloadsOnce() throws Exception {
    List<String> examples = examples("README.md");
    assertEquals(1, examples.size());
    long lines = examples.get(0).lines().filter(line -> line.matches(".*\\w.*")).count();
    assertTrue(lines <= 7, examples.get(0));
    compile(examples.get(0));
    AtomicInteger requests = new AtomicInteger();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(any, 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    Path cache = folder.resolve("cache");
    URI uri =
        URI.create("http://" + any.getHostString() + ":" + server.getAddress().getPort() + "/a");
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, LarderCache.class.getClassLoader())) {
      for (int i = 0; i < 2; i++) {
        loader
            .loadClass("Example")
            .getMethod("run", URI.class, Path.class, java.net.http.HttpClient.class)
            .invoke(null, uri, cache, java.net.http.HttpClient.newHttpClient());
      }
    } finally {
      server.stop(0);
    }
    assertEquals(1, requests.get());
    try (LarderCache opened = LarderCache.open(cache)) {
      assertEquals("hello", Larder.text(opened.load(uri)));
    }
  }

  private static List<String> pages() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("..", "docs"))) {
      return pages
          .filter(page -> page.toString().endsWith(".md"))
          .map(page -> "docs/" + page.getFileName())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theExamplesOfAPageCompile(String page) throws IOException {
    List<String> examples = examples(page);
    assertTrue(!page.equals("docs/library.md") || examples.size() > 1, page);
    for (String example : examples) {
      compile(example);
    }
  }
}
