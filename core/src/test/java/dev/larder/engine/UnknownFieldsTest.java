package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.Glob;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.FieldSyntax;
import dev.larder.http.ResponseHead;
import dev.larder.policy.PolicyOverrides;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.identity.IdentitySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields of a request tell its response from those of others. */
class UnknownFieldsTest {

  /** What an origin says that thinks of no cache that several users share. */
  private static final ResponseHead PLAIN = response(200, "Cache-Control", "max-age=60");

  @TempDir Path directory = Path.of("");

  static List<String> credentials() throws IOException {
    List<String> names = Files.readAllLines(Path.of("src/test/resources/credential-fields.txt"));
    assertTrue(names.size() > 300);
    return names;
  }

  /** Those that change with each request, or that common clients send with all of theirs. */
  static Stream<String> harmless() {
    return Stream.of(
        ("Accept Accept-Charset Accept-Encoding Accept-Language Accept-Datetime User-Agent Prefer"
                + " Priority Cache-Control Pragma TE Connection Keep-Alive Proxy-Connection"
                + " HTTP2-Settings Content-Type Via Date Early-Data Referer DNT Save-Data"
                + " Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-Dest Sec-Fetch-User Sec-GPC"
                + " Sec-Purpose sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform-version Purpose"
                + " Upgrade-Insecure-Requests X-Requested-With Device-Memory DPR Width"
                + " Viewport-Width Downlink ECT RTT Access-Control-Request-Headers Service-Worker"
                + " traceparent tracestate baggage b3 X-B3-TraceId X-B3-SpanId X-B3-Sampled"
                + " X-Request-Id X-Correlation-Id Request-Id Correlation-Context uber-trace-id"
                + " uberctx-user X-Cloud-Trace-Context grpc-trace-bin X-Amzn-Trace-Id"
                + " amz-sdk-invocation-id amz-sdk-request sentry-trace newrelic X-NewRelic-ID"
                + " X-NewRelic-Transaction x-datadog-trace-id x-datadog-parent-id"
                + " x-datadog-sampling-priority x-datadog-tags elastic-apm-traceparent X-dynaTrace"
                + " X-INSTANA-T X-INSTANA-S sw8 ot-tracer-traceid ot-baggage-x x-ot-span-context"
                + " x-ms-client-request-id client-request-id x-stainless-retry-count"
                + " singularityheader :authority")
            .split(" "));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void whatOneValueOfAnUnknownFieldBroughtIsForNobodyWithAnother(String field) {
    Bench bench = new Bench(directory);
    bench.fetch(get(field, "alice"), PLAIN, "for alice");
    assertTrue(bench.hits(get(field, "alice")));
    assertFalse(bench.hits(get(field, "bob")));
    assertFalse(bench.hits(get()));
    Bench other = new Bench(directory.resolve("other"));
    other.fetch(get(), PLAIN, "please log in");
    assertFalse(other.hits(get(field, "alice")));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatEachRequestSaysOtherwiseCostsNoHit(String field) {
    Bench bench = new Bench(directory);
    String value = field.equals("Cache-Control") || field.equals("Pragma") ? "x=" : "";
    bench.fetch(get(field, value + "1"), PLAIN, "for all");
    assertTrue(bench.hits(get(field, value + "2")));
    assertTrue(bench.hits(get()));
  }

  @Test
  void whatIsDeclaredForAllIsForAllWhateverTheyShow() {
    Bench bench = new Bench(directory);
    bench.fetch(
        get("X-Tenant", "a"), response(200, "Cache-Control", "public, max-age=60"), "for all");
    assertTrue(bench.hits(get("X-Tenant", "b")));
  }

  @Test
  void moreFieldsMayBeSaidToTellNobodyApart() {
    IdentitySettings settings =
        IdentitySettings.of(Settings.defaults())
            .ignoring(globs("x-build", "x-mycorp-*", "x-*-probe-?"), List.of());
    Bench bench = bench(settings);
    bench.fetch(get("X-Build", "1", "X-MyCorp-Zone", "2", "X-A-Probe-1", "3"), PLAIN, "for all");
    assertTrue(bench.hits(get("x-build", "4", "X-MYCORP-X", "5", "x-b-probe-2", "6")));
    assertFalse(bench.hits(get("X-Built", "1")));
    assertFalse(bench.hits(get("X-MyCor", "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "Proxy-Authorization", "Cookie"})
  void whatIsMadeForCredentialsCountsUnlessItIsNamedInFull(String field) {
    Bench bench = bench(IdentitySettings.of(Settings.defaults()).ignoring(globs("*"), List.of()));
    bench.fetch(get(field, "alice", "X-Tenant", "1"), PLAIN, "for alice");
    assertTrue(bench.hits(get(field, "alice", "X-Tenant", "2")));
    assertFalse(bench.hits(get(field, "bob")));
    Bench named =
        bench(
            IdentitySettings.of(Settings.defaults())
                .ignoring(globs(FieldSyntax.lower(field)), List.of()));
    named.fetch(get(field, "alice"), PLAIN, "for all");
    assertTrue(named.hits(get(field, "bob")));
  }

  @Test
  void aFieldThatIsKnownToBeHarmlessCountsWhereThatIsSaid() {
    IdentitySettings settings =
        IdentitySettings.of(
                Settings.defaults()
                    .with(SettingTable.IDENTITY_HEADERS, Set.of("user-agent", "x-a")))
            .ignoring(globs("x-*"), List.of());
    Bench bench = bench(settings);
    bench.fetch(get("User-Agent", "a", "X-A", "a"), PLAIN, "for a");
    assertTrue(bench.hits(get("user-agent", "a", "x-a", "a")));
    assertFalse(bench.hits(get("User-Agent", "b", "X-A", "a")));
    assertFalse(bench.hits(get("User-Agent", "a", "X-A", "b")));
  }

  @Test
  void aRuleSaysItForItsRequests() throws IOException {
    Bench bench = new Bench(directory);
    rules(
        bench,
        "{\"match\": {\"path\": \"/page\"}, \"ignore-headers\": [\"x-nonce\"],"
            + " \"ignore-cookies\": \"*\"}");
    bench.fetch(get("X-Nonce", "1", "Cookie", "s=1"), PLAIN, "for all");
    assertTrue(bench.hits(get("X-Nonce", "2", "Cookie", "s=2")));
    assertFalse(bench.hits(get("X-Other", "2")));
    rules(bench, "{\"match\": {\"path\": \"/other\"}, \"ignore-headers\": [\"x-nonce\"]}");
    assertFalse(bench.hits(get("X-Nonce", "2")));
  }

  private static void rules(Bench bench, String rule) throws IOException {
    Path file = Files.createTempFile("rules", ".json");
    bench.rules(file, rule);
    Files.delete(file);
  }

  @Test
  void noneOfThemIsWrittenDown() throws IOException {
    Bench bench = new Bench(directory);
    ResponseHead varying =
        response(200, "Cache-Control", "private, max-age=60", "Vary", "X-Tenant, Cookie");
    bench.fetch(get("X-Tenant", "s3cr3t", "Cookie", "a=s3cr3t; __cf_bm=s3cr3t"), varying, "body");
    assertTrue(bench.hits(get("X-Tenant", "s3cr3t", "Cookie", "a=s3cr3t; __cf_bm=other")));
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      assertTrue(regular.size() > 2);
      for (Path file : regular) {
        assertEquals(-1, new String(Files.readAllBytes(file), ISO_8859_1).indexOf("s3cr3t"));
      }
    }
  }

  private Bench bench(IdentitySettings settings) {
    return new Bench(
        directory.resolve(String.valueOf(settings.hashCode())),
        PolicySettings.of(Settings.defaults()).with(settings, PolicyOverrides.NONE),
        null,
        false);
  }

  private static List<Glob> globs(String... names) {
    return Stream.of(names).map(Glob::ofName).map(Objects::requireNonNull).toList();
  }
}
