package dev.larder.policy;

import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.TARGET;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A directive out of grammar may forbid, never permit. What is in grammar is told by regular
 * expressions here, not by the code under test.
 */
@DisplayName("Malformed directives")
class MalformedDirectivesTest {

  private static final String WORD = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

  /** One member of a list with the comma after it; group 1 is its name, if it isn't empty. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "[ \\t]*(?:("
              + WORD
              + "+)(?:=(?:"
              + WORD
              + "+|\"(?:[^\"\\\\]|\\\\.)*+\"))?)?[ \\t]*(?:,|$)",
          Pattern.DOTALL);

  private static final Pattern NO_STORE =
      Pattern.compile("(?<!" + WORD + ")no-store(?!" + WORD + ")", Pattern.CASE_INSENSITIVE);

  private static final Pattern MAX_AGE =
      Pattern.compile("max-age=([0-9]+|\"[0-9\\\\]+\")", Pattern.CASE_INSENSITIVE);

  private static final List<String> RESPONSE =
      List.of(
          "max-age=60",
          "s-maxage=50",
          "public",
          "private",
          "private=\"x\"",
          "no-cache",
          "no-cache=\"x\"",
          "no-store",
          "must-revalidate",
          "proxy-revalidate",
          "must-understand",
          "immutable",
          "stale-while-revalidate=10",
          "stale-if-error=10",
          "max-age=2147483648",
          "max-age=0");

  private static final List<String> REQUEST =
      List.of(
          "max-age=30",
          "max-age=0",
          "max-age=100",
          "min-fresh=20",
          "max-stale",
          "max-stale=10",
          "no-cache",
          "no-store",
          "only-if-cached",
          "stale-if-error=10");

  private static final List<String> NAMES =
      List.of(
          "max-age",
          "s-maxage",
          "public",
          "private",
          "no-cache",
          "no-store",
          "must-revalidate",
          "must-understand",
          "immutable",
          "stale-while-revalidate",
          "stale-if-error",
          "max-stale",
          "min-fresh",
          "only-if-cached");

  /** Arguments and surroundings, {@code @} for the name, that no directive has. */
  private static final List<String> FORMS =
      List.of(
          "@=x60",
          "@=",
          "@=-1",
          "@=+60",
          "@=60.0",
          "@=\"",
          "@=\"60",
          "@=60\"",
          "@ = 60",
          "@= 60",
          "@ =60",
          "@:60",
          "@=60 60",
          "@=60;x",
          "@==60",
          "@='60'",
          "@=\uff16\uff10",
          "@=0x3c",
          "@=60s",
          "@=\"60\"\"60\"",
          "\"@\"",
          "\"@=60\"",
          "(@=60)",
          "@=(60)",
          "@ x",
          "x @",
          "@;",
          "@=\"-1\"",
          "@=\"\"",
          "@=\" 60\"",
          "@\u00a0=60",
          "\u00a0@",
          "@\u001f",
          "x=\"@",
          "x=@=60");

  /** Some of these directives, in any order, each perhaps with its letters in upper case. */
  private static String some(SplittableRandom random, List<String> of) {
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      chosen.add(Fuzz.one(random, of));
    }
    return String.join(", ", chosen);
  }

  private static String malformed(SplittableRandom random) {
    return Fuzz.one(random, FORMS).replace("@", Fuzz.one(random, NAMES));
  }

  /** The sound directives, and beside or on a line with them the malformed one. */
  private static Headers.Builder with(SplittableRandom random, String sound, String malformed) {
    Headers.Builder fields = new Headers.Builder();
    return switch (random.nextInt(4)) {
      case 0 -> fields.add("Cache-Control", sound + ", " + malformed);
      case 1 -> fields.add("Cache-Control", malformed + " ," + sound);
      case 2 -> fields.add("Cache-Control", malformed).add("Cache-Control", sound);
      default -> fields.add("cache-control", sound).add("Cache-Control", malformed);
    };
  }

  @Test
  @DisplayName("one more of them permits nothing that was not permitted without it")
  void neverPermits() {
    Fuzz.inputs(
        random -> {
          String given = some(random, RESPONSE);
          String asked = some(random, REQUEST);
          Headers plain = Headers.of("Cache-Control", given);
          Headers plainRequest = Headers.of("Cache-Control", asked);
          boolean inResponse = random.nextInt(3) > 0;
          String bad = malformed(random);
          Headers worse = inResponse ? with(random, given, bad).build() : plain;
          Headers worseRequest = inResponse ? plainRequest : with(random, asked, bad).build();
          Headers common = common(random);
          Headers credentials =
              random.nextInt(3) == 0 ? Headers.of("Authorization", "x") : Headers.empty();
          int status = Fuzz.one(random, List.of(200, 302, 299));
          PolicySettings settings = random.nextBoolean() ? PRIVATE : SHARED;
          long age = Fuzz.one(random, List.of(0, 5, 30, 50, 60, 65, 100));
          List<Boolean> without =
              permitted(plainRequest.with(credentials), status, plain.with(common), settings, age);
          List<Boolean> with =
              permitted(worseRequest.with(credentials), status, worse.with(common), settings, age);
          for (int i = 0; i < with.size(); i++) {
            assertTrue(
                without.get(i) || !with.get(i),
                () -> asked + " / " + given + " / " + status + common + age + ": " + bad);
          }
        });
  }

  private static Headers common(SplittableRandom random) {
    Headers.Builder common = new Headers.Builder().add("Date", date(0));
    if (random.nextBoolean()) {
      common.add("ETag", "\"a\"");
    }
    if (random.nextInt(3) == 0) {
      common.add("Expires", date(40));
    }
    if (random.nextInt(3) == 0) {
      common.add("Last-Modified", date(-1000));
    }
    return common.build();
  }

  /** Whether it may be: stored, served, served for an error, served without the network. */
  private static List<Boolean> permitted(
      Headers asked, int status, Headers given, PolicySettings settings, long age) {
    RequestHead request = RequestHead.get(TARGET, asked);
    ResponseHead response = new ResponseHead(status, "HTTP/1.1", given);
    StoredResponse held =
        new StoredResponse(
            StorableHeaders.forStoring(response, settings),
            Headers.empty(),
            Exchange.NOW,
            Exchange.NOW);
    boolean served =
        switch (Suitability.of(request, held, settings, after(age)).kind()) {
          case FRESH, STALE_ALLOWED, STALE_WHILE_REVALIDATE -> true;
          case VALIDATE, REFUSE -> false;
        };
    return Arrays.asList(
        Storability.judge(request, response, settings).storable(),
        served,
        Suitability.mayServeOnError(request, held, settings, after(age), 503),
        Suitability.mayServeOnError(
            request, held, settings, after(age), Suitability.NETWORK_FAILURE),
        Suitability.mayServeOnError(
            request,
            held,
            PolicySettings.of(Settings.defaults().with(SettingTable.SHARED, settings.shared())),
            after(age),
            Suitability.NETWORK_FAILURE));
  }

  /**
   * Whether a line forbids storing: no-store is the name of a sound member before anything is out
   * of grammar, or a word anywhere from there on.
   */
  private static boolean forbidsStoring(String line) {
    Matcher member = MEMBER.matcher(line);
    int at = 0;
    while (at < line.length()) {
      member.region(at, line.length());
      if (!member.lookingAt()) {
        return NO_STORE.matcher(line).region(at, line.length()).find();
      }
      if ("no-store".equalsIgnoreCase(member.group(1))) {
        return true;
      }
      at = member.end();
    }
    return false;
  }

  @Test
  @DisplayName("no-store is obeyed in any spelling, and in any quoting but that of an extension")
  void noStore() {
    List<String> pieces =
        List.of(
            "no-store",
            "NO-STORE",
            "No-Store",
            "no-store",
            "x=",
            "max-age=60",
            "public",
            ",",
            ",",
            "\"",
            "\"",
            "\"",
            "\\",
            "=",
            " ",
            ";",
            "a",
            "\t",
            "no-cache=",
            "\u00e9",
            "(");
    Fuzz.inputs(
        random -> {
          Headers.Builder fields = new Headers.Builder().add("Expires", date(60));
          boolean forbidden = false;
          for (int lines = 1 + random.nextInt(2); lines > 0; lines--) {
            StringBuilder line = new StringBuilder();
            for (int i = 2 + random.nextInt(9); i > 0; i--) {
              line.append(Fuzz.one(random, pieces));
            }
            forbidden |= forbidsStoring(line.toString());
            fields.add("Cache-Control", line.toString());
          }
          Headers headers = fields.build();
          if (forbidden) {
            RequestHead plain = RequestHead.get(TARGET, Headers.empty());
            ResponseHead response = new ResponseHead(200, "HTTP/1.1", headers);
            assertFalse(
                Storability.judge(plain, response, PRIVATE).storable(),
                () -> headers.all("Cache-Control").toString());
            RequestHead asked = RequestHead.get(TARGET, headers);
            ResponseHead storable =
                new ResponseHead(200, "HTTP/1.1", Headers.of("Cache-Control", "max-age=60"));
            assertFalse(Storability.judge(asked, storable, PRIVATE).storable());
          }
        });
  }

  @Test
  @DisplayName("nothing is fresh, or worth storing, by a max-age that is out of grammar")
  void maxAge() {
    Fuzz.inputs(
        random -> {
          String line =
              Fuzz.mutated(random, random.nextBoolean() ? "max-age=60" : "public, max-age=\"60\"");
          boolean sound = false;
          for (String piece : line.split(",", -1)) {
            sound |= MAX_AGE.matcher(piece.replaceAll("^[ \t]+|[ \t]+$", "")).matches();
          }
          StoredResponse held = stored("Cache-Control", line);
          if (!sound) {
            assertFalse(Freshness.of(held, PRIVATE, Exchange.NOW).fresh(), () -> line);
            StoredResponse shared = stored("Cache-Control", line.replace("max-age", "s-maxage"));
            assertFalse(Freshness.of(shared, SHARED, Exchange.NOW).fresh(), () -> line);
            assertFalse(
                Storability.judge(
                        Exchange.get(),
                        new ResponseHead(302, "HTTP/1.1", held.head().headers()),
                        PRIVATE)
                    .storable(),
                () -> line);
          }
        });
  }
}
