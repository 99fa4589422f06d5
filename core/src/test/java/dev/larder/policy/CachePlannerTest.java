package dev.larder.policy;

import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.after;
import static dev.larder.policy.Exchange.fields;
import static dev.larder.policy.Exchange.get;
import static dev.larder.policy.Exchange.method;
import static dev.larder.policy.Exchange.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.larder.config.Mode;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CachePlannerTest {

  private record Held(StoredResponse stored, boolean known) implements Candidate {}

  private record Place(@Nullable Held selected, List<Held> others)
      implements Candidates.Selection<Held> {
    @Override
    public boolean varies() {
      return !others.isEmpty();
    }
  }

  private record Shelf(boolean identified, @Nullable Place own, Place common)
      implements Candidates<Held> {
    @Override
    public List<Held> others(Selection<Held> of) {
      return ((Place) of).others;
    }
  }

  private static Held held(String... fields) {
    return new Held(stored(fields), true);
  }

  private static Place place(@Nullable Held selected, Held... others) {
    return new Place(selected, List.of(others));
  }

  private static Shelf shelf(@Nullable Held selected, Held... others) {
    return new Shelf(false, null, place(selected, others));
  }

  private static PlannedRequest planned(RequestHead request) {
    return PlannedRequest.of(request, RequestClass.of(request));
  }

  private static CachePlan<Held> plan(PlannedRequest request, Shelf shelf, Mode mode, long age) {
    return CachePlanner.plan(request, shelf, PRIVATE, mode, after(age));
  }

  private static CachePlan<Held> plan(RequestHead request, Shelf shelf) {
    return plan(planned(request), shelf, Mode.ON, 10);
  }

  /** A plan as one line, as {@code Validate STALE stale If-None-Match: "a"}. */
  private static String shown(CachePlan<?> plan) {
    List<String> words = new ArrayList<>();
    words.add(plan.getClass().getSimpleName());
    if (plan instanceof CachePlan.ToOrigin<?> origin) {
      words.add(origin.why().forward().name());
    }
    words.add(plan.reason().word());
    if (plan instanceof CachePlan.Fetch<?> fetch) {
      words.add(fetch.purpose().name());
    }
    if (plan instanceof CachePlan.ServeStale<?> stale && stale.revalidate()) {
      words.add("and revalidate");
    }
    if (plan instanceof CachePlan.ToOrigin<?> origin) {
      for (Headers.Field field : origin.fields()) {
        words.add(field.name() + ": " + field.value());
      }
    }
    return String.join(" ", words);
  }

  @ParameterizedTest(name = "{0}: [{1}] on [{2}] after {3} s: {4}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        // Nothing is stored.
        "ON;``;-;0;Fetch URI_MISS miss ANSWER",
        "OBSERVE;``;-;0;Fetch URI_MISS miss ANEW",
        "READ_ONLY;``;-;0;Fetch URI_MISS miss ANSWER",
        "REFRESH;``;-;0;Fetch BYPASS mode-refresh ANEW",
        "OFFLINE;``;-;0;Refuse mode-offline",
        "REPLAY;``;-;0;Refuse mode-replay",
        "ON;Cache-Control: only-if-cached;-;0;Refuse request-only-if-cached",
        "READ_ONLY;Cache-Control: only-if-cached;-;0;Refuse request-only-if-cached",
        "REFRESH;Cache-Control: only-if-cached;-;0;Refuse request-only-if-cached",
        "OBSERVE;Cache-Control: only-if-cached;-;0;Fetch URI_MISS miss ANEW",
        // Fresh.
        "ON;``;Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "OBSERVE;``;Cache-Control: max-age=60|ETag: \"a\";10;Fetch BYPASS observe-hit WOULD_SERVE",
        "READ_ONLY;``;Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "REFRESH;``;Cache-Control: max-age=60|ETag: \"a\";10;Fetch BYPASS mode-refresh ANEW",
        "REFRESH;Cache-Control: only-if-cached;Cache-Control: max-age=60;10;Serve fresh",
        "OFFLINE;``;Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "REPLAY;``;Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "ON;Cache-Control: no-cache;Cache-Control: max-age=60|ETag: \"a\";10;"
            + "Validate REQUEST request-no-cache If-None-Match: \"a\"",
        "ON;Cache-Control: no-cache;Cache-Control: max-age=60;10;"
            + "Fetch REQUEST request-no-cache ANSWER",
        // Stale.
        "ON;``;Cache-Control: max-age=60|ETag: \"a\";70;"
            + "Validate STALE stale If-None-Match: \"a\"",
        "ON;``;Cache-Control: max-age=60;70;Fetch STALE stale ANSWER",
        "OBSERVE;``;Cache-Control: max-age=60|ETag: \"a\";70;Fetch STALE stale WOULD_VALIDATE",
        "READ_ONLY;``;Cache-Control: max-age=60|ETag: \"a\";70;"
            + "Validate STALE stale If-None-Match: \"a\"",
        "OFFLINE;``;Cache-Control: max-age=60;70;Refuse mode-offline",
        "ON;Cache-Control: only-if-cached;Cache-Control: max-age=60;70;"
            + "Refuse request-only-if-cached",
        "ON;Cache-Control: max-stale;Cache-Control: max-age=60;70;ServeStale request-max-stale",
        "ON;``;Cache-Control: max-age=60, stale-while-revalidate=60;70;"
            + "ServeStale stale-while-revalidate and revalidate",
        "READ_ONLY;``;Cache-Control: max-age=60, stale-while-revalidate=60;70;"
            + "ServeStale stale-while-revalidate",
        "OBSERVE;``;Cache-Control: max-age=60, stale-while-revalidate=60;70;"
            + "Fetch BYPASS observe-hit WOULD_SERVE",
        // With conditions of the client's own.
        "ON;If-None-Match: \"a\";Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "ON;If-None-Match: a;Cache-Control: max-age=60|ETag: \"a\";10;Fetch REQUEST get ANSWER",
        "ON;If-None-Match: \"b\";Cache-Control: max-age=60|ETag: \"a\";70;Fetch STALE stale ANSWER",
        "ON;If-Modified-Since: @0;Cache-Control: max-age=60|ETag: \"a\";70;"
            + "Validate STALE stale If-None-Match: \"a\"",
        // For a range.
        "ON;Range: bytes=0-1;Cache-Control: max-age=60|ETag: \"a\";10;Serve fresh",
        "ON;Range: bytes=0-1;Cache-Control: max-age=60|ETag: \"a\";70;"
            + "Validate STALE stale If-None-Match: \"a\"",
        // Not looked up.
        "ON;If-Match: \"a\";Cache-Control: max-age=60;10;Fetch BYPASS precondition ANEW",
        "OFFLINE;If-Match: \"a\";Cache-Control: max-age=60;10;Refuse mode-offline",
      })
  void thePlanOfAGetIs(String mode, String asked, String given, long age, String expected) {
    Shelf shelf = shelf(given.equals("-") ? null : held(fields(given)));
    CachePlan<Held> plan = plan(planned(get(fields(asked))), shelf, Mode.valueOf(mode), age);
    assertEquals(expected, shown(plan));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, ON, Fetch METHOD post ANEW",
    "POST, OFFLINE, Refuse mode-offline",
    "OPTIONS, ON, Fetch METHOD method ANEW",
    "HEAD, ON, Serve fresh"
  })
  void thePlanOfOtherMethodsIs(String method, Mode mode, String expected) {
    Shelf shelf = shelf(held("Cache-Control", "max-age=60"));
    assertEquals(expected, shown(plan(planned(method(method)), shelf, mode, 10)));
  }

  @Test
  void aStoredPartIsCompletedForTheWholeAndServesTheRangesThatItHolds() {
    Held part =
        new Held(
            stored(
                206,
                "Cache-Control",
                "max-age=60",
                "ETag",
                "\"a\"",
                "Content-Range",
                "bytes 0-3/10"),
            true);
    assertEquals(
        "Complete PARTIAL fresh Range: bytes=4- If-Range: \"a\"", shown(plan(get(), shelf(part))));
    assertEquals("Serve fresh", shown(plan(get("Range", "bytes=1-2"), shelf(part))));
    assertEquals("Fetch PARTIAL fresh ANSWER", shown(plan(get("Range", "bytes=2-6"), shelf(part))));
    assertEquals(
        "Validate PARTIAL stale If-None-Match: \"a\"",
        shown(plan(planned(get("Range", "bytes=1-2")), shelf(part), Mode.ON, 70)));
  }

  @Test
  void allVariantsAreAskedAboutByTheirTags() {
    Held one = held("Cache-Control", "max-age=5", "ETag", "\"1\"");
    Held two = held("Cache-Control", "max-age=5", "ETag", "\"2\"");
    CachePlan.Validate<?> of =
        assertInstanceOf(CachePlan.Validate.class, plan(get(), shelf(one, two)));
    assertEquals("Validate STALE stale If-None-Match: \"1\", \"2\"", shown(of));
    assertSame(two, of.confirmed(get(), Exchange.response(304, "ETag", "\"2\"")));
    assertNull(of.confirmed(get(), Exchange.response(304)), "which one is unknown");
    assertEquals(
        "Validate VARY_MISS miss If-None-Match: \"2\"", shown(plan(get(), shelf(null, two))));
    assertEquals(
        "Fetch VARY_MISS miss ANSWER",
        shown(plan(get("If-None-Match", "\"3\""), shelf(null, two))));
  }

  @Test
  void whatIsTheIdentitysOwnComesFirstUnlessOnlyThatForAllIsFresh() {
    RequestHead request = get("Authorization", "x");
    Held fresh = held("Cache-Control", "max-age=60");
    Held stale = held("Cache-Control", "max-age=5");
    Held forAll = held("Cache-Control", "max-age=60, public");
    assertServes(fresh, plan(request, new Shelf(true, place(fresh), place(forAll))));
    assertServes(forAll, plan(request, new Shelf(true, place(stale), place(forAll))));
    assertEquals(
        "Fetch STALE stale ANSWER",
        shown(plan(request, new Shelf(true, place(stale), place(stale)))));
  }

  private static void assertServes(Held expected, CachePlan<Held> plan) {
    CachePlan.Serve<?> serve = assertInstanceOf(CachePlan.Serve.class, plan);
    assertSame(expected, serve.response());
  }

  @Test
  void whatOthersFetchedIsWithheldFromARequestWithCredentials() {
    Held others = held("Cache-Control", "max-age=60", "ETag", "\"a\"");
    CachePlan.Fetch<?> fetch =
        assertInstanceOf(
            CachePlan.Fetch.class,
            plan(get("Authorization", "x"), new Shelf(true, null, place(others))));
    assertEquals("Fetch URI_MISS miss ANSWER", shown(fetch));
    assertEquals(true, fetch.why().withheld());
    assertNull(fetch.selected());
  }

  @Test
  void whatMayHaveBeenInvalidatedIsValidated() {
    Held unknown = new Held(stored("Cache-Control", "max-age=60", "ETag", "\"a\""), false);
    assertEquals(
        "Validate STALE invalidations-unknown If-None-Match: \"a\"",
        shown(plan(get(), shelf(unknown))));
    assertEquals(
        "Refuse request-only-if-cached",
        shown(plan(get("Cache-Control", "only-if-cached"), shelf(unknown))));
    assertEquals("Serve fresh", shown(plan(planned(get()), shelf(unknown), Mode.OFFLINE, 10)));
  }

  @Test
  void whatTheClientCannotHandOutIsFetchedWithoutConditions() {
    RequestHead request = get();
    PlannedRequest limited =
        new PlannedRequest(request, RequestClass.of(request), true, head -> false, null);
    Shelf shelf = shelf(held("Cache-Control", "max-age=60", "ETag", "\"a\""));
    assertEquals("Fetch REQUEST undeliverable ANEW", shown(plan(limited, shelf, Mode.ON, 70)));
    assertEquals("Refuse mode-offline", shown(plan(limited, shelf, Mode.OFFLINE, 10)));
    assertEquals("Fetch URI_MISS miss ANSWER", shown(plan(limited, shelf(null), Mode.ON, 10)));
  }

  @Test
  void aRequestThatNothingCanFollowInTheBackgroundValidatesItself() {
    RequestHead request = get();
    PlannedRequest background =
        new PlannedRequest(request, RequestClass.of(request), false, null, null);
    Held held = held("Cache-Control", "max-age=60, stale-while-revalidate=60", "ETag", "\"a\"");
    assertEquals(
        "Validate STALE stale-while-revalidate If-None-Match: \"a\"",
        shown(plan(background, shelf(held), Mode.ON, 70)));
  }

  @Test
  void whatIsStoredByTheBodyOfARequestIsNeverValidated() {
    PlannedRequest byBody =
        PlannedRequest.of(get(), new RequestClass(RequestClass.Kind.BODY, Reason.POST));
    Held held = held("Cache-Control", "max-age=60, stale-while-revalidate=60", "ETag", "\"a\"");
    assertEquals("Serve fresh", shown(plan(byBody, shelf(held), Mode.ON, 10)));
    assertEquals(
        "Fetch STALE stale-while-revalidate ANSWER", shown(plan(byBody, shelf(held), Mode.ON, 70)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"ON", "READ_ONLY", "REFRESH"})
  void whatIsSentWhateverIsStoredSaysWhy(Mode mode) {
    Shelf shelf = shelf(held("Cache-Control", "max-age=60"));
    assertEquals("Fetch BYPASS given GIVEN", shown(plan(anew(Reason.GIVEN), shelf, mode, 10)));
    assertEquals(
        "Fetch BYPASS sent-otherwise ANEW",
        shown(plan(anew(Reason.SENT_OTHERWISE), shelf, mode, 10)));
  }

  private static PlannedRequest anew(Reason why) {
    RequestHead request = get();
    return new PlannedRequest(request, RequestClass.of(request), true, null, why);
  }

  @Test
  void aStoredResponseStandsInForAnErrorIfItIsKnownToBeValid() {
    StoredResponse stale = stored("Cache-Control", "max-age=5, stale-if-error=60");
    CachePlan.ServeStale<Held> plan =
        CachePlanner.onError(get(), new Held(stale, true), PRIVATE, Mode.ON, after(10), 503);
    assertNotNull(plan);
    assertEquals("ServeStale stale-if-error", shown(plan));
    assertNull(
        CachePlanner.onError(get(), new Held(stale, false), PRIVATE, Mode.ON, after(10), 503));
    assertNull(
        CachePlanner.onError(get(), new Held(stale, true), PRIVATE, Mode.OBSERVE, after(10), 503));
    assertNull(CachePlanner.onError(get(), null, PRIVATE, Mode.ON, after(10), 503));
    assertNull(
        CachePlanner.onError(get(), new Held(stale, true), PRIVATE, Mode.ON, after(10), 404));
  }
}
