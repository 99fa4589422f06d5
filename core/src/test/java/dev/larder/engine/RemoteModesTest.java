package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Mode;
import dev.larder.config.RemoteScope;
import dev.larder.engine.modes.ModeSwitch;
import dev.larder.stats.Counter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the modes of a cache make of the remote tier, and what it says in Cache-Status. */
class RemoteModesTest {

  private Fleet fleet;
  private Path directory;

  @BeforeEach
  void open(@TempDir Path directory) {
    this.directory = directory;
    fleet = new Fleet(directory, 2);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private void mode(int machine, Mode mode) {
    fleet
        .machines
        .get(machine)
        .cache
        .setModeSwitch(new ModeSwitch(mode, directory.resolve("none"), System::nanoTime));
  }

  private int asked(int machine) {
    return fleet.tiers.get(machine).asked.size();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"READ_ONLY", "OFFLINE", "REPLAY", "OFF"})
  void otherModesLeaveItAlone(Mode mode) throws Exception {
    fleet.get(0);
    mode(1, mode);
    fleet.server.values.clear();
    fleet.get(1);
    assertEquals(0, asked(1));
    assertTrue(fleet.server.values.isEmpty());
  }

  @Test
  void refreshPushesAndDoesNotAsk() throws Exception {
    mode(0, Mode.REFRESH);
    fleet.get(0);
    fleet.get(0);
    fleet.assertOrigin(2, 0);
    assertEquals(0, asked(0));
    assertTrue(fleet.get(1).fromCache());
  }

  @Test
  void observeAsksAndCountsAndWaitsForNothing() throws Exception {
    mode(1, Mode.OBSERVE);
    assertFalse(fleet.get(1).fromCache());
    assertEquals(1, fleet.machines.get(1).counts().of(Counter.REMOTE_ASKED));
    assertEquals(1, fleet.machines.get(1).counts().of(Counter.REMOTE_ABSENT));
    assertTrue(fleet.server.values.isEmpty());
    fleet.get(0);
    fleet.passSeconds(61);
    fleet.get(1);
    assertEquals(1, fleet.machines.get(1).counts().of(Counter.REMOTE_BROUGHT));
    assertEquals(0, fleet.machines.get(1).counts().of(Counter.REMOTE_BYTES_BROUGHT));
    fleet.assertOrigin(3, 0);
  }

  @Test
  void anInvalidationInAModeThatWritesNothingStaysHere() throws Exception {
    fleet.get(0);
    mode(1, Mode.READ_ONLY);
    Bench.relay(
        fleet.machines.get(1).forward(Bench.request("PUT")).received(Bench.response(204), null),
        "");
    fleet.server.settle();
    assertTrue(fleet.machines.get(0).hits(get()));
  }

  @Test
  void cacheStatusTellsThatItCameFromThere() throws Exception {
    Bench told = new Bench(directory.resolve("told"), null, true);
    fleet.join(told, RemoteScope.SHARED);
    fleet.get(0);
    String status = fleet.exchange(told, get()).head().headers().first("Cache-Status");
    assertEquals("larder; hit; ttl=60; detail=remote; key=\"http://example.org/page\"", status);
    assertEquals(
        "larder; hit; ttl=60; key=\"http://example.org/page\"",
        fleet.exchange(told, get()).head().headers().first("Cache-Status"));
  }
}
