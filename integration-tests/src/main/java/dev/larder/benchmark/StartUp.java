package dev.larder.benchmark;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * What Larder adds to the start of a JVM and to its first HTTP request. Starts the same programs
 * without an agent, with an empty one and with Larder, in turns, so that all see the machine in the
 * same state, and prints medians.
 */
public final class StartUp {

  private static final int DEFAULT_ROUNDS = 15;

  /** In milliseconds: the whole process, and what the program itself measured (or NaN). */
  private record Times(double process, double program) {}

  private record Variant(String name, List<String> arguments) {}

  private StartUp() {}

  /** Argument: the number of rounds. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    Path larder = here().resolve("../../../agent/target/larder.jar").normalize();
    if (!Files.isRegularFile(larder)) {
      System.err.println("There is no " + larder + ": build it with mvn -q -DskipTests package");
      System.exit(1);
    }
    Path directory = Files.createTempDirectory("larder-benchmark");
    HttpServer origin = origin();
    try {
      Path empty = emptyAgent(directory.resolve("empty.jar"));
      run(rounds, variants(larder, empty, directory, origin.getAddress().getPort()), directory);
    } finally {
      origin.stop(0);
      delete(directory);
    }
  }

  private static List<Variant> variants(Path larder, Path empty, Path directory, int port) {
    String url = "http://127.0.0.1:" + port + "/";
    String agent = "-javaagent:" + larder;
    String hello = Hello.class.getName();
    String first = FirstRequest.class.getName();
    return List.of(
        new Variant("hello, no agent", List.of(hello)),
        new Variant("hello, empty agent", List.of("-javaagent:" + empty, hello)),
        new Variant("hello, Larder", List.of(agent, hello)),
        new Variant("hello, Larder, five settings", withFiveSettings(agent, directory, hello)),
        new Variant("first request, no agent", List.of(first, url)),
        new Variant(
            "first request, Larder, empty cache",
            List.of("-Dlarder.dir=" + directory.resolve("cold"), agent, first, url)),
        new Variant(
            "first request, Larder, full cache",
            List.of("-Dlarder.dir=" + directory.resolve("warm"), agent, first, url)));
  }

  private static List<String> withFiveSettings(String agent, Path directory, String program) {
    return List.of(
        "-Dlarder.dir=" + directory.resolve("unused"),
        "-Dlarder.mode=on",
        "-Dlarder.max-entry-size=64MB",
        "-Dlarder.memory.ttl=90s",
        "-Dlarder.log.level=warn",
        agent,
        program);
  }

  private static void run(int rounds, List<Variant> variants, Path directory) throws Exception {
    Map<String, List<Times>> times = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Variant variant : variants) {
        delete(directory.resolve("cold"));
        Times measured = start(variant);
        if (round >= 0) {
          times.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(measured);
        }
      }
    }
    System.out.printf(
        "%s, %d processors, %d rounds; medians in ms%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), rounds);
    System.out.printf("%-36s %10s %10s%n", "", "process", "request");
    times.forEach(
        (name, list) ->
            System.out.printf(
                "%-36s %10.0f %10s%n",
                name,
                median(list, Times::process),
                Double.isNaN(list.get(0).program())
                    ? ""
                    : String.format("%.0f", median(list, Times::program))));
  }

  private static double median(List<Times> times, ToDoubleFunction<Times> figure) {
    double[] sorted = times.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Times start(Variant variant) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(variant.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    long start = System.nanoTime();
    Process process = builder.start();
    String line;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      line = reader.readLine();
    }
    int exitCode = process.waitFor();
    long end = System.nanoTime();
    if (exitCode != 0 || line == null) {
      throw new IOException(variant.name() + " failed with exit code " + exitCode);
    }
    double program =
        line.equals("hello")
            ? Double.NaN
            : Double.parseDouble(line.substring(0, line.indexOf(' ')));
    return new Times((end - start) / 1e6, program);
  }

  private static HttpServer origin() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = new byte[1000];
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", "max-age=3600");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
    return server;
  }

  private static Path emptyAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), EmptyAgent.class.getName());
    String entry = EmptyAgent.class.getName().replace('.', '/') + ".class";
    try (InputStream in = StartUp.class.getClassLoader().getResourceAsStream(entry);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      if (in == null) {
        throw new IOException("No " + entry);
      }
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }

  private static Path here() throws URISyntaxException {
    return Path.of(StartUp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
