package dev.larder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.stats.Counter;
import dev.larder.store.RemoteTier.State;
import dev.larder.store.remote.redis.FaultyProxy;
import dev.larder.store.remote.redis.RedisServer;
import dev.larder.store.remote.redis.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose tier has a real server that fails in some way: each is answered, waits for the
 * patience at most, and not at all once it is known that the server fails.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RemoteFaultsTest {

  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** For a machine that has a lot to do; less than any other limit there is. */
  private static final Duration SLACK = Duration.ofMillis(1500);

  private static final int STORED = 20;

  /** Those from here on have a body of several chunks. */
  private static final int LARGE = 10;

  @TempDir Path directory = Path.of("");

  private Fleet fleet;

  @BeforeEach
  void open() {
    fleet = new Fleet(directory, 0);
  }

  /** What happens to a server that has answered before, and how it ends. */
  @SuppressWarnings("ImmutableEnumChecker") // what passes bytes on is used by one test
  private enum Fault {
    BLACK_HOLE(FaultyProxy.BLACK_HOLE),
    DRIPS(FaultyProxy.DRIP),
    SLOW(FaultyProxy.slowBy(200)),
    CUT_IN_THE_FIRST_CHUNK(FaultyProxy.cutAfter(100_000)),
    CUT_IN_A_LATER_CHUNK(FaultyProxy.cutAfter(600_000)),
    CLOSES(FaultyProxy.cutAfter(0)),
    IS_FULL(FaultyProxy.NONE) {
      @Override
      void begin(RedisServer server) throws IOException {
        server.say("CONFIG", "SET", "maxmemory", "1");
      }

      @Override
      void end(RedisServer server) throws IOException {
        server.say("CONFIG", "SET", "maxmemory", "0");
      }
    },
    IS_A_REPLICA(FaultyProxy.NONE) {
      @Override
      void begin(RedisServer server) throws IOException {
        server.say("REPLICAOF", "127.0.0.1", "1");
      }

      @Override
      void end(RedisServer server) throws IOException {
        server.say("REPLICAOF", "NO", "ONE");
      }
    };

    private final FaultyProxy.Fault way;

    Fault(FaultyProxy.Fault way) {
      this.way = way;
    }

    void begin(RedisServer server) throws IOException {}

    void end(RedisServer server) throws IOException {}

    /** Whether the server is asked on: it can be read. */
    boolean isRead() {
      return way == FaultyProxy.NONE;
    }
  }

  private static RequestHead request(int number) {
    return RequestHead.get(URI.create("http://example.org/" + number), Headers.empty());
  }

  /** One request, which waits no longer than it may. */
  private Bench.Seen ask(Bench machine, int number, Duration patience) throws Exception {
    fleet.body = (number + ".").repeat(number >= LARGE && number < STORED ? 300_000 : 100);
    long start = System.nanoTime();
    Bench.Seen seen = fleet.exchange(machine, request(number));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertEquals(fleet.body, seen.body());
    assertTrue(took.compareTo(patience.plus(SLACK)) < 0, took + " for " + number);
    return seen;
  }

  /** Fetches what is then stored on the server. */
  private void furnish(RedisServer server) throws Exception {
    Bench first = fleet.connect(directory.resolve("first"), server.url());
    for (int i = 0; i < STORED; i++) {
      ask(first, i, Duration.ofSeconds(5));
    }
    first.cache.close();
    assertEquals(STORED, first.counts().of(Counter.REMOTE_PUSHED));
  }

  private Bench hurried(String url, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("remote.patience", "50ms"));
    return fleet.connect(directory.resolve("hurried"), url, all.toArray(String[]::new));
  }

  /** The server is known to fail: a request goes its way at once. */
  private static void assertNotAsked(Bench machine, int number) {
    Exchange exchange = machine.exchange(request(number));
    assertInstanceOf(Forward.class, exchange.begin());
    exchange.abandoned();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aServerThatFailsIsNotFeltAndIsAskedAgain(Fault fault) throws Exception {
    try (RedisServer server = RedisServer.start(directory, "--maxmemory-policy", "noeviction");
        FaultyProxy proxy = new FaultyProxy(server)) {
      furnish(server);
      Bench machine = hurried(proxy.url());
      Fleet.await(machine, State.READY);
      proxy.set(fault.way);
      fault.begin(server);
      int number = 100;
      while (fault.isRead() ? number < 110 : machine.cache.remoteState() == State.READY) {
        ask(machine, number++, PATIENCE); // nobody has it
        ask(machine, LARGE + number % LARGE, PATIENCE);
        ask(machine, number % LARGE, PATIENCE);
        machine.cache.forget(request(number % LARGE).uri());
        machine.cache.forget(request(LARGE + number % LARGE).uri());
      }
      if (!fault.isRead()) {
        assertNotAsked(machine, 1000);
      }
      proxy.set(FaultyProxy.NONE);
      fault.end(server);
      long pushed = machine.counts().of(Counter.REMOTE_PUSHED);
      while (machine.counts().of(Counter.REMOTE_PUSHED) == pushed) {
        ask(machine, number++, PATIENCE);
        Thread.sleep(50);
      }
      machine.cache.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"5,5000", "40,5000", "5,50", "40,50"})
  void aServerThatIsSlowIsWaitedForWithinThePatience(int millis, int patience) throws Exception {
    try (RedisServer server = RedisServer.start(directory);
        FaultyProxy proxy = new FaultyProxy(server)) {
      furnish(server);
      Bench machine =
          fleet.connect(directory.resolve("m"), proxy.url(), "remote.patience", patience + "ms");
      Fleet.await(machine, State.READY);
      proxy.set(FaultyProxy.slowBy(millis));
      for (int i = 0; i < LARGE; i++) {
        ask(machine, i, Duration.ofMillis(patience));
        ask(machine, 100 + i, Duration.ofMillis(patience));
      }
      long brought = machine.counts().of(Counter.REMOTE_BROUGHT);
      assertTrue(patience < 1000 || brought == LARGE, brought + " brought");
      machine.cache.close();
    }
  }

  /** Connections are neither taken nor refused: the queue of those to be taken is full. */
  @Test
  void aServerThatDropsConnectionsIsNotFelt() throws Exception {
    int port;
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = full.getLocalPort();
      boolean isFull = false;
      while (!isFull) {
        Socket one = new Socket();
        waiting.add(one);
        try {
          one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        } catch (SocketTimeoutException e) {
          isFull = true;
        }
      }
      Bench machine = hurried("redis://127.0.0.1:" + port);
      ask(machine, 0, PATIENCE);
      Thread.sleep(PATIENCE.toMillis());
      for (int i = 1; i < LARGE; i++) {
        assertNotAsked(machine, i);
        ask(machine, i, PATIENCE);
      }
      Fleet.await(machine, State.AWAY);
    } finally {
      for (Socket one : waiting) {
        one.close();
      }
    }
    try (RedisServer server = RedisServer.start(directory, port)) {
      Bench machine = fleet.machines.get(0);
      Fleet.await(machine, State.READY);
      ask(machine, 100, PATIENCE);
      machine.cache.close();
      assertFalse(server.say("DBSIZE").equals(":0"), "what was fetched meanwhile is there");
    }
  }

  @Test
  void aServerThatIsNotThereIsNotFelt() throws Exception {
    try (Socket taken = new Socket()) { // nobody listens there
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Bench machine = hurried("redis://127.0.0.1:" + taken.getLocalPort());
      for (int i = 0; i < LARGE; i++) {
        ask(machine, i, PATIENCE);
      }
      Fleet.await(machine, State.AWAY);
      assertNotAsked(machine, 100);
      machine.cache.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"authority", "host", "password", "no TLS", "TLS"})
  void aServerThatIsNotTrustedIsNotFelt(String wrong) throws Exception {
    boolean tls = wrong.equals("authority") || wrong.equals("host") || wrong.equals("TLS");
    Tls shown = Tls.create(directory, wrong.equals("host") ? "dns:other.example" : "ip:127.0.0.1");
    Path other = Path.of(directory.toString(), "other");
    assertTrue(other.toFile().mkdir());
    Path trusted =
        wrong.equals("authority")
            ? Tls.create(other, "ip:127.0.0.1").certificate()
            : shown.certificate();
    int port = RedisServer.freePort();
    String[] options = tls ? shown.options(port) : new String[] {"--requirepass", "secret"};
    String scheme = wrong.equals("password") || wrong.equals("TLS") ? "redis" : "rediss";
    try (RedisServer server = RedisServer.start(directory, port, options)) {
      Bench machine =
          hurried(scheme + "://:wrong@127.0.0.1:" + server.port(), "remote.ca", trusted.toString());
      for (int i = 0; i < LARGE; i++) {
        assertFalse(ask(machine, i, PATIENCE).fromCache());
      }
      while (machine.counts().of(Counter.REMOTE_BREAKS) == 0) {
        Thread.sleep(5);
      }
      assertEquals(State.AWAY, machine.cache.remoteState());
      assertNotAsked(machine, 100);
      machine.cache.close();
    }
  }
}
