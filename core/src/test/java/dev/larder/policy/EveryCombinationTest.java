package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.TARGET;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.date;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The policy against {@link Oracle} over all combinations of directives of both sides. */
@DisplayName("Every combination of directives, RFC 9111 §3, §4 and §5.2, RFC 5861")
class EveryCombinationTest {

  /** In place of a directive that is not there. */
  private static final String NONE = "";

  /** Each line is a choice; directives of the request bear a question mark. */
  private static final String[][] STORING = {
    {NONE, "?no-store"},
    {NONE, "?no-cache", "?max-age=0"},
    {NONE, "?only-if-cached"},
    {NONE, "?Authorization"},
    {NONE, "no-store"},
    {NONE, "no-cache"},
    {NONE, "private"},
    {NONE, "public"},
    {NONE, "must-revalidate"},
    {NONE, "s-maxage=50"},
    {NONE, "max-age=60"},
    {NONE, "Expires"},
    {NONE, "ETag"},
    {NONE, "Last-Modified"},
    {NONE, "stale-while-revalidate=10"},
  };

  private static final String[][] REUSING = {
    {NONE, "?no-cache"},
    {NONE, "?max-age=0", "?max-age=30", "?max-age=100"},
    {NONE, "?min-fresh=20"},
    {NONE, "?max-stale", "?max-stale=10"},
    {NONE, "?only-if-cached"},
    {NONE, "?stale-if-error=10"},
    {NONE, "no-cache"},
    {NONE, "must-revalidate"},
    {NONE, "s-maxage=50"},
    {NONE, "max-age=60"},
    {NONE, "Expires"},
    {NONE, "Last-Modified"},
    {NONE, "stale-while-revalidate=10"},
    {NONE, "stale-if-error=20"},
  };

  /** Around each limit that some combination sets, seconds. */
  private static final int[] AGES = {0, 25, 41, 51, 65, 75, 95, 200};

  /** All ways to choose one of each line, given as those of the request and of the response. */
  private static void combinations(
      String[][] choices, BiConsumer<Set<String>, Set<String>> consumer) {
    combine(choices, 0, new ArrayList<>(), consumer);
  }

  private static void combine(
      String[][] choices,
      int line,
      List<String> chosen,
      BiConsumer<Set<String>, Set<String>> consumer) {
    if (line == choices.length) {
      Set<String> asked = new TreeSet<>();
      Set<String> given = new TreeSet<>();
      for (String one : chosen) {
        if (one.startsWith("?")) {
          asked.add(one.substring(1));
        } else if (!one.isEmpty()) {
          given.add(one);
        }
      }
      consumer.accept(asked, given);
      return;
    }
    for (String one : choices[line]) {
      chosen.add(one);
      combine(choices, line + 1, chosen, consumer);
      chosen.remove(chosen.size() - 1);
    }
  }

  private static Headers headers(Set<String> members) {
    Headers.Builder headers = new Headers.Builder();
    List<String> directives = new ArrayList<>();
    for (String member : members) {
      switch (member) {
        case "Authorization" -> headers.add(member, "Basic YTpi");
        case "ETag" -> headers.add(member, "\"a\"");
        case "Expires" -> headers.add(member, date(Oracle.EXPIRES));
        case "Last-Modified" -> headers.add(member, date(-10 * Oracle.HEURISTIC));
        default -> directives.add(member);
      }
    }
    if (!directives.isEmpty()) {
      headers.add("Cache-Control", String.join(", ", directives));
    }
    return headers.build();
  }

  private static RequestHead request(Set<String> asked) {
    return RequestHead.get(TARGET, headers(asked));
  }

  private static ResponseHead response(int status, Set<String> given) {
    return new ResponseHead(status, "HTTP/1.1", headers(given).with("Date", date(0)));
  }

  @Test
  @DisplayName("is stored or not as the oracle says")
  void storing() {
    for (boolean shared : new boolean[] {false, true}) {
      for (int status : new int[] {200, 302}) {
        combinations(
            STORING,
            (asked, given) ->
                assertEquals(
                    Oracle.stores(asked, given, shared, status),
                    Storability.judge(
                            request(asked), response(status, given), shared ? SHARED : PRIVATE)
                        .storable(),
                    () -> asked + " " + given + " " + status + (shared ? " shared" : "")));
      }
    }
  }

  @Test
  @DisplayName("is used, or stands in for an error, as the oracle says")
  void reusing() {
    combinations(
        REUSING,
        (asked, given) -> {
          RequestHead request = request(asked);
          StoredResponse held = new StoredResponse(response(200, given), Headers.empty(), NOW, NOW);
          for (int age : AGES) {
            same(asked, given, false, age, request, held);
            same(asked, given, true, age, request, held);
          }
        });
  }

  private static void same(
      Set<String> asked,
      Set<String> given,
      boolean shared,
      int age,
      RequestHead request,
      StoredResponse held) {
    PolicySettings settings = shared ? SHARED : PRIVATE;
    Oracle oracle = new Oracle(asked, given, shared, age);
    String expected = oracle.use() + " " + oracle.standsIn(true) + " " + oracle.standsIn(false);
    String actual =
        Suitability.of(request, held, settings, after(age)).kind()
            + " "
            + Suitability.mayServeOnError(
                request, held, settings, after(age), Suitability.NETWORK_FAILURE)
            + " "
            + Suitability.mayServeOnError(request, held, settings, after(age), 503);
    if (!expected.equals(actual)) {
      assertEquals(
          expected, actual, asked + " " + given + " at " + age + (shared ? " s shared" : " s"));
    }
  }
}
