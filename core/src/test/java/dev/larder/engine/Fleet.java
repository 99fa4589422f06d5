package dev.larder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.larder.config.RemoteScope;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.Bench.Seen;
import dev.larder.engine.lookup.RemoteUse;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.FailureLog;
import dev.larder.store.RemotePosition;
import dev.larder.store.RemoteTier;
import dev.larder.store.remote.RemoteTiers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Machines with directories of their own, one server, and an origin that counts. */
final class Fleet implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(5);

  final FakeRemoteServer server = new FakeRemoteServer();
  final List<Bench> machines = new ArrayList<>();
  final List<FakeRemoteServer.Tier> tiers = new ArrayList<>();
  final AtomicInteger fetches = new AtomicInteger();
  final AtomicInteger validations = new AtomicInteger();

  /** What the origin answers, its body, and how long it takes. */
  volatile ResponseHead answer =
      Bench.response(200, "Cache-Control", "max-age=60", "ETag", "\"a\"");

  volatile String body = "body";
  volatile Duration delay = Duration.ZERO;

  Fleet(Path directory, int size) {
    for (int i = 0; i < size; i++) {
      Bench machine = new Bench(directory.resolve("m" + i));
      machines.add(machine);
      join(machine, RemoteScope.SHARED);
    }
  }

  /** Lets a machine use the server. */
  void join(Bench machine, RemoteScope scope) {
    join(machine, scope, false);
  }

  void join(Bench machine, RemoteScope scope, boolean identities) {
    machine.cache.setRemote(
        local -> {
          FakeRemoteServer.Tier tier = server.connect(local);
          tiers.add(tier);
          return new RemoteUse(tier, PATIENCE, scope, identities);
        });
  }

  /**
   * Adds a machine that uses a real server. Its clock stands at the time of now.
   *
   * @param settings names and values in turn, beside the address and a long patience
   */
  Bench connect(Path directory, String url, String... settings) {
    Map<String, String> set = new HashMap<>(Map.of("remote", url, "remote.patience", "5s"));
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    Settings.Loaded loaded = Settings.given(set);
    assertEquals(List.of(), loaded.problems());
    Bench machine = new Bench(directory);
    machine.clock.pass(Duration.between(machine.clock.instant(), Instant.now()));
    machine.cache.setRemote(
        local ->
            new RemoteUse(
                RemoteTiers.open(
                    loaded.settings(),
                    local,
                    RemotePosition.NONE,
                    machine.statistics,
                    new FailureLog(machine.statistics),
                    machine.clock),
                loaded.settings().get(SettingTable.REMOTE_PATIENCE),
                RemoteScope.SHARED,
                false));
    machines.add(machine);
    return machine;
  }

  /** Waits until its tier is in this state. */
  static void await(Bench machine, RemoteTier.State state) throws InterruptedException {
    while (machine.cache.remoteState() != state) {
      Thread.sleep(5);
    }
  }

  /** Lets a machine use this tier. */
  static void use(Bench machine, RemoteTier tier, Duration patience) {
    machine.cache.setRemote(local -> new RemoteUse(tier, patience, RemoteScope.SHARED, false));
  }

  void passSeconds(long seconds) {
    machines.forEach(machine -> machine.clock.passSeconds(seconds));
  }

  /** One exchange of a machine, and then whatever follows from it on the tiers' threads. */
  Seen get(int machine, RequestHead request) throws Exception {
    Seen seen = exchange(machines.get(machine), request);
    server.settle();
    return seen;
  }

  Seen get(int machine) throws Exception {
    return get(machine, Bench.get());
  }

  /** One exchange of a machine. */
  Seen exchange(Bench machine, RequestHead request) throws Exception {
    RequestDecision decision = machine.exchange(request).begin();
    if (decision instanceof Wait wait) {
      wait.released().get();
      decision = wait.resume();
    }
    if (decision instanceof RequestDecision.Serve serve) {
      return machine.served(serve.served());
    }
    Forward forward = assertInstanceOf(Forward.class, decision);
    ResponseHead head = answer;
    String tag = head.headers().first("ETag");
    String condition = forward.fields().first("If-None-Match");
    boolean same = tag != null && condition != null && condition.contains(tag);
    (same ? validations : fetches).incrementAndGet();
    Thread.sleep(delay.toMillis());
    ResponseHead sent = same ? notModified(head) : head;
    ResponseDecision received = forward.received(sent, null);
    if (received instanceof ResponseDecision.Serve serve) {
      return machine.served(serve.served());
    }
    Bench.relay(received, body);
    return new Seen(sent, body, false);
  }

  private static ResponseHead notModified(ResponseHead head) {
    Headers headers = head.headers();
    return new ResponseHead(304, head.version(), headers);
  }

  /** How often the origin was asked: for a response, and whether one is still good. */
  void assertOrigin(int fetched, int validated) {
    assertEquals(fetched, fetches.get(), "fetched");
    assertEquals(validated, validations.get(), "validated");
  }

  @Override
  public void close() {
    server.close();
  }
}
