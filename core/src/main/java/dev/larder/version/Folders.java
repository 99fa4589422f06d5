package dev.larder.version;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds versions in a segment of a path that is not its last. */
final class Folders {
  /** Words whose number is a build. */
  private static final Set<String> BUILD_WORDS =
      Set.of("build", "release", "rel", "version", "ver", "rev", "deploy", "b", "r");

  /** Folders in which each build has one of its own. */
  private static final Set<String> BUILD_FOLDERS =
      Set.of("builds", "build", "releases", "release", "versions", "version", "deploys", "rev");

  /** What Next.js has beside the folder of a build. */
  private static final Set<String> NEXT_FOLDERS =
      Set.of("chunks", "css", "media", "runtime", "development", "image");

  /** Up to six letters and then digits, or digits alone. */
  private static final Pattern NUMBERED = Pattern.compile("[a-zA-Z]{0,6}\\d{1,6}");

  private static final Pattern BUILD = Pattern.compile("([a-zA-Z]*+)[-_]?(\\d{1,14})");

  private Folders() {}

  /**
   * Looks at the characters from start to end.
   *
   * @param before the segment before this one, or empty
   * @param type of what the path leads to
   */
  static void find(String url, int start, int end, String before, FileType type, Spans spans) {
    if (start == end) {
      return;
    }
    String segment = url.substring(start, end);
    if (Hashes.endsWithUuid(segment)
        || tagged(url, start, end, spans)
        || dated(url, start, end, type, spans)
        || numbers(url, start, end, type, spans)) {
      return;
    }
    if (isBuild(segment, before, type) || isHash(segment, before, type)) {
      spans.add(start, end);
    }
  }

  /**
   * What stands behind an at sign, as package servers have it: {@code vue@3}, {@code x@1.2,y@2}.
   */
  static boolean tagged(String url, int start, int end, Spans spans) {
    boolean found = false;
    for (int at = url.indexOf('@', start + 1); at > 0 && at < end; at = url.indexOf('@', at + 1)) {
      int comma = url.indexOf(',', at);
      int stop = comma < 0 || comma > end ? end : comma;
      int tag = tagEnd(url, at + 1, stop);
      if (tag > 0) {
        spans.add(at + 1, tag);
        found = true;
      }
    }
    return found;
  }

  /** Where the version ends that starts here, or -1: a number, a range or a commit. */
  private static int tagEnd(String url, int start, int stop) {
    int i = start;
    while (i < stop && (url.charAt(i) == '^' || url.charAt(i) == '~' || url.charAt(i) == '=')) {
      i++;
    }
    Numbers.Found number = Numbers.at(url, i, stop);
    if (number.parts() > 0) {
      boolean more =
          number.end() < stop
              && (url.charAt(number.end()) == '-' || url.charAt(number.end()) == '+');
      if (more || number.end() == stop) {
        return stop;
      }
      return FileType.of(url.substring(start, stop)) == FileType.OTHER ? -1 : number.end();
    }
    return Hashes.isHex(url.substring(start, stop)) ? stop : -1;
  }

  /** A build by its date: with a time, or with a word or number that says so. */
  static boolean dated(String url, int start, int end, FileType type, Spans spans) {
    for (int i = start; i + 8 <= end; i++) {
      int digits = Numbers.digits(url, i, end);
      if (digits == 8 && Numbers.isDate(url, i)) {
        int time = timeEnd(url, i + 8, end);
        int last = buildSuffix(url, Math.max(time, i + 8), end);
        boolean named = i > start;
        boolean marked = last > Math.max(time, i + 8) || isMarked(url, start, i);
        if (time > 0 ? named || type == FileType.CODE : marked && type == FileType.CODE) {
          spans.add(i, last);
          return true;
        }
      }
      i += digits;
    }
    return false;
  }

  /** Behind a time of day that follows a date, or -1. */
  private static int timeEnd(String url, int at, int end) {
    if (at + 5 > end || "-_.T".indexOf(url.charAt(at)) < 0) {
      return -1;
    }
    int digits = Numbers.digits(url, at + 1, end);
    boolean time = digits == 4 || digits == 6;
    boolean hour = time && (url.charAt(at + 1) - '0') * 10 + url.charAt(at + 2) - '0' < 24;
    return hour ? at + 1 + digits : -1;
  }

  /** Behind the candidates, revisions and commits that follow a date: {@code _RC000}. */
  private static int buildSuffix(String url, int from, int end) {
    int i = from;
    while (i < end && "-_.".indexOf(url.charAt(i)) >= 0) {
      int run = i + 1;
      while (run < end && Numbers.isWord(url.charAt(run))) {
        run++;
      }
      String word = url.substring(i + 1, run);
      if (!NUMBERED.matcher(word).matches() && !Hashes.isHex(word)) {
        break;
      }
      i = run;
    }
    return i;
  }

  /** Whether what stands before a date says that it is a build's. */
  private static boolean isMarked(String url, int start, int date) {
    int end = date;
    while (end > start && Numbers.isSeparator(url.charAt(end - 1))) {
      end--;
    }
    int word = end;
    while (word > start && Numbers.isLetter(url.charAt(word - 1))) {
      word--;
    }
    return BUILD_WORDS.contains(url.substring(word, end).toLowerCase(Locale.ROOT));
  }

  /** Version numbers, whole or behind a name; short ones only before files that have versions. */
  static boolean numbers(String url, int start, int end, FileType type, Spans spans) {
    return numbers(url, start, end, 3, type, spans)
        || (type.isVersioned() && numbers(url, start, end, 2, type, spans));
  }

  private static boolean numbers(
      String url, int start, int end, int parts, FileType type, Spans spans) {
    boolean found = false;
    for (int i = start; i < end; i++) {
      if (!startsToken(url, start, i)) {
        continue;
      }
      Numbers.Found number = Numbers.at(url, i, end);
      boolean doubtful =
          type == FileType.OTHER
              && (Numbers.isAddress(url, number) || Numbers.isDottedDate(url, number));
      boolean enough =
          number.parts() >= parts || (number.qualified() && number.parts() == 2 && parts == 3);
      if (enough && !doubtful && isBounded(url, number.end(), end)) {
        spans.add(i, number.end());
        found = true;
        i = number.end() - 1;
      }
    }
    return found;
  }

  /** A version doesn't end before a comma: those are coordinates. */
  private static boolean isBounded(String url, int at, int end) {
    return at == end || Numbers.isSeparator(url.charAt(at));
  }

  /** Whether a number at this place is not the middle of another. */
  private static boolean startsToken(String url, int start, int at) {
    char c = url.charAt(at);
    if (!Numbers.isDigit(c) && c != 'v' && c != 'V') {
      return false;
    }
    if (at == start) {
      return true;
    }
    char previous = url.charAt(at - 1);
    boolean middle = previous == '.' && at - 2 >= start && Numbers.isDigit(url.charAt(at - 2));
    return Numbers.isSeparator(previous) && !middle;
  }

  private static boolean isBuild(String segment, String before, FileType type) {
    Matcher build = BUILD.matcher(segment);
    if (!build.matches()) {
      return false;
    }
    String word = build.group(1).toLowerCase(Locale.ROOT);
    int digits = build.group(2).length();
    if (word.isEmpty()) {
      boolean stamp = digits == 10 || digits == 13;
      return type == FileType.CODE && (stamp || BUILD_FOLDERS.contains(before));
    }
    if (word.equals("v")) {
      return type == FileType.CODE && digits >= 2;
    }
    boolean enough = word.length() > 1 || digits >= 3;
    return enough && type != FileType.OTHER && BUILD_WORDS.contains(word);
  }

  private static boolean isHash(String segment, String before, FileType type) {
    boolean next = before.equals("static") || before.equals("data");
    if (next && segment.length() == 21 && !NEXT_FOLDERS.contains(segment)) {
      return Hashes.isBase64Window(segment); // the build of Next.js
    }
    boolean context = type == FileType.CODE || BUILD_FOLDERS.contains(before);
    boolean digit = segment.chars().anyMatch(c -> c >= '0' && c <= '9');
    boolean hex = Hashes.isHex(segment);
    boolean commit = segment.length() == 40 && type != FileType.MEDIA;
    return hex && (commit || (digit && context && type != FileType.OTHER));
  }
}
