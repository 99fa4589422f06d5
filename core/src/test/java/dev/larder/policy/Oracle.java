package dev.larder.policy;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What RFC 9111 and RFC 5861 say of directives, as lists of rules of which the first that applies
 * decides. It was written from their text, knows directives as plain words, and uses nothing of
 * what it is to judge. Where the RFCs leave a choice, the rule says "choice".
 */
final class Oracle {

  /** Lifetime by Expires, and by a tenth of the time since Last-Modified, seconds. */
  static final int EXPIRES = 40;

  static final int HEURISTIC = 90;

  private final Set<String> asked;
  private final Set<String> given;
  private final boolean shared;
  private final int age;

  Oracle(Set<String> asked, Set<String> given, boolean shared, int age) {
    this.asked = asked;
    this.given = given;
    this.shared = shared;
    this.age = age;
  }

  /** A rule: its outcome, if its condition holds. */
  private record Rule<T>(T outcome, BooleanSupplier condition) {}

  private static <T> Rule<T> rule(T outcome, BooleanSupplier condition) {
    return new Rule<>(outcome, condition);
  }

  private static <T> T first(List<Rule<T>> rules) {
    for (Rule<T> rule : rules) {
      if (rule.condition.getAsBoolean()) {
        return rule.outcome;
      }
    }
    throw new IllegalStateException("No rule applies");
  }

  /** Whether a GET's response with these directives is stored, by RFC 9111 §3. */
  static boolean stores(Set<String> asked, Set<String> given, boolean shared, int status) {
    boolean lifetime =
        given.contains("max-age=60")
            || given.contains("Expires")
            || (shared && given.contains("s-maxage=50"));
    boolean validator = given.contains("ETag") || given.contains("Last-Modified");
    boolean forAll =
        !given.contains("private") && (given.contains("public") || given.contains("s-maxage=50"));
    return first(
        List.of(
            // §5.2.1.5, §5.2.2.5, §5.2.2.7
            rule(false, () -> asked.contains("no-store")),
            rule(false, () -> given.contains("no-store")),
            rule(false, () -> shared && given.contains("private")),
            // §3.5; a private cache keeps it for the same identity.
            rule(
                false,
                () ->
                    shared
                        && asked.contains("Authorization")
                        && !forAll
                        && !given.contains("must-revalidate")),
            // §3, last bullet
            rule(
                false,
                () ->
                    !given.contains("public")
                        && !given.contains("private")
                        && !lifetime
                        && status != 200),
            // Choice: what can't be used later is not stored.
            rule(false, () -> given.contains("no-cache") && !validator),
            rule(false, () -> !lifetime && !validator),
            rule(true, () -> true)));
  }

  /** §4.2.1, and §4.2.2 for want of anything else. */
  private int lifetime() {
    return first(
        List.of(
            rule(50, () -> shared && given.contains("s-maxage=50")),
            rule(60, () -> given.contains("max-age=60")),
            rule(EXPIRES, () -> given.contains("Expires")),
            rule(HEURISTIC, () -> given.contains("Last-Modified")),
            rule(0, () -> true)));
  }

  private boolean fresh() {
    return age < lifetime();
  }

  private boolean staleByAtMost(int seconds) {
    return age - lifetime() <= seconds;
  }

  /** §4.2.4 with §5.2.2.2 and §5.2.2.10: s-maxage implies proxy-revalidate. */
  private boolean neverStale() {
    return given.contains("must-revalidate") || (shared && given.contains("s-maxage=50"));
  }

  /** §5.2.1.1; choice: 0 always means that the origin is to be asked. */
  private boolean olderThanAsked() {
    return asked.contains("max-age=0")
        || (asked.contains("max-age=30") && age > 30)
        || (asked.contains("max-age=100") && age > 100);
  }

  /** §5.2.1.3. */
  private boolean lessFreshThanAsked() {
    return asked.contains("min-fresh=20") && lifetime() < age + 20;
  }

  private boolean boundsAge() {
    return asked.stream().anyMatch(directive -> directive.startsWith("max-age"));
  }

  /** §5.2.1.2: a word of the request on stale responses. */
  private boolean speaksOfStale() {
    return asked.contains("max-stale") || asked.contains("max-stale=10");
  }

  private boolean acceptsStale() {
    return asked.contains("max-stale") || (asked.contains("max-stale=10") && staleByAtMost(10));
  }

  /** The name of a kind of {@link Suitability} for a stored response, by §4 and §5.2.1. */
  String use() {
    String needsOrigin = asked.contains("only-if-cached") ? "REFUSE" : "VALIDATE";
    String withBackground =
        asked.contains("only-if-cached") ? "STALE_ALLOWED" : "STALE_WHILE_REVALIDATE";
    return first(
        List.of(
            // §5.2.2.4 and §5.2.1.4
            rule(needsOrigin, () -> given.contains("no-cache") || asked.contains("no-cache")),
            // Choice: what the request bounds holds for stale responses too.
            rule(needsOrigin, this::olderThanAsked),
            rule(needsOrigin, this::lessFreshThanAsked),
            rule("FRESH", this::fresh),
            rule(needsOrigin, this::neverStale),
            rule("STALE_ALLOWED", this::acceptsStale),
            // §5.2.1.1: without max-stale, who bounds the age wants nothing stale; choice: beyond
            // max-stale, no permission of the response counts.
            rule(needsOrigin, () -> speaksOfStale() || boundsAge()),
            // RFC 5861 §3
            rule(
                withBackground,
                () -> given.contains("stale-while-revalidate=10") && staleByAtMost(10)),
            rule(needsOrigin, () -> true)));
  }

  /** Whether a stored response is used where the origin can't be reached, or answers with 503. */
  boolean standsIn(boolean disconnected) {
    return first(
        List.of(
            rule(false, () -> given.contains("no-cache") || asked.contains("no-cache")),
            // §4.2.4 and §5.2.2.2; RFC 5861 §4 doesn't lift it.
            rule(false, () -> !fresh() && neverStale()),
            // RFC 5861 §4: regardless of any other word on freshness.
            rule(true, () -> given.contains("stale-if-error=20") && staleByAtMost(20)),
            rule(true, () -> asked.contains("stale-if-error=10") && staleByAtMost(10)),
            // Choice: a response that says how long it may stand in may not do so for longer.
            rule(false, () -> given.contains("stale-if-error=20")),
            // §4.2.4: when disconnected, but within what the request bounds; 503 is an answer.
            rule(false, () -> !disconnected || olderThanAsked() || lessFreshThanAsked()),
            rule(true, this::fresh),
            rule(true, this::acceptsStale),
            rule(false, () -> speaksOfStale() || boundsAge()),
            rule(true, () -> true)));
  }
}
