package dev.larder.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The network that the origin imitates.
 *
 * @param latencyMillis what passes before each response begins
 * @param megabytesPerSecond how fast a body is sent, in 10^6 bytes a second; 0 for no limit
 */
record Network(long latencyMillis, long megabytesPerSecond) {

  static final String USAGE = "[--latency MILLISECONDS] [--rate MEGABYTES-PER-SECOND]";

  private static final Network USUAL = new Network(20, 3);
  private static final int PIECE = 16 << 10;

  /** What is left of the arguments when the network's own are taken out, and the network. */
  record Arguments(Network network, List<String> rest) {}

  /** Throws if the value of an option is no number from 0 on. */
  static Arguments parse(String[] arguments) {
    Network network = USUAL;
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--latency" ->
            network = new Network(number(arguments, ++i), network.megabytesPerSecond);
        case "--rate" -> network = new Network(network.latencyMillis, number(arguments, ++i));
        default -> rest.add(arguments[i]);
      }
    }
    return new Arguments(network, rest);
  }

  private static long number(String[] arguments, int at) {
    String text = at < arguments.length ? arguments[at] : "";
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          arguments[at - 1] + " takes a whole number from 0 on: " + USAGE);
    }
    return Long.parseLong(text);
  }

  void delay() throws InterruptedException {
    Thread.sleep(latencyMillis);
  }

  /** Writes a body as fast as this network lets it through. */
  void send(byte[] body, OutputStream out) throws IOException, InterruptedException {
    if (megabytesPerSecond == 0) {
      out.write(body);
      return;
    }
    long start = System.nanoTime();
    for (int sent = 0; sent < body.length; sent += PIECE) {
      out.write(body, sent, Math.min(PIECE, body.length - sent));
      long due = start + (sent + PIECE) * 1000L / megabytesPerSecond;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    }
  }

  @Override
  public String toString() {
    return latencyMillis
        + " ms until a response begins, "
        + (megabytesPerSecond == 0 ? "any number of" : String.valueOf(megabytesPerSecond))
        + " MB/s";
  }
}
