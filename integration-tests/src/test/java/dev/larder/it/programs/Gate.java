package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** The program's side of the origin's gates, over a socket of its own, past any HTTP client. */
record Gate(URI origin) {

  void open(String name) throws IOException {
    ask("/gate/open/" + name);
  }

  /** Returns once somebody has opened it. */
  void await(String name) throws IOException {
    ask("/gate/await/" + name);
  }

  private void ask(String path) throws IOException {
    try (Socket socket = new Socket(origin.getHost(), origin.getPort())) {
      socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      if (!answer.equals("HTTP/1.1 200")) {
        throw new IOException("The gate at " + path + " answered " + answer);
      }
    }
  }
}
