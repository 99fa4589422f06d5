package dev.larder.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** One connection of a client, to be written to as a script likes. */
final class Wire {

  private static final int CHUNK = 1000;

  private final Socket socket;

  Wire(Socket socket) {
    this.socket = socket;
  }

  /** Writes the lines, each ended by CRLF, and an empty one. */
  Wire head(String... lines) throws IOException {
    return bytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
  }

  Wire bytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** One chunk of a chunked body; an empty one ends it. */
  Wire chunk(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1));
    out.writeBytes(content);
    out.writeBytes("\r\n".getBytes(ISO_8859_1));
    return bytes(out.toByteArray());
  }

  /** What the client sends after its request, for protocols that take the connection over. */
  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** The name in the client's certificate, or {@code nobody}. */
  String client() {
    try {
      return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  /** Carries bytes to a server on loopback and back until one side ends. */
  void tunnel(int port) throws IOException {
    try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head("HTTP/1.1 200 Connected");
      Thread back = new Thread(() -> carryBack(origin), "tunnel");
      back.setDaemon(true);
      back.start();
      in().transferTo(origin.getOutputStream());
    } finally {
      close();
    }
  }

  private void carryBack(Socket origin) {
    byte[] bytes = new byte[8192];
    try {
      for (int n = origin.getInputStream().read(bytes);
          n >= 0;
          n = origin.getInputStream().read(bytes)) {
        bytes(Arrays.copyOf(bytes, n));
      }
      close();
    } catch (IOException ended) {
      // One side has closed.
    }
  }

  void close() throws IOException {
    socket.close();
  }

  /** Ends the connection by RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** A whole answer, as it should be. */
  void send(Page page, String method) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    line(out, "HTTP/1.1 " + page.status() + " Status");
    for (int i = 0; i < page.fields().size(); i += 2) {
      line(out, page.fields().get(i) + ": " + page.fields().get(i + 1));
    }
    boolean bodiless = page.status() == 204 || page.status() == 304;
    if (page.chunked()) {
      line(out, "Transfer-Encoding: chunked");
    } else if (!bodiless) {
      line(out, "Content-Length: " + page.body().length);
    }
    line(out, "");
    if (!page.chunked() && !bodiless && !method.equals("HEAD")) {
      out.writeBytes(page.body());
    }
    bytes(out.toByteArray());
    if (page.chunked() && !method.equals("HEAD")) {
      for (int i = 0; i < page.body().length; i += CHUNK) {
        chunk(Arrays.copyOfRange(page.body(), i, Math.min(i + CHUNK, page.body().length)));
      }
      chunk(new byte[0]);
    }
  }

  private static void line(ByteArrayOutputStream out, String line) {
    out.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
  }
}
