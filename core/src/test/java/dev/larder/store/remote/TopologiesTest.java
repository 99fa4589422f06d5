package dev.larder.store.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.stats.Counter;
import dev.larder.store.RemoteTier.Answer;
import dev.larder.store.RemoteTier.Lease;
import dev.larder.store.RemoteTier.State;
import dev.larder.store.Stored;
import dev.larder.store.remote.redis.Commands;
import dev.larder.store.remote.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers that belong together, and a user that may do little. */
class TopologiesTest {

  @TempDir Path directory = Path.of("");

  @Test
  void theServersOfAClusterShareTheKeys() throws Exception {
    try (RedisServer low = node();
        RedisServer high = node()) {
      join(low, high);
      String url = "redis+cluster://127.0.0.1:" + low.port();
      try (Machine one = new Machine(directory, url).ready();
          Machine other = new Machine(directory, url).ready()) {
        for (int i = 1; i <= 12; i++) {
          one.push(i, Stored.body(300_000 + i));
        }
        for (int i = 1; i <= 12; i++) {
          assertEquals(Answer.BROUGHT, other.bring(i));
          assertArrayEquals(Stored.body(300_000 + i), Stored.bytes(other.stored(i)));
        }
        assertTrue(!low.say("DBSIZE").equals(":0") && !high.say("DBSIZE").equals(":0"));
        one.tier.invalidated(Stored.key(1), 1, one.clock.instant());
        while (other.bring(1) != Answer.ABSENT) {
          Thread.sleep(20);
        }
        assertEquals(0, one.count(Counter.REMOTE_BREAKS));
        assertEquals(0, other.count(Counter.REMOTE_BREAKS));
      }
    }
  }

  /** As when a cluster grows: what is not in its old place any more is asked for in the new one. */
  @Test
  void aSlotMovesFromOneServerToTheOther() throws Exception {
    try (RedisServer low = node();
        RedisServer high = node()) {
      join(low, high);
      Names names = new Names("larder", null);
      int number = 1;
      while (slot(names, number) > 8191) {
        number++;
      }
      String entry = names.entry(names.of(Stored.key(number)));
      String slot = Integer.toString(slot(names, number));
      String url = "redis+cluster://127.0.0.1:" + low.port();
      byte[] body = Stored.body(600_000);
      try (Machine one = new Machine(directory, url).ready();
          Machine other = new Machine(directory, url).ready();
          Machine third = new Machine(directory, url).ready()) {
        one.push(number, body);
        say(high, "CLUSTER", "SETSLOT", slot, "IMPORTING", low.say("CLUSTER", "MYID"));
        say(low, "CLUSTER", "SETSLOT", slot, "MIGRATING", high.say("CLUSTER", "MYID"));
        assertEquals(Answer.BROUGHT, other.bring(number), "it is in its old place");

        one.put(number, Stored.body(10));
        one.tier.offer(Machine.offer(number, false));
        while (one.count(Counter.REMOTE_REFUSED) == 0) {
          Thread.sleep(5); // no server has both names that are needed to publish it
        }
        assertEquals(State.READY, one.tier.state(), "and is still read");

        String port = Integer.toString(high.port());
        say(low, "MIGRATE", "127.0.0.1", port, entry, "0", "5000");
        other.store.remove(Stored.key(number));
        assertEquals(Answer.BROUGHT, other.bring(number), "the old server says where it is");
        assertArrayEquals(body, Stored.bytes(other.stored(number)));
        third.push(number, Stored.body(600_001));

        for (RedisServer server : new RedisServer[] {high, low}) {
          say(server, "CLUSTER", "SETSLOT", slot, "NODE", high.say("CLUSTER", "MYID"));
        }
        assertEquals(Answer.BROUGHT, other.bring(number));
        assertArrayEquals(Stored.body(600_001), Stored.bytes(other.stored(number)));
        third.push(number, Stored.body(20));
        assertEquals(2, third.count(Counter.REMOTE_PUSHED));
        for (Machine machine : new Machine[] {one, other, third}) {
          assertEquals(0, machine.count(Counter.REMOTE_BREAKS));
          assertEquals(0, machine.count(Counter.FAILURES));
        }
      }
    }
  }

  private static int slot(Names names, int number) {
    return Commands.slot(names.entry(names.of(Stored.key(number))));
  }

  private static void say(RedisServer server, String... words) throws Exception {
    assertEquals("+OK", server.say(words), String.join(" ", words));
  }

  /** Makes a cluster of two servers, each of which has half of the slots. */
  private static void join(RedisServer low, RedisServer high) throws Exception {
    low.say("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
    high.say("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
    String bus = high.say("CONFIG", "GET", "cluster-port").lines().toList().get(1);
    low.say("CLUSTER", "MEET", "127.0.0.1", Integer.toString(high.port()), bus);
    for (RedisServer one : new RedisServer[] {low, high}) {
      while (!one.say("CLUSTER", "INFO").contains("cluster_state:ok")
          || !one.say("CLUSTER", "INFO").contains("cluster_slots_ok:16384")) {
        Thread.sleep(20);
      }
    }
  }

  private RedisServer node() throws Exception {
    return RedisServer.start(
        directory,
        "--cluster-enabled",
        "yes",
        "--cluster-port",
        Integer.toString(RedisServer.freePort()));
  }

  @Test
  void whenAMasterIsGoneTheSentinelsNameAnother() throws Exception {
    try (RedisServer master = RedisServer.start(directory);
        RedisServer replica =
            RedisServer.start(directory, "--replicaof", "127.0.0.1 " + master.port())) {
      while (!master.say("INFO", "replication").contains("state=online")) {
        Thread.sleep(20);
      }
      Path configuration =
          Files.writeString(
              directory.resolve("sentinel.conf"),
              "sentinel monitor mine 127.0.0.1 "
                  + master.port()
                  + " 1\nsentinel down-after-milliseconds mine 300\n"
                  + "sentinel failover-timeout mine 3000\n");
      try (RedisServer sentinel = RedisServer.sentinel(directory, configuration)) {
        String url = "redis+sentinel://127.0.0.1:" + sentinel.port() + "/mine";
        while (!sentinel.say("SENTINEL", "MASTER", "mine").contains("num-slaves\n1")) {
          Thread.sleep(20);
        }
        try (Machine one = new Machine(directory, url).ready()) {
          one.push(1, Stored.body(10));
          assertEquals(Answer.BROUGHT, one.bring(1));
          master.kill();
          assertEquals(Answer.UNKNOWN, one.bring(1));
          one.ready();
          while (!replica.say("ROLE").startsWith("master")) {
            Thread.sleep(20);
          }
          one.ready();
          one.push(2, Stored.body(10));
          assertEquals(Answer.BROUGHT, one.bring(2));
          assertTrue(replica.say("KEYS", "*:e").contains(":e"));
        }
      }
    }
  }

  /** As docs/remote.md says. */
  @Test
  void aUserNeedsFewRights() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "remote.md"));
    try (RedisServer server = RedisServer.start(directory)) {
      for (String line : page.lines().filter(one -> one.startsWith("ACL SETUSER")).toList()) {
        String rights = line.replace(">…", ">secret");
        assertEquals("+OK", server.say(rights.split(" ", -1)), rights);
      }
      String full = server.url().replace("//", "//larder:secret@");
      String reading = server.url().replace("//", "//larder-read:secret@");
      try (Machine one = new Machine(directory, full).ready();
          Machine other = new Machine(directory, reading, "remote.push", "false").ready()) {
        one.push(1, Stored.body(600_000));
        assertEquals(Answer.BROUGHT, other.bring(1));
        Lease lease = other.tier.lease(Machine.query(Stored.key(2), 2)).get(20, TimeUnit.SECONDS);
        assertEquals(Lease.State.UNKNOWN, lease.state(), "others would wait in vain");
        one.tier.superseded(Stored.key(1), Duration.ofSeconds(40));
        one.tier.lease(Machine.query(Stored.key(3), 3)).get(20, TimeUnit.SECONDS).refuse();
        one.tier.invalidated(Stored.key(1), 1, one.clock.instant());
        while (other.bring(1) != Answer.ABSENT) {
          Thread.sleep(20);
        }
        one.awaitPushes();
        for (Machine machine : new Machine[] {one, other}) {
          assertEquals(0, machine.count(Counter.FAILURES));
          assertEquals(0, machine.count(Counter.REMOTE_REFUSED));
          assertEquals(State.READY, machine.tier.state());
        }
      }
      String log = server.say("ACL", "LOG");
      assertTrue(log.isEmpty() || log.equals("*0"), log);
    }
  }
}
