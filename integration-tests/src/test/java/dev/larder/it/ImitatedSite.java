package dev.larder.it;

import dev.larder.http.HttpDate;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A kind of site that there is: what it answers, what a client asks it for, and the rules by which
 * a user has that kept for ten minutes. Its paths begin with its name. Counts the bytes of bodies
 * that it sends.
 */
final class ImitatedSite {

  private static final int FILE_BYTES = 20_000;
  private static final int LIVE_BYTES = 2_000;
  private static final String JSON = "application/json";

  private final String name;
  private final String title;
  private final AtomicLong sent = new AtomicLong();
  private final List<String> rules = new ArrayList<>();
  private List<String> paths = List.of();
  private IntFunction<String> suffix = run -> "";
  private Function<Received, List<String>> fields = request -> List.of();
  private String redirect = "";
  private Function<Received, String> key = request -> "";
  private boolean http2;
  private boolean chunked;

  private ImitatedSite(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /** The client has a cookie jar if the name says so. */
  static ImitatedSite of(String name, String title) {
    return new ImitatedSite(name, title);
  }

  /** What a client asks for, below the site's name; after {@code |} the body of a POST. */
  ImitatedSite paths(String... below) {
    paths = List.of(below);
    return this;
  }

  /** What follows each URL in this run: a query, and after {@code |} header fields. */
  ImitatedSite asked(IntFunction<String> inRun) {
    suffix = inRun;
    return this;
  }

  /** The fields of each answer but Content-Type, as alternating names and values. */
  ImitatedSite sends(String... always) {
    return sends(request -> List.of(always));
  }

  ImitatedSite sends(Function<Received, List<String>> toEach) {
    fields = toEach;
    return this;
  }

  /** Answers with a redirect to another place of the site, which this query opens. */
  ImitatedSite redirectsTo(String place, Function<Received, String> query) {
    redirect = place;
    key = query;
    return this;
  }

  ImitatedSite withoutLength() {
    chunked = true;
    return this;
  }

  /** Over TLS; others speak HTTP/1.1 without. */
  ImitatedSite http2() {
    http2 = true;
    return this;
  }

  /** Members of a rule for all that lies in a folder of the site, or in its own if that is "". */
  ImitatedSite rule(String folder, String match, String members) {
    rules.add(
        "{\"match\": {\"path\": \"/%s%s/**\"%s}, %s}".formatted(name, folder, match, members));
    return this;
  }

  ImitatedSite rule(String members) {
    return rule("", "", members);
  }

  String name() {
    return name;
  }

  String title() {
    return title;
  }

  List<String> rules() {
    return rules;
  }

  boolean isHttp2() {
    return http2;
  }

  /** Lets an origin answer for it. */
  void furnish(Origin origin) {
    for (String path : paths) {
      String below = path.replaceFirst("\\|.*", "");
      if (redirect.isEmpty()) {
        origin.on('/' + name + below, request -> count(answer(below, request)));
      } else {
        origin.on('/' + name + below, request -> found(origin, below, request));
        origin.on('/' + name + redirect + below, request -> count(answer(below, request)));
      }
    }
  }

  /** A line for each request, as {@link dev.larder.it.programs.Visits} takes them. */
  List<String> visits(Origin origin, int run) {
    List<String> lines = new ArrayList<>();
    for (String path : paths) {
      String[] urlAndBody = path.split("\\|", 2);
      String method = urlAndBody.length == 2 ? " POST " : " GET ";
      String url = origin.uri('/' + name + urlAndBody[0]) + suffix.apply(run);
      lines.add(name + method + url + (urlAndBody.length == 2 ? "|= " + urlAndBody[1] : ""));
    }
    return lines;
  }

  /** How many of these requests, by their targets, were for the site. */
  int requests(Map<String, Integer> targets) {
    return targets.entrySet().stream()
        .filter(target -> target.getKey().startsWith('/' + name + '/'))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** The bytes of bodies that were sent since the last call. */
  long takeSent() {
    return sent.getAndSet(0);
  }

  private Page found(Origin origin, String below, Received request) {
    URI place = origin.uri('/' + name + redirect + below + key.apply(request));
    return Page.of(302, "", "Location", place.toString(), "Cache-Control", "no-cache")
        .with("Date", HttpDate.format(Instant.now()));
  }

  private Page answer(String below, Received request) {
    List<String> all = new ArrayList<>(fields.apply(request));
    all.addAll(List.of("Content-Type", type(below)));
    int tag = all.indexOf("ETag");
    if (tag >= 0 && all.get(tag + 1).equals(request.first("if-none-match"))) {
      return new Page(304, all, new byte[0], false);
    }
    byte[] body = new byte[isFile(below) ? FILE_BYTES : LIVE_BYTES];
    Arrays.fill(body, (byte) 'x');
    return new Page(200, all, all.contains("gzip") ? Shop.gzip(body) : body, chunked);
  }

  private Page count(Page page) {
    sent.addAndGet(page.body().length);
    return page;
  }

  /** Whether a target is a file that is the same for everybody; all else is of the moment. */
  static boolean isFile(String target) {
    return target.matches("[^?]*\\.(js|png|css)(\\?.*)?");
  }

  private static String type(String path) {
    return path.endsWith(".js")
        ? "text/javascript"
        : path.endsWith(".png") ? "image/png" : path.endsWith(".html") ? "text/html" : JSON;
  }
}
