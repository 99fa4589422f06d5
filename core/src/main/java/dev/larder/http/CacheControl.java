package dev.larder.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The directives of Cache-Control of a request or a response (RFC 9111 §5.2), in the most
 * restrictive interpretation. Durations are in seconds, 0 to 2^31, or {@link DeltaSeconds#INVALID}
 * where not even 0 is permitted.
 *
 * <ul>
 *   <li>Names are matched without regard to case; arguments may be tokens or quoted strings.
 *   <li>A duration that is missing or not digits counts as the one that permits least: 0, but for
 *       {@code min-fresh} the greatest, and less than 0 for those that permit stale responses. Of
 *       several, the one that permits least counts (§4.2.1).
 *   <li>A directive that permits something and takes no argument is ignored if it has one; one that
 *       forbids something counts all the same.
 *   <li>In a member that is not valid, every word that forbids something counts, and so do those in
 *       arguments on the rest of the line: a stray quote may have moved the quoted parts.
 *   <li>A malformed directive that forbids one thing and permits another only forbids, see {@link
 *       #isMalformed}.
 * </ul>
 */
public final class CacheControl {

  /** No directive at all. */
  public static final CacheControl NONE = new CacheControl();

  /** Directives of RFC 9111 §5.2 and RFC 5861 whose argument is a duration. */
  private static final Set<String> DURATIONS =
      Set.of(
          "max-age s-maxage min-fresh max-stale stale-while-revalidate stale-if-error".split(" "));

  /** Directives with a duration that permit stale responses. */
  private static final Set<String> STALE =
      Set.of("max-stale", "stale-while-revalidate", "stale-if-error");

  /**
   * Directives without an argument that forbid something; no-cache and private may name fields,
   * private and must-understand also permit.
   */
  private static final Set<String> FORBIDDING =
      Set.of(
          ("no-store no-cache private must-revalidate proxy-revalidate must-understand"
                  + " only-if-cached")
              .split(" "));

  /** Directives without an argument that permit something. */
  private static final Set<String> PERMITTING = Set.of("public");

  private final Set<String> flags = new LinkedHashSet<>(4);
  private final Map<String, Long> durations = new TreeMap<>();
  private final Set<String> malformed = new LinkedHashSet<>(0);
  private final Set<String> noCacheFields = new LinkedHashSet<>(0);
  private final Set<String> privateFields = new LinkedHashSet<>(0);
  private boolean anyMaxStale;
  private boolean targeted;

  private CacheControl() {}

  /** All Cache-Control lines of these fields. */
  public static CacheControl parse(Headers headers) {
    return headers.contains("Cache-Control") ? parse(headers.all("Cache-Control")) : NONE;
  }

  /** The directives of all these lines together. */
  public static CacheControl parse(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    CacheControl result = new CacheControl();
    lines.forEach(result::line);
    result.settle();
    return result;
  }

  /**
   * What governs a response: for a shared cache a valid, non-empty CDN-Cache-Control alone (RFC
   * 9213 §2.2), otherwise Cache-Control.
   */
  public static CacheControl ofResponse(Headers headers, boolean shared) {
    if (shared) {
      Map<String, Object> dictionary = Dictionary.parse(headers.all("CDN-Cache-Control"));
      if (dictionary != null && !dictionary.isEmpty()) {
        return targeted(dictionary);
      }
    }
    return parse(headers);
  }

  /** Structured values: a directive whose value has the wrong type is ignored (RFC 9213 §2.1). */
  private static CacheControl targeted(Map<String, Object> dictionary) {
    CacheControl result = new CacheControl();
    result.targeted = true;
    dictionary.forEach(
        (name, value) -> {
          if (DURATIONS.contains(name) && value instanceof Long seconds) {
            result.seconds(name, seconds < 0 ? DeltaSeconds.INVALID : seconds);
          } else if (value instanceof String fields && takesFields(name)) {
            result.fields(name, fields);
          } else if (Boolean.TRUE.equals(value)
              && (FORBIDDING.contains(name) || PERMITTING.contains(name))) {
            result.flags.add(name);
          }
        });
    result.settle();
    return result;
  }

  private void line(String line) {
    boolean sound = true;
    for (String member : FieldSyntax.list(line)) {
      if (!sound) {
        FieldSyntax.words(member.substring(member.indexOf('=') + 1)).forEach(this::forbid);
      }
      sound &= member(member);
    }
  }

  /** Takes a member in and tells whether it is in grammar. */
  private boolean member(String member) {
    int equals = member.indexOf('=');
    String name = FieldSyntax.lower(equals < 0 ? member : member.substring(0, equals));
    String argument = equals < 0 ? null : member.substring(equals + 1);
    boolean sound =
        FieldSyntax.isToken(name)
            && (argument == null
                || FieldSyntax.isToken(argument)
                || FieldSyntax.isQuoted(argument));
    if (!sound) {
      FieldSyntax.words(member).forEach(this::forbid);
    } else if (DURATIONS.contains(name)) {
      duration(name, argument == null ? null : FieldSyntax.unquote(argument));
    } else if (takesFields(name) && argument != null) {
      fields(name, FieldSyntax.unquote(argument));
    } else if (FORBIDDING.contains(name)) {
      flags.add(name);
      if (argument != null) {
        malformed.add(name);
      }
    } else if (PERMITTING.contains(name) && argument == null) {
      flags.add(name);
    }
    return sound;
  }

  private static boolean takesFields(String name) {
    return name.equals("no-cache") || name.equals("private");
  }

  /** A word of what is out of grammar. */
  private void forbid(String word) {
    if (FORBIDDING.contains(word)) {
      flags.add(word);
      malformed.add(word);
    } else if (DURATIONS.contains(word)) {
      duration(word, "");
    }
  }

  private void duration(String name, @Nullable String argument) {
    if (argument == null && name.equals("max-stale")) {
      anyMaxStale = true;
      return;
    }
    seconds(name, argument == null ? DeltaSeconds.INVALID : DeltaSeconds.parse(argument));
  }

  /** A duration in seconds, no matter how great, or {@link DeltaSeconds#INVALID}. */
  private void seconds(String name, long seconds) {
    if (seconds == DeltaSeconds.INVALID) {
      malformed.add(name);
    }
    long counted = Math.min(DeltaSeconds.MAX, seconds);
    if (name.equals("min-fresh")) {
      durations.merge(name, counted < 0 ? DeltaSeconds.MAX : counted, Math::max);
    } else {
      durations.merge(name, STALE.contains(name) ? counted : Math.max(0, counted), Math::min);
    }
  }

  private void fields(String directive, String list) {
    List<String> names = FieldSyntax.list(list);
    if (names.isEmpty() || !names.stream().allMatch(FieldSyntax::isToken)) {
      flags.add(directive);
      malformed.add(directive);
      return;
    }
    Set<String> fields = directive.equals("private") ? privateFields : noCacheFields;
    names.forEach(name -> fields.add(FieldSyntax.lower(name)));
  }

  /** Restrictions win over what they contradict. */
  private void settle() {
    if (flags.contains("private")) {
      privateFields.clear();
      flags.remove("public");
    }
    if (flags.contains("no-cache")) {
      noCacheFields.clear();
    }
  }

  /** A copy in which these durations in seconds stand in place of others of their names. */
  public CacheControl with(Map<String, Long> seconds) {
    CacheControl copy = copy();
    copy.durations.putAll(seconds);
    copy.malformed.removeAll(seconds.keySet());
    return copy;
  }

  /** A copy in which these directives without a duration don't stand. */
  public CacheControl without(Set<String> names) {
    CacheControl copy = copy();
    copy.flags.removeAll(names);
    if (names.contains("no-cache")) {
      copy.noCacheFields.clear();
    }
    return copy;
  }

  /** A copy in which no-cache stands for the whole response. */
  public CacheControl withNoCache() {
    CacheControl copy = copy();
    copy.flags.add("no-cache");
    copy.settle();
    return copy;
  }

  private CacheControl copy() {
    CacheControl copy = new CacheControl();
    copy.flags.addAll(flags);
    copy.durations.putAll(durations);
    copy.malformed.addAll(malformed);
    copy.noCacheFields.addAll(noCacheFields);
    copy.privateFields.addAll(privateFields);
    copy.anyMaxStale = anyMaxStale;
    copy.targeted = targeted;
    return copy;
  }

  /**
   * Whether a directive stands here at least once out of grammar, without the argument that it
   * needs, or with one that it doesn't have. Its accessor then tells what it forbids; nothing may
   * be permitted because of it.
   *
   * @param directive a name in lower case
   */
  public boolean isMalformed(String directive) {
    return malformed.contains(directive);
  }

  public boolean noStore() {
    return flags.contains("no-store");
  }

  /** Whether no-cache stands without naming fields, or names them out of grammar. */
  public boolean noCache() {
    return flags.contains("no-cache");
  }

  /** The fields that {@code no-cache="…"} names, lower-case; empty if {@link #noCache()}. */
  public Set<String> noCacheFields() {
    return noCacheFields.isEmpty() ? Set.of() : Set.copyOf(noCacheFields);
  }

  /** Whether private stands without naming fields, or names them out of grammar. */
  public boolean isPrivate() {
    return flags.contains("private");
  }

  /** The fields that {@code private="…"} names, lower-case; empty if {@link #isPrivate()}. */
  public Set<String> privateFields() {
    return privateFields.isEmpty() ? Set.of() : Set.copyOf(privateFields);
  }

  /** Whether public stands and private doesn't contradict it. */
  public boolean isPublic() {
    return flags.contains("public");
  }

  public boolean mustRevalidate() {
    return flags.contains("must-revalidate");
  }

  public boolean proxyRevalidate() {
    return flags.contains("proxy-revalidate");
  }

  public boolean mustUnderstand() {
    return flags.contains("must-understand");
  }

  public boolean onlyIfCached() {
    return flags.contains("only-if-cached");
  }

  public OptionalLong maxAge() {
    return duration("max-age");
  }

  public OptionalLong sMaxage() {
    return duration("s-maxage");
  }

  public OptionalLong minFresh() {
    return duration("min-fresh");
  }

  public boolean hasMaxStale() {
    return anyMaxStale || durations.containsKey("max-stale");
  }

  /** The bound of max-stale; empty if there is no such directive or it stands without a bound. */
  public OptionalLong maxStale() {
    return duration("max-stale");
  }

  /** RFC 5861 §3. */
  public OptionalLong staleWhileRevalidate() {
    return duration("stale-while-revalidate");
  }

  /** RFC 5861 §4. */
  public OptionalLong staleIfError() {
    return duration("stale-if-error");
  }

  /** Whether this comes from a targeted field, before which Expires gives way (RFC 9213 §2.2). */
  public boolean isTargeted() {
    return targeted;
  }

  private OptionalLong duration(String name) {
    Long seconds = durations.get(name);
    return seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds);
  }
}
