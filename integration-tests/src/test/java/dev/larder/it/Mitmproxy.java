package dev.larder.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real mitmproxy that writes down how long each body is that passes it. */
final class Mitmproxy implements AutoCloseable {

  private static final String MISSING =
      "mitmproxy was not found: install it (Debian: mitmproxy, which has mitmdump).";

  /** Lines of a response's URL and the bytes of its body as they came over the wire. */
  private static final String ADDON =
      """
      import os

      def response(flow):
          with open(os.environ["LARDER_COUNT"], "a") as count:
              print(flow.request.url, len(flow.response.raw_content or b""), file=count)
      """;

  private final Path count;
  private final ListeningProcess process;

  private Mitmproxy(Path count, ListeningProcess process) {
    this.count = count;
    this.process = process;
  }

  /** Skips the test where it is missing, under CI fails it. */
  static Mitmproxy start(Path directory) throws IOException, InterruptedException {
    Path command = PlaywrightVersion.command(MISSING, "mitmdump");
    Path addon = Files.writeString(directory.resolve("count.py"), ADDON);
    Path count = Files.createFile(directory.resolve("count"));
    int port = ListeningProcess.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            command.toString(),
            "--quiet",
            "--listen-host=127.0.0.1",
            "--listen-port=" + port,
            "--set=confdir=" + directory.resolve("mitmproxy"),
            "--scripts=" + addon);
    builder.environment().put("LARDER_COUNT", count.toString());
    Path log = directory.resolve("mitmproxy.log");
    return new Mitmproxy(count, ListeningProcess.start(builder, port, log));
  }

  String server() {
    return "http://127.0.0.1:" + process.port();
  }

  /** The bytes of the bodies of one origin that passed since the last call. */
  long takeBytes(Origin origin) throws IOException {
    long bytes = 0;
    for (String line : Files.readAllLines(count)) {
      int space = line.lastIndexOf(' ');
      if (line.startsWith(origin.uri("/").toString())) {
        bytes += Long.parseLong(line.substring(space + 1));
      }
    }
    Files.writeString(count, "");
    return bytes;
  }

  @Override
  public void close() {
    process.close();
  }
}
