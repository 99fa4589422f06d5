package dev.larder.version;

import java.util.Locale;
import java.util.Set;

/** Finds versions in the last segment of a path. */
final class FileNames {
  /** What tools put between a digest and the extension. */
  private static final Set<String> INNER =
      Set.of(
          ("min chunk bundle module esm umd prod production development modern legacy async"
                  + " worker slim entry lazy client js css mjs wasm d tar dart txt license bundled"
                  + " core common part map es iife cjs global")
              .split(" "));

  /** Folders of what is built; elsewhere, images with digests are mostly those of users. */
  private static final Set<String> BUILD_FOLDERS =
      Set.of(
          ("assets static build dist _next _nuxt _astro _app packs bundles public _assets"
                  + " immutable compiled webpack vite")
              .split(" "));

  private FileNames() {}

  /** Whether a folder is one of what is built. */
  static boolean isOfBuild(String folder) {
    return BUILD_FOLDERS.contains(folder);
  }

  /**
   * Looks at the characters from start to end.
   *
   * @param built whether the file lies in a folder of what is built
   */
  static void find(String url, int start, int end, FileType type, boolean built, Spans spans) {
    int stem = stemEnd(url, start, end, type);
    if (stem <= start
        || Hashes.endsWithUuid(url.substring(start, stem))
        || Folders.tagged(url, start, end, spans)) {
      return;
    }
    boolean media = type == FileType.MEDIA;
    if (type == FileType.CODE && Folders.dated(url, start, stem, type, spans)) {
      return;
    }
    boolean numbered = (!media || built) && Folders.numbers(url, start, stem, type, spans);
    if (type == FileType.OTHER) {
      return;
    }
    if (type == FileType.PACKAGE
        && stem - start == 40
        && Hashes.isHex(url.substring(start, stem))) {
      spans.add(start, stem); // an archive by its commit
      return;
    }
    if (media && !built && !isLongHashBehindName(url, start, stem)) {
      return;
    }
    int from = numbered ? spans.end(start) : start;
    if (!hashAtEnd(url, start, from, stem, type, spans) && !numbered) {
      hashAtStart(url, start, stem, spans);
    }
  }

  /** Where the extension starts, and what tools put before it. */
  private static int stemEnd(String url, int start, int end, FileType type) {
    int dot = url.lastIndexOf('.', end - 1);
    if (dot <= start || (type == FileType.OTHER && isNumber(url, dot + 1, end))) {
      return end;
    }
    int stem = type == FileType.OTHER && Numbers.at(url, start, end).end() == end ? end : dot;
    while (true) {
      int previous = separatorBefore(url, start, stem);
      boolean inner =
          previous > start
              && INNER.contains(url.substring(previous + 1, stem).toLowerCase(Locale.ROOT));
      if (!inner) {
        return stem;
      }
      stem = previous;
    }
  }

  private static boolean isNumber(String url, int from, int end) {
    return from < end && Numbers.digits(url, from, end) == end - from;
  }

  /** The last separator before a position, or -1. */
  private static int separatorBefore(String url, int start, int at) {
    int i = at - 1;
    while (i >= start && !Numbers.isSeparator(url.charAt(i))) {
      i--;
    }
    return i < start ? -1 : i;
  }

  private static boolean hashAtEnd(
      String url, int start, int from, int stem, FileType type, Spans spans) {
    int separator = separatorBefore(url, from, stem);
    if (separator > start) {
      String run = url.substring(separator + 1, stem);
      boolean suits = url.charAt(separator) != '_' || type == FileType.CODE;
      if (suits && (type == FileType.PACKAGE ? Hashes.isHex(run) : isHash(run, type))) {
        spans.add(separator + 1, stem);
        return true;
      }
    }
    int window = stem - 8;
    if (window - 1 > start
        && window - 1 >= from
        && type != FileType.PACKAGE
        && "-.".indexOf(url.charAt(window - 1)) >= 0
        && Hashes.isBase64Window(url.substring(window, stem))) {
      spans.add(window, stem);
      return true;
    }
    return false;
  }

  /** Whether so long a digest stands there that no user's picture would be called so. */
  private static boolean isLongHashBehindName(String url, int start, int stem) {
    int separator = separatorBefore(url, start, stem);
    return separator > start
        && stem - separator > 32
        && Numbers.isLetter(url.charAt(start))
        && Hashes.isHex(url.substring(separator + 1, stem));
  }

  private static boolean isHash(String run, FileType type) {
    boolean number = type == FileType.CODE && run.length() >= 8 && run.length() <= 14;
    return Hashes.isHash(run) || (number && Numbers.digits(run, 0, run.length()) == run.length());
  }

  /** A digest before the name, as the Play framework has it. */
  private static void hashAtStart(String url, int start, int stem, Spans spans) {
    int dash = url.indexOf('-', start);
    boolean digest = dash == start + 32 || dash == start + 40 || dash == start + 64;
    if (digest && dash < stem - 1 && Hashes.isHex(url.substring(start, dash))) {
      spans.add(start, dash);
    }
  }
}
