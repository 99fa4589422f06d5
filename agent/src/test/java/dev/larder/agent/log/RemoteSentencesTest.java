package dev.larder.agent.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Configuration;
import dev.larder.local.LocalCache;
import dev.larder.stats.Counter;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.RemoteTier.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** What the log says where the remote tier is set up wrongly: one sentence each. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RemoteSentencesTest {

  /** A fatal one about an unexpected message (RFC 8446 §6). */
  private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 10};

  private final Path directory;
  private final Path log;

  RemoteSentencesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.log = directory.resolve("larder.log");
    Files.write(directory.resolve("short"), new byte[31]);
    Files.createFile(directory.resolve("empty"));
    LogSink.configure(Level.WARN, log, false);
  }

  @AfterEach
  void restore() {
    LogSink.configure(Level.WARN, null, false);
  }

  /** Of the program, not of the server: the tier stays off. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key | missing | larder.remote.key can't be read: {} does not exist",
        "key | short | larder.remote.key can't be used: it holds 31 bytes; 32 random ones would do",
        "password-file | missing | larder.remote.password-file can't be read: {} does not exist",
        "password-file | empty | larder.remote.password-file is empty",
      })
  void aFileThatCanNotBeUsed(String setting, String file, String sentence) throws Exception {
    String place = directory.resolve(file).toString();
    List<String> lines =
        logged(State.OFF, "remote", "redis://127.0.0.1:1", "remote." + setting, place);
    assertEquals(1, lines.size(), lines.toString());
    String expected = "opening the remote tier failed: " + sentence.replace("{}", place);
    assertTrue(lines.get(0).endsWith("] " + expected), lines.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rediss | '' | -ERR unknown command | {} does not speak TLS: the address is redis://",
        "redis | '' | an alert of TLS | {} speaks TLS: the address is rediss://",
        "redis | :wrong@ | -WRONGPASS invalid username-password pair"
            + " | the server says: WRONGPASS invalid username-password pair",
        "redis | '' | -NOAUTH Authentication required."
            + " | the server says: NOAUTH Authentication required.",
      })
  void aServerThatIsNotAsTheSettingsSay(String scheme, String login, String says, String sentence)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(server, says));
      answering.setDaemon(true);
      answering.start();
      String host = "127.0.0.1:" + server.getLocalPort();
      List<String> lines = logged(State.AWAY, "remote", scheme + "://" + login + host);
      assertEquals(1, lines.size(), lines.toString());
      String expected = "asking the remote tier failed: " + sentence.replace("{}", host);
      assertTrue(lines.get(0).endsWith("] " + expected), lines.get(0));
    }
  }

  private static void answer(ServerSocket server, String says) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().read(new byte[1024]);
        boolean alert = says.startsWith("an alert");
        socket.getOutputStream().write(alert ? ALERT : (says + "\r\n").getBytes(US_ASCII));
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // One of them has ended the connection.
      }
    }
  }

  @Test
  void nobodyThere() throws Exception {
    try (Socket taken = new Socket()) { // nobody listens there
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();
      List<String> lines = logged(State.AWAY, "remote", "redis://127.0.0.1:" + port);
      assertEquals(1, lines.size(), lines.toString());
      String expected =
          "asking the remote tier failed: java.io.IOException: 127.0.0.1:"
              + port
              + ": Connection refused";
      assertTrue(lines.get(0).endsWith("] " + expected), lines.get(0));
    }
  }

  /** What the log says once the tier is in a state, and after more requests. */
  private List<String> logged(State state, String... settings) throws Exception {
    Map<String, String> set = new HashMap<>(Map.of("dir", directory.resolve("cache").toString()));
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    Configuration configuration = Configuration.given(set);
    assertEquals(List.of(), configuration.problems());
    Statistics statistics = new Statistics();
    try (LocalCache cache =
        LocalCache.open(
            configuration.settings(),
            configuration.rules(),
            new LocalCache.Environment(
                statistics, new FailureLog(statistics), () -> {}, InstantSource.system()))) {
      while (cache.remoteState() != state) {
        Thread.sleep(5);
      }
      for (int i = 0; i < 10; i++) {
        assertEquals(state, cache.remoteState());
      }
    }
    assertEquals(1, statistics.count(Counter.FAILURES));
    return Files.readString(log, UTF_8).lines().toList();
  }

  /** These are told before there is a log, as all wrong settings are. */
  @ParameterizedTest
  @CsvSource({"remote,http://host", "remote,redis://", "remote.identities,true"})
  void aWrongSetting(String name, String value) {
    assertEquals(1, Configuration.given(Map.of(name, value)).problems().size());
  }
}
