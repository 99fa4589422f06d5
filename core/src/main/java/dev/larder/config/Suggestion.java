package dev.larder.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that is most likely meant by a misspelt one. */
final class Suggestion {

  private Suggestion() {}

  /** The nearest candidate, or null if none is near. Case, dots and dashes do not count. */
  static @Nullable String near(String word, Iterable<String> candidates) {
    String plain = plain(word);
    String best = null;
    int bestDistance = Math.max(1, plain.length() / 3) + 1;
    for (String candidate : candidates) {
      String plainCandidate = plain(candidate);
      int distance = distance(plain, plainCandidate);
      boolean lacksItsGroup =
          plain.length() >= 3 && candidate.indexOf('.') > 0 && plainCandidate.endsWith(plain);
      if (lacksItsGroup) {
        distance = Math.min(distance, 1);
      }
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace(".", "").replace("-", "").replace("_", "");
  }

  /** The Damerau-Levenshtein distance. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
