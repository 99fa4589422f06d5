package dev.larder.agent.client.playwright.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * For which URLs the program has routes of its own. Says yes too often rather than once too seldom:
 * versions differ in what their globs mean, but the letters of a glob stand in each URL that it
 * matches.
 */
final class RoutePatterns {

  static final RoutePatterns NONE = new RoutePatterns(List.of());

  private static final String WILD = "\\*+|\\?|\\\\.|\\[[^\\]]*\\]|\\{[^}]*\\}";

  private final List<Pattern> patterns;

  private RoutePatterns(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /** Reads what {@code setNetworkInterceptionPatterns} tells the driver. */
  static RoutePatterns of(Json parameters) {
    List<Pattern> patterns = new ArrayList<>();
    for (Json pattern : parameters.objects("patterns")) {
      String glob = pattern.text("glob");
      String regex = pattern.text("regexSource");
      patterns.add(
          glob != null ? ofGlob(glob) : regex != null ? ofRegex(regex) : Pattern.compile(""));
    }
    return patterns.isEmpty() ? NONE : new RoutePatterns(patterns);
  }

  private static Pattern ofGlob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (String letters : glob.split(WILD, -1)) {
      String bare = letters.replaceAll("^[./]+|[./]+$", "").toLowerCase(Locale.ROOT);
      regex.append(regex.length() == 0 ? "" : ".*").append(Pattern.quote(bare));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static Pattern ofRegex(String regex) {
    try {
      return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile("");
    }
  }

  boolean mayMatch(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    for (Pattern pattern : patterns) {
      if (pattern.matcher(url).find() || pattern.matcher(lower).find()) {
        return true;
      }
    }
    return false;
  }
}
