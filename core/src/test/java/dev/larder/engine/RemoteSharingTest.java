package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.RemoteScope;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.Bench.Seen;
import dev.larder.engine.rules.RequestBody;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.policy.PolicySettings;
import dev.larder.stats.Counter;
import dev.larder.store.EntryMetadata;
import dev.larder.store.EntryWriter;
import dev.larder.store.IdentityKey;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The remote tier is a shared cache (RFC 9111 §3): what goes there, and how what comes from there
 * is used.
 */
class RemoteSharingTest {

  private Fleet fleet;
  private Path directory;

  @BeforeEach
  void open(@TempDir Path directory) {
    this.directory = directory;
    fleet = new Fleet(directory, 2);
  }

  @AfterEach
  void close() {
    for (Bench machine : fleet.machines) {
      assertEquals(0, machine.counts().of(Counter.FAILURES));
    }
    fleet.close();
  }

  private static String[] fields(String list) {
    return Arrays.stream(list.split("; "))
        .flatMap(f -> Arrays.stream(f.split(": ", 2)))
        .toArray(String[]::new);
  }

  /** Whether a response goes to the tier, which a machine stores for itself. */
  private boolean goes(RequestHead request, int status, String fields) throws Exception {
    fleet.answer = response(status, fields(fields));
    fleet.get(0, request);
    assertTrue(fleet.machines.get(0).hits(request), "it is stored here");
    return !fleet.server.values.isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=60",
        "Cache-Control: max-age=5; ETag: \"a\"",
        "Cache-Control: public, max-age=60",
        "Cache-Control: s-maxage=60, max-age=60",
        "Expires: Sun, 01 Mar 2026 13:00:00 GMT",
        "Last-Modified: Sat, 01 Feb 2026 12:00:00 GMT",
        "Cache-Control: max-age=60; Vary: Accept-Encoding",
        "Cache-Control: max-age=60; Vary: Cookie",
      })
  void whatASharedCacheMayKeepGoesThere(String fields) throws Exception {
    assertTrue(goes(get(), 200, fields));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: private, max-age=60",
        "Cache-Control: private=\"ETag\", max-age=60; ETag: \"a\"",
        "Cache-Control: max-age=5",
        "Cache-Control: max-age=60; CDN-Cache-Control: no-store",
      })
  void whatASharedCacheMustNotKeepOrHasNoUseForDoesNot(String fields) throws Exception {
    assertFalse(goes(get(), 200, fields));
  }

  @Test
  void permanentRedirectsGoThere() throws Exception {
    assertTrue(goes(get(), 301, "Cache-Control: max-age=60; Location: /b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization: Bearer x | Cache-Control: max-age=60 | false",
        "Authorization: Bearer x | Cache-Control: max-age=60, must-revalidate | false",
        "Authorization: Bearer x | Cache-Control: max-age=60, public | true",
        "Authorization: Bearer x | Cache-Control: max-age=60, s-maxage=60 | true",
        "Cookie: session=1 | Cache-Control: max-age=60 | false",
        "Cookie: session=1 | Cache-Control: max-age=60, public | true",
        "X-Api-Key: 1 | Cache-Control: max-age=60 | false",
        "Cookie: session=1 | Cache-Control: max-age=60, public; Vary: Cookie | false",
        "Accept-Language: en | Cache-Control: max-age=60; Vary: Accept-Language | true",
        "Host: other.example.org | Cache-Control: max-age=60 | true",
      })
  void whatCredentialsBroughtGoesThereOnlyIfItIsDeclaredForAll(
      String request, String response, boolean goes) throws Exception {
    assertEquals(goes, goes(get(fields(request)), 200, response));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/?access_token=1", "http://example.org/?pin=1"})
  void whatIsKeyedByASecretDoesNotGoThere(String uri) throws Exception {
    fleet.machines.get(0).rules(directory.resolve("r.json"), "{\"redact-query\": \"pin\"}");
    assertFalse(
        goes(RequestHead.get(URI.create(uri), Headers.empty()), 200, "Cache-Control: max-age=60"));
  }

  @Test
  void whatAClientWithItsOwnTrustGotDoesNotGoThere() throws Exception {
    Bench machine = fleet.machines.get(0);
    Exchange exchange = machine.cache.exchange(ClientRequest.in("own trust", "client", get()));
    Forward forward = assertInstanceOf(Forward.class, exchange.begin());
    Bench.relay(forward.received(fleet.answer, null), "body");
    fleet.server.settle();
    assertTrue(fleet.server.values.isEmpty());
    assertEquals(0, machine.counts().of(Counter.REMOTE_ASKED));
  }

  @Test
  void cookiesThatAResponseSetsDoNotGoThere() throws Exception {
    assertTrue(goes(get(), 200, "Cache-Control: max-age=60, public; Set-Cookie: a=b"));
    EntryMetadata there = fleet.server.values.values().iterator().next().metadata();
    assertFalse(there.head().headers().contains("Set-Cookie"));
  }

  @Test
  void partsDoNotGoThere() throws Exception {
    fleet.answer =
        response(
            206, "Cache-Control", "max-age=60", "ETag", "\"a\"", "Content-Range", "bytes 0-3/9");
    fleet.get(0, get("Range", "bytes=0-3"));
    assertTrue(fleet.machines.get(0).hits(get("Range", "bytes=0-3")));
    assertTrue(fleet.server.values.isEmpty());
  }

  @Test
  void largeBodiesDoNotGoThere() throws Exception {
    fleet.tiers.get(0).largest = 3;
    assertFalse(goes(get(), 200, "Cache-Control: max-age=60"));
  }

  @Test
  void whatARuleForcesGoesThere() throws Exception {
    fleet
        .machines
        .get(0)
        .rules(directory.resolve("r.json"), "{\"force\": true, \"max-age\": \"1h\"}");
    assertTrue(goes(get(), 200, "Cache-Control: no-store, private"));
    // The other machine has no such rule.
    assertFalse(fleet.get(1).fromCache());
  }

  @Test
  void aRuleKeepsWhatItFitsLocal() throws Exception {
    fleet.machines.get(0).rules(directory.resolve("r.json"), "{\"remote\": false}");
    assertFalse(goes(get(), 200, "Cache-Control: max-age=60"));
    assertEquals(0, fleet.machines.get(0).counts().of(Counter.REMOTE_ASKED));
    fleet.get(1);
    assertFalse(fleet.server.values.isEmpty());
    fleet.passSeconds(61);
    fleet.get(0);
    assertEquals(0, fleet.machines.get(0).counts().of(Counter.REMOTE_ASKED));
  }

  @Test
  void whatIsStoredByTheBodyOfItsRequestDoesNotGoThere() throws Exception {
    fleet
        .machines
        .get(0)
        .rules(directory.resolve("r.json"), "{\"enable-methods\": \"POST\", \"max-age\": \"1h\"}");
    Bench machine = fleet.machines.get(0);
    ClientRequest post =
        new ClientRequest(
            "client",
            new RequestHead("POST", Bench.PAGE, Headers.empty(), true),
            "",
            null,
            RequestBody.of(new byte[] {1}));
    Forward forward = assertInstanceOf(Forward.class, machine.cache.exchange(post).begin());
    Bench.relay(forward.received(fleet.answer, null), "body");
    fleet.server.settle();
    assertTrue(fleet.server.values.isEmpty());
    assertEquals(0, machine.counts().of(Counter.REMOTE_ASKED));
  }

  @Test
  void machinesOfOneUserShareWhatIsPrivate() throws Exception {
    fleet.join(fleet.machines.get(0), RemoteScope.USER);
    assertTrue(goes(get(), 200, "Cache-Control: private, max-age=60"));
    assertFalse(fleet.get(1, get("Authorization", "Bearer x")).fromCache());
  }

  /** A secret that all machines have. */
  private static final class FleetKey implements IdentityKey {
    @Override
    public byte[] existing() {
      return new byte[32];
    }

    @Override
    public byte[] make() {
      return existing();
    }

    @Override
    public boolean isPortable() {
      return true;
    }
  }

  private void joinWithKey(String name, boolean identities) {
    PolicySettings policy = PolicySettings.of(Settings.defaults());
    Bench machine =
        new Bench(directory.resolve(name), policy, Duration.ofMinutes(1), false, new FleetKey());
    fleet.machines.add(machine);
    fleet.join(machine, RemoteScope.SHARED, identities);
  }

  @Test
  void withACommonKeyAndTheSettingIdentitiesShareWhatIsTheirs() throws Exception {
    joinWithKey("a", true);
    joinWithKey("b", true);
    joinWithKey("c", false);
    RequestHead mine = get("Cookie", "session=1");
    assertFalse(fleet.get(2, mine).fromCache());
    assertTrue(fleet.get(3, mine).fromCache());
    assertFalse(fleet.get(3, get("Cookie", "session=2")).fromCache());
    assertFalse(fleet.get(3).fromCache(), "without credentials");
    assertFalse(fleet.get(4, mine).fromCache(), "the machine does not want identities there");
    assertFalse(fleet.get(0, mine).fromCache(), "the machine has no key");
    fleet.assertOrigin(5, 0);
  }

  @Test
  void withACommonKeyWhatIsKeyedByASecretGoesThere() throws Exception {
    joinWithKey("a", false);
    joinWithKey("b", false);
    fleet.answer = response(200, "Cache-Control", "max-age=60, public", "Vary", "Cookie");
    assertFalse(fleet.get(2, get("Cookie", "session=1")).fromCache());
    assertTrue(fleet.get(3, get("Cookie", "session=1")).fromCache());
    assertFalse(fleet.get(3, get("Cookie", "session=2")).fromCache());
  }

  @Test
  void lifeThereIsWhatIsLeftOfFreshnessAndADayToValidate() throws Exception {
    goes(get(), 200, "Cache-Control: max-age=60; Age: 20");
    assertEquals(Duration.ofSeconds(40), life());
    fleet.server.values.clear();
    fleet.passSeconds(60);
    goes(get(), 200, "Cache-Control: max-age=60; ETag: \"a\"");
    assertEquals(Duration.ofSeconds(60).plusDays(1), life());
    fleet.server.values.clear();
    fleet.passSeconds(61);
    goes(get(), 200, "Cache-Control: max-age=60, stale-if-error=200000");
    assertEquals(Duration.ofSeconds(200_060), life());
  }

  private Duration life() {
    return fleet.server.values.values().iterator().next().life();
  }

  @Test
  void beyondSMaxageItIsValidatedWhenItIsBrought() throws Exception {
    fleet.answer = response(200, "Cache-Control", "max-age=600, s-maxage=30", "ETag", "\"a\"");
    fleet.get(0);
    fleet.passSeconds(31);
    assertTrue(fleet.machines.get(0).hits(get()), "a private cache may use it");
    assertTrue(fleet.get(1).fromCache());
    fleet.assertOrigin(1, 1);
  }

  @Test
  void ageCountsFromTheOrigin() throws Exception {
    fleet.get(0);
    fleet.passSeconds(20);
    Seen seen = fleet.get(1);
    assertEquals("20", seen.head().headers().first("Age"));
    fleet.passSeconds(41);
    assertFalse(fleet.machines.get(1).hits(get()));
  }

  @Test
  void whatThisMachineWouldNotStoreIsNotBrought() throws Exception {
    Bench strict =
        new Bench(
            directory.resolve("strict"),
            PolicySettings.of(Settings.defaults().with(SettingTable.MAX_HEADER_SIZE, 20L)),
            Duration.ofMinutes(1),
            false);
    fleet.join(strict, RemoteScope.SHARED);
    fleet.get(0);
    assertFalse(fleet.exchange(strict, get()).fromCache());
    assertEquals(0, strict.counts().of(Counter.REMOTE_BROUGHT));
  }

  /** A tier that has one value, whatever it is asked for. */
  private void lie(EntryMetadata metadata, byte[] body, long length, int sum) {
    Fleet.use(fleet.machines.get(1), new ConstantTier(metadata, body, length, sum), Fleet.PATIENCE);
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  @Test
  void anotherBodyThanTheHeadTellsOfIsNotStored() throws Exception {
    fleet.get(0);
    EntryMetadata metadata = fleet.server.values.values().iterator().next().metadata();
    byte[] wrong = {'b', 'o', 'd', 'x'};
    byte[] right = {'b', 'o', 'd', 'y'};
    lie(metadata, wrong, 4, sum(right));
    assertEquals("body", fleet.get(1).body());
    lie(metadata, right, 5, sum(right));
    fleet.machines.get(1).cache.forget(Bench.PAGE);
    assertEquals("body", fleet.get(1).body());
    fleet.assertOrigin(3, 0);
  }

  @Test
  void theResponseOfAnotherUriIsNotStored() throws Exception {
    RequestHead other = RequestHead.get(URI.create("http://example.org/other"), Headers.empty());
    fleet.get(0, other);
    EntryMetadata metadata = fleet.server.values.values().iterator().next().metadata();
    byte[] body = {'e', 'v', 'i', 'l'};
    lie(metadata, body, 4, sum(body));
    assertEquals("body", fleet.get(1).body());
    fleet.assertOrigin(2, 0);
  }

  /** Gives the same for each key, and lets everybody go to the origin. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ConstantTier(EntryMetadata metadata, byte[] body, long length, int sum)
      implements SourceTier {
    @Override
    public CompletableFuture<Answer> bring(Query query, Receiver into) {
      Answer answer = Answer.BROUGHT;
      try {
        EntryWriter out = into.begin(metadata, length, sum);
        if (out != null) {
          out.write(ByteBuffer.wrap(body));
          out.commit();
        }
      } catch (IOException e) {
        answer = Answer.UNKNOWN;
      }
      return CompletableFuture.completedFuture(answer);
    }
  }
}
