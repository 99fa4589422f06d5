package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.HttpDate;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.it.ClientVersion.Client;
import dev.larder.it.programs.Conformance;
import dev.larder.policy.PolicySettings;
import dev.larder.policy.Storability;
import dev.larder.policy.StoredResponse;
import dev.larder.policy.Suitability;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each client does what the policy says, which {@code EveryCombinationTest} compares with the RFCs:
 * nothing that a client adds, hides or forbids changes how directives are understood. Every pair of
 * directives of both sides is tried, on a response without any and on one that is stored and can be
 * validated.
 */
@Tag(Extensive.ONE_JDK)
@Tag(Extensive.TAG)
class ConformanceIT {

  /** Directives of the first request bear an exclamation mark, of the second a question mark. */
  private static final String[] DIRECTIVES = {
    "!no-store",
    "!no-cache",
    "?no-store",
    "?no-cache",
    "?max-age=0",
    "?max-age=30",
    "?max-age=100",
    "?min-fresh=20",
    "?max-stale",
    "?max-stale=10",
    "?only-if-cached",
    "no-store",
    "no-cache",
    "private",
    "public",
    "must-revalidate",
    "s-maxage=50",
    "max-age=60",
    "Expires",
    "ETag",
    "Last-Modified",
    "stale-while-revalidate=10",
  };

  /** By Expires, and by a tenth of the time since Last-Modified, seconds. */
  private static final int EXPIRES = 40;

  private static final int HEURISTIC = 90;

  /** On either side of each lifetime, and some seconds before it, as the requests take time. */
  private static final int[] AGES = {25, 65, 94};

  /**
   * A client that answers {@code only-if-cached} itself: it has a cache of its own, or has none.
   */
  private static final Set<String> ANSWERS_ONLY_IF_CACHED = Set.of("OkHttp");

  /** Clients with which the program itself waits for each validation. */
  private static final Set<String> NEVER_IN_BACKGROUND =
      Set.of("Apache 4", "Apache 5 async", "Netty");

  private static final PolicySettings POLICY = PolicySettings.of(Settings.defaults());

  /**
   * Two requests for a resource.
   *
   * @param chosen the directives
   * @param age how old the response is when it comes, seconds
   */
  private record Case(Set<String> chosen, int age) {

    /** The directives that begin so. */
    private String directives(char first) {
      return chosen.stream()
          .filter(one -> one.charAt(0) == first)
          .map(one -> one.substring(1))
          .collect(Collectors.joining(", "));
    }

    private RequestHead request(char which) {
      String directives = directives(which);
      Headers headers =
          directives.isEmpty() ? Headers.empty() : Headers.of("Cache-Control", directives);
      return RequestHead.get(URI.create("http://127.0.0.1/"), headers);
    }

    /** The fields of the response at this time. */
    List<String> fields(Instant now) {
      List<String> fields = new ArrayList<>();
      List<String> directives = new ArrayList<>();
      for (String one : chosen) {
        switch (one) {
          case "ETag" -> fields.addAll(List.of(one, "\"a\""));
          case "Expires" -> fields.addAll(List.of(one, date(now, EXPIRES)));
          case "Last-Modified" -> fields.addAll(List.of(one, date(now, -10 * HEURISTIC)));
          default -> {
            if (!isOfRequest(one)) {
              directives.add(one);
            }
          }
        }
      }
      if (!directives.isEmpty()) {
        fields.addAll(List.of("Cache-Control", String.join(", ", directives)));
      }
      fields.addAll(List.of("Date", date(now, 0), "Age", "" + age));
      return fields;
    }

    private static String date(Instant now, int seconds) {
      return HttpDate.format(now.plusSeconds(seconds));
    }

    /** What becomes of the second request, as the policy has it. */
    String expected(String client) {
      Instant now = Instant.parse("2026-03-01T12:00:00Z");
      ResponseHead head =
          new ResponseHead(200, "HTTP/1.1", Headers.of(fields(now).toArray(String[]::new)));
      boolean onlyIfCached = chosen.contains("?only-if-cached");
      if (onlyIfCached && ANSWERS_ONLY_IF_CACHED.contains(client)) {
        return REFUSED;
      }
      if (!Storability.judge(request('!'), head, POLICY).storable()) {
        return onlyIfCached ? REFUSED : FETCHED;
      }
      StoredResponse stored = new StoredResponse(head, Headers.empty(), now, now);
      return switch (Suitability.of(request('?'), stored, POLICY, now).kind()) {
        case FRESH, STALE_ALLOWED -> "200 true, asked 1";
        case STALE_WHILE_REVALIDATE ->
            NEVER_IN_BACKGROUND.contains(client) ? validated() : IN_BACKGROUND;
        case VALIDATE -> validated();
        case REFUSE -> REFUSED;
      };
    }

    private String validated() {
      return chosen.contains("ETag") || chosen.contains("Last-Modified")
          ? "200 true, asked 1, validated 1"
          : FETCHED;
    }
  }

  private static final String FETCHED = "200 false, asked 2";

  private static final String REFUSED = "504 false, asked 1";

  /** The program has its response before the validation reaches the origin, if one does. */
  private static final String IN_BACKGROUND = "200 true, in the background";

  private static List<Case> cases() {
    Set<Case> cases = new LinkedHashSet<>();
    for (String one : DIRECTIVES) {
      for (String other : DIRECTIVES) {
        if (isPair(one, other)) {
          for (int age : AGES) {
            if (!isOfRequest(one) || !isOfRequest(other)) {
              cases.add(new Case(set(one, other), age));
            }
            cases.add(new Case(set(one, other, "max-age=60", "ETag"), age));
          }
        }
      }
    }
    return List.copyOf(cases);
  }

  private static Set<String> set(String... directives) {
    return new LinkedHashSet<>(List.of(directives).stream().sorted().toList());
  }

  private static boolean isOfRequest(String directive) {
    return "!?".indexOf(directive.charAt(0)) >= 0;
  }

  /** Not two values of one directive; one with itself stands alone. */
  private static boolean isPair(String one, String other) {
    return one.equals(other) || !one.split("=", 2)[0].equals(other.split("=", 2)[0]);
  }

  /**
   * What reached the origin for one resource and client.
   *
   * @param first when, at first: a resource that is confirmed has not been modified since
   */
  private record Asked(int whole, int validated, Instant first) {
    @Override
    public String toString() {
      return "asked " + whole + (validated == 0 ? "" : ", validated " + validated);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void eachClientDoesAsThePolicySays(Jdk jdk, @TempDir Path directory) throws Exception {
    assumeTrue(Agent.present(), "tests run without the agent");
    List<Case> cases = cases();
    Map<String, Asked> asked = new ConcurrentHashMap<>();
    try (OriginServer origin = OriginServer.http()) {
      origin.otherwise((request, wire) -> wire.send(answer(request, cases, asked), "GET"));
      Path file = directory.resolve("cases");
      Files.write(
          file, cases.stream().map(c -> c.directives('!') + '\t' + c.directives('?')).toList());
      ForkedJvm jvm =
          ForkedJvm.on(jdk)
              .allCompilers()
              .agent()
              .property("larder.dir", directory.resolve("cache"));
      for (Client client : Client.values()) {
        client.newest().set(jvm);
      }
      ForkedJvm.Result result = jvm.main(Conformance.class, origin.uri("/"), file).run();
      assertEquals("", result.stderr());
      Map<String, String> expected = new TreeMap<>();
      Map<String, String> seen = new TreeMap<>();
      for (String line : result.lines()) {
        String[] words = line.split(" ", 2);
        int colon = words[1].indexOf(": ");
        String client = words[1].substring(0, colon);
        Case one = cases.get(Integer.parseInt(words[0].substring(1)));
        String what = client + " " + one;
        String wanted = one.expected(client);
        String outcome = words[1].substring(colon + 2);
        expected.put(what, wanted);
        seen.put(
            what,
            wanted.equals(IN_BACKGROUND)
                ? outcome + ", in the background"
                : outcome + ", " + asked.get(words[0] + "?" + client.replace(' ', '-')));
      }
      assertEquals(cases.size() * SharedEntriesIT.CLIENTS.size(), seen.size());
      seen.entrySet().removeIf(one -> one.getValue().equals(expected.get(one.getKey())));
      expected.keySet().retainAll(seen.keySet());
      assertEquals(expected, seen);
    }
  }

  private static Page answer(Received request, List<Case> cases, Map<String, Asked> asked) {
    String target = request.target();
    Case one = cases.get(Integer.parseInt(target.substring(1, target.indexOf('?'))));
    boolean validates =
        request.first("if-none-match") != null || request.first("if-modified-since") != null;
    Instant time = Instant.now();
    Asked now =
        asked.merge(
            target,
            validates ? new Asked(0, 1, time) : new Asked(1, 0, time),
            (a, b) -> new Asked(a.whole + b.whole, a.validated + b.validated, a.first));
    List<String> fields = one.fields(now.first);
    return new Page(validates ? 304 : 200, fields, ("body " + now.whole).getBytes(UTF_8), false);
  }
}
