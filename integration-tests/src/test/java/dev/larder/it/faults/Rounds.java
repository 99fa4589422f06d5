package dev.larder.it.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same calls in rounds, each with another point of the agent under test failing. A round
 * fetches what no other round does: first without a fault, so that something is stored, then with
 * it, then again without it. Prints what the program sees, and to a file what became of the fault.
 */
public abstract class Rounds {

  private static final String NUMBER = "?round=";

  private final URI http;
  private final URI https;
  private int number;

  /** Has the port of {@link #nobody}, and does not listen. */
  private Socket taken = new Socket();

  /** An address at which nobody listens. */
  private URI nobody = URI.create("http://nobody.invalid/");

  /** Rounds of calls to these origins, without and with TLS. */
  protected Rounds(URI http, URI https) {
    this.http = http;
    this.https = https;
  }

  /** A round begins. */
  protected void begin() {}

  /** Makes the calls that store something. */
  protected abstract void prime(String when);

  /** Makes all calls, also of what is stored. */
  protected abstract void fetch() throws Exception;

  /** What the program sees of a response that is stored now. */
  protected abstract void after();

  /**
   * Does the rounds.
   *
   * @param file a round a line, {@code start} (the cache has not been made yet, so nothing can be
   *     stored first) or {@code run}, the kind of fault and the point
   * @param notes the file that is written
   */
  protected final void run(Path file, Path notes) throws Exception {
    List<String> became = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", 3);
      System.out.println("== " + line);
      nobody = refusing();
      begin();
      became.add(round(words[0].equals("start"), Fault.Kind.valueOf(words[1]), words[2]));
      number++;
    }
    Files.write(notes, became);
  }

  /** Takes a port at which nobody else can listen, either. */
  private URI refusing() throws IOException {
    taken.close();
    taken = new Socket();
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/nobody");
  }

  /** Whether something was thrown, and how many failures the agent counted meanwhile. */
  private String round(boolean start, Fault.Kind kind, String point) throws Exception {
    if (!start) {
      prime("before");
    }
    long before = FaultAgent.isThere() ? FaultAgent.failures() : 0;
    Fault.inject(point, kind);
    if (start) {
      prime("meanwhile");
    }
    fetch();
    boolean agent = FaultAgent.isThere(); // at the latest now
    if (agent) {
      FaultAgent.finish();
    }
    boolean thrown = Fault.remove();
    long failures = agent ? FaultAgent.failures() : 0;
    if (!start) {
      after();
    }
    return point
        + " "
        + kind
        + " "
        + (thrown ? "thrown" : "not-reached")
        + " "
        + (failures - before);
  }

  protected final URI http(String path) {
    return http.resolve(path + NUMBER + number);
  }

  protected final URI https(String path) {
    return https.resolve(path + NUMBER + number);
  }

  protected final URI nobody() {
    return nobody;
  }

  /** Prints what is seen, which is to be the same in each round. */
  protected final void print(String what, String seen) {
    System.out.println(what + ": " + seen.replace(NUMBER + number, NUMBER));
  }
}
