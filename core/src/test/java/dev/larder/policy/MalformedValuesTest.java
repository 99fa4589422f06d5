package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.date;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.response;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.policy.ClientConditions.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Dates, ages, tags and ranges one to three edits away from sound ones. */
@DisplayName("Malformed values")
class MalformedValuesTest {

  private static final String MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String TIME = "[0-9]{2}:[0-9]{2}:[0-9]{2}";

  /** The three formats of RFC 9110 §5.6.7. */
  private static final Pattern DATE =
      Pattern.compile(
          "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} "
              + MONTH
              + " [0-9]{4} "
              + TIME
              + " GMT"
              + "|(Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, [0-9]{2}-"
              + MONTH
              + "-[0-9]{2} "
              + TIME
              + " GMT"
              + "|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
              + MONTH
              + " ([0-9]{2}| [0-9]) "
              + TIME
              + " [0-9]{4}",
          Pattern.CASE_INSENSITIVE);

  private static final String TAG = "(W/)?\"[\\x21\\x23-\\x7e\\x80-\\x{10ffff}\\x{d800}]*\"";

  private static final Pattern TAGS =
      Pattern.compile("\\*|[ \\t,]*" + TAG + "([ \\t]*,[ \\t,]*(" + TAG + ")?)*[ \\t]*");

  private static final Pattern RANGES =
      Pattern.compile(
          "bytes=[ \\t,]*([0-9]+-[0-9]*|-[0-9]+)([ \\t]*,[ \\t,]*([0-9]+-[0-9]*|-[0-9]+)?)*[ \\t]*",
          Pattern.CASE_INSENSITIVE);

  private static String mutatedDate(SplittableRandom random) {
    return Fuzz.mutated(
        random,
        Fuzz.one(
            random,
            List.of(
                "Sun, 06 Sep 2026 12:00:00 GMT",
                "Sunday, 06-Sep-26 12:00:00 GMT",
                "Sun Sep  6 12:00:00 2026")));
  }

  /** Without the white space around it that is no part of a field's value (RFC 9110 §5.5). */
  private static String trimmed(String value) {
    return value.replaceAll("^[ \\t]+|[ \\t]+$", "");
  }

  @Test
  @DisplayName("nothing is fresh, or worth storing, by an Expires or Last-Modified that is no date")
  void lifetimes() {
    Fuzz.inputs(
        random -> {
          String text = mutatedDate(random);
          PolicySettings settings = random.nextBoolean() ? PRIVATE : SHARED;
          if (DATE.matcher(trimmed(text)).matches()) {
            return;
          }
          Freshness expires = Freshness.of(stored("Expires", text), settings, NOW);
          assertFalse(expires.fresh(), text);
          assertTrue(expires.explicit(), text);
          assertFalse(
              Storability.judge(get(), response(200, "Expires", text), settings).storable(), text);
          StoredResponse modified = stored("Last-Modified", text, "Date", date(500_000));
          assertFalse(Freshness.of(modified, settings, NOW).fresh(), text);
          assertTrue(Validation.conditions(modified).names().isEmpty(), text);
          StoredResponse twice = stored("Expires", date(60), "Expires", text);
          assertFalse(Freshness.of(twice, settings, NOW).fresh(), text);
        });
  }

  @Test
  @DisplayName("a Date that is none counts as none")
  void dates() {
    Fuzz.inputs(
        random -> {
          String text = mutatedDate(random);
          if (DATE.matcher(trimmed(text)).matches()) {
            return;
          }
          Headers others = Headers.of("Expires", date(60), "Last-Modified", date(-1000));
          var none = new StoredResponse(response(200).withHeaders(others), others, NOW, after(2));
          var bad =
              new StoredResponse(
                  response(200).withHeaders(others.with("Date", text)), others, NOW, after(2));
          assertEquals(
              Freshness.of(none, PRIVATE, after(9)), Freshness.of(bad, PRIVATE, after(9)), text);
        });
  }

  @Test
  @DisplayName("an Age never makes a response younger, and one that is no number changes nothing")
  void ages() {
    Fuzz.inputs(
        random -> {
          String text = Fuzz.mutated(random, random.nextBoolean() ? "100" : "7, 2147483649");
          Freshness none = Freshness.of(stored("Cache-Control", "max-age=60"), PRIVATE, after(5));
          Freshness aged =
              Freshness.of(stored("Cache-Control", "max-age=60", "Age", text), PRIVATE, after(5));
          assertTrue(aged.age().compareTo(none.age()) >= 0, text);
          String first = trimmed(trimmed(text).replaceAll("^[ \\t,]+", "").split(",", 2)[0]);
          if (!first.matches("[0-9]+")) {
            assertEquals(none, aged, text);
          }
        });
  }

  @Test
  @DisplayName("a condition or a range out of grammar gets neither 304 nor a part")
  void conditions() {
    StoredResponse held = stored("ETag", "\"a\"", "Last-Modified", "Mon, 02 Feb 2026 12:00:00 GMT");
    Fuzz.inputs(
        random -> {
          String tags =
              Fuzz.mutated(random, Fuzz.one(random, List.of("\"a\"", "W/\"a\", \"b\"", "*")));
          if (!TAGS.matcher(trimmed(tags)).matches()) {
            assertNotEquals(
                Verdict.NOT_MODIFIED,
                ClientConditions.evaluate(get("If-None-Match", tags), held),
                tags);
            assertEquals(Ranges.Kind.WHOLE, range("bytes=0-9", "If-Range", tags, held), tags);
          }
          String since = mutatedDate(random);
          if (!DATE.matcher(trimmed(since)).matches()) {
            assertEquals(
                Verdict.FULL,
                ClientConditions.evaluate(get("If-Modified-Since", since), held),
                since);
            assertEquals(Ranges.Kind.WHOLE, range("bytes=0-9", "If-Range", since, held), since);
          }
          String range = Fuzz.mutated(random, random.nextBoolean() ? "bytes=0-9" : "bytes=-5,3-");
          if (!RANGES.matcher(trimmed(range)).matches()) {
            assertEquals(Ranges.Kind.WHOLE, range(range, "X", "", held), range);
          }
        });
  }

  private static Ranges.Kind range(String range, String name, String value, StoredResponse held) {
    return Ranges.answer(get("Range", range, name, value), held, 100, NOW).kind();
  }
}
