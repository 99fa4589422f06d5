package dev.larder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.RemoteAddress.Server;
import dev.larder.config.RemoteAddress.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteAddressTest {

  private static Settings.Loaded load(String... namesAndValues) {
    Map<String, String> properties = new HashMap<>(Map.of("user.home", "/home/u"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put("larder." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.load(properties, null, Map.of());
  }

  private static RemoteAddress read(String url) {
    Settings.Loaded loaded = load("remote", url);
    assertEquals(List.of(), loaded.problems());
    return loaded.settings().get(SettingTable.REMOTE);
  }

  @Test
  void withoutOneThereIsNoRemoteTier() {
    assertTrue(load().settings().get(SettingTable.REMOTE).isNone());
    assertTrue(read("none").isNone());
  }

  @Test
  void aUrlHasAUserAPasswordAPortAndADatabase() {
    assertEquals(
        new RemoteAddress(
            Topology.SINGLE, false, List.of(new Server("r.example", 6380)), "u@x", "p:/w", 3, ""),
        read("redis://u%40x:p%3a%2Fw@r.example:6380/3"));
    assertEquals(
        new RemoteAddress(
            Topology.SINGLE, true, List.of(new Server("::1", 6379)), "", "secret", 0, ""),
        read("REDISS://:secret@[::1]"));
    assertEquals("u", read("redis://u@h").user());
  }

  @Test
  void sentinelsAndClustersHaveSeveralHosts() {
    assertEquals(
        new RemoteAddress(
            Topology.SENTINEL,
            false,
            List.of(new Server("a", 26379), new Server("b", 5)),
            "",
            "",
            2,
            "main"),
        read("redis+sentinel://a,b:5/main/2"));
    assertEquals(
        new RemoteAddress(
            Topology.CLUSTER,
            true,
            List.of(new Server("a", 6379), new Server("::2", 7)),
            "",
            "",
            0,
            ""),
        read("rediss+cluster://a,[::2]:7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "redis://h:6379",
        "rediss://[::1]:6379/4",
        "redis+sentinel://a:26379,b:26379/main/2",
        "redis+cluster://a:1,b:2"
      })
  void whatIsShownCanBeWrittenSo(String url) {
    assertEquals(url, load("remote", url).settings().shown(SettingTable.REMOTE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r.example | it has no ://",
        "http://r.example | http is none of these schemes",
        "redis:// | a host is missing",
        "redis://a,b | it names several hosts, which sentinels or a cluster have",
        "redis://a b | a b is no host",
        "redis://a:0 | the port is a number from 1 to 65535",
        "redis://a:x | the port is a number from 1 to 65535",
        "redis://a/x | the database is a number from 0 to 1000000",
        "redis://a/1/2 | its path is too long",
        "redis://a?db=1 | it has no parameters",
        "redis://%zz@a | a % is followed by two hexadecimal digits",
        "redis://%ff@a | what is encoded with % is UTF-8",
        "redis+sentinel://a | the name by which the sentinels know it is missing",
        "redis+cluster://a/1 | a cluster has one database only",
      })
  void aWrongUrlIsSaidInOneSentence(String url, String why) {
    Settings.Loaded loaded = load("remote", url);
    assertTrue(loaded.settings().get(SettingTable.REMOTE).isNone());
    assertEquals(1, loaded.problems().size(), loaded.problems().toString());
    assertTrue(loaded.problems().get(0).contains("(" + why + ")"), loaded.problems().get(0));
    assertTrue(loaded.problems().get(0).endsWith("and its default, none, stands."));
  }

  @Test
  void neitherUserNorPasswordIsShown() {
    RemoteAddress address = read("redis://alice:secret@h/2");
    assertEquals("redis://h:6379/2", address.toString());
    for (String setting : List.of("remote", "remot")) {
      String problem = load(setting, "redis://alice:sec@ret@h:x").problems().toString();
      assertFalse(problem.contains("alice"), problem);
      assertFalse(problem.contains("sec"), problem);
      assertFalse(problem.contains("ret@"), problem);
      assertTrue(problem.contains("redis://…@h:x"), problem);
    }
  }

  @Test
  void aNamespaceIsPlain() {
    assertEquals(
        "team-7", load("remote.namespace", "team-7").settings().get(SettingTable.REMOTE_NAMESPACE));
    assertEquals(1, load("remote.namespace", "Team").problems().size());
    assertEquals(1, load("remote.namespace", "a{b}").problems().size());
    assertEquals(1, load("remote.namespace", "").problems().size());
  }

  @Test
  void identitiesNeedAKey() {
    assertEquals(
        List.of(
            "larder.remote.identities=true (system property) has no effect without"
                + " larder.remote.key, with which responses are sealed."),
        load("remote.identities", "true").problems());
    assertEquals(
        List.of(), load("remote.identities", "true", "remote.key", "/etc/larder.key").problems());
    assertEquals(List.of(), load("remote.identities", "false").problems());
  }
}
