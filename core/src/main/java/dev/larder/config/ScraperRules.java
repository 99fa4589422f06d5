package dev.larder.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of the profile {@code scraper}, made if it is set. */
final class ScraperRules {

  /** Extensions of static files. */
  private static final List<String> FILES =
      List.of(
          "js", "mjs", "css", "map", "wasm", "woff", "woff2", "ttf", "otf", "eot", "png", "jpg",
          "jpeg", "gif", "svg", "webp", "avif", "ico", "mp4", "webm", "mp3");

  /**
   * Query parameters that change with each request but do not change the resource: cache busters,
   * times in milliseconds, and signatures of object stores (AWS, Google, CloudFront, Azure,
   * Akamai).
   */
  private static final Pattern IGNORED =
      Pattern.compile(
          "(?:_|_dc|cb|cache-?_?bust(?:er)?|no-?_?cache|rand|random|rnd)=.*"
              + "|(?:t|_t|ts|_ts|time|timestamp)=1[4-9]\\d{8}(?:\\d{3})?"
              + "|(?:v|ver|version)=1[4-9]\\d{11}|(?:utm_\\w+|fbclid|gclid|msclkid)=.*"
              + "|x-(?:amz|goog)-[\\w-]+=.*|awsaccesskeyid=.*|googleaccessid=.*"
              + "|(?:signature|policy|key-pair-id)=.*|expires=\\d+"
              + "|sig=.{20,}|(?:se|st|ske|skt)=20\\d\\d-\\d\\d-\\d\\dt.*|(?:hdnts|hdnea|__gda__)=.*");

  private static final List<Glob> ANY_COOKIE = List.of(Objects.requireNonNull(Glob.ofName("*")));

  /** A signature in a query. Signed URLs are valid for a limited time. */
  private static final Pattern SIGNED =
      Pattern.compile("(?i)[?&](?:X-Amz-Signature|X-Goog-Signature|Signature|sig)=");

  private ScraperRules() {}

  /**
   * The rules in their order.
   *
   * @param maxAge how long files are kept
   */
  static List<Rule> lasting(Duration maxAge) {
    List<Glob> patterns =
        FILES.stream().map(ending -> Objects.requireNonNull(Glob.of("**/*." + ending))).toList();
    RequestMatch files = RequestMatch.ofPaths(patterns);
    RequestMatch signedFiles = new RequestMatch(List.of(), files.paths(), false, SIGNED, Set.of());
    Set<String> moves = Set.of("302", "303", "307");
    Rule.Actions kept = Rule.Actions.forced(maxAge, ANY_COOKIE);
    return List.of(
        new Rule(
            files, new Rule.ResponseMatch(Set.of(), moves, files), kept, IGNORED, "larder.profile"),
        new Rule(files, Rule.ResponseMatch.ANY, kept, IGNORED, "larder.profile"),
        new Rule(
                RequestMatch.ANY,
                new Rule.ResponseMatch(Set.of(), moves, signedFiles),
                Rule.Actions.lasting(maxAge))
            .from("larder.profile"));
  }
}
