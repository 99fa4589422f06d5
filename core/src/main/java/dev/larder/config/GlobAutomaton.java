package dev.larder.config;

import java.util.Arrays;

/**
 * A glob as a nondeterministic automaton. State {@code i} means that the parts before part {@code
 * i} fit what was read so far. The set of current states is a bit set, 64 states a word, so that a
 * match is one pass over the text: its time is the length of the text times the number of words.
 * Immutable; any thread may call.
 */
final class GlobAutomaton {
  private static final int ONE = -1;
  private static final int SEGMENT = -2;
  private static final int ANY = -3;
  private static final int FOLDERS = -4;

  private static final String PLACEHOLDER = "{version}";

  /** The last state: all parts fit. */
  private final int end;

  /** The characters that stand for themselves, sorted. */
  private final char[] letters;

  /** For each letter, the states from which it leads to the next state. */
  private final long[][] onLetter;

  /** The states from which any other character except a slash leads to the next state. */
  private final long[] onOther;

  private final long[] none;

  /** The states of stars: some characters do not leave them, and no character is needed to. */
  private final long[] wild;

  private final long[] segments;
  private final long[] folders;
  private final long[] start;

  GlobAutomaton(String glob) {
    int[] parts = parts(glob);
    end = parts.length;
    letters = letters(parts);
    int words = (end >> 6) + 1;
    onLetter = new long[letters.length][words];
    onOther = new long[words];
    none = new long[words];
    wild = new long[words];
    segments = new long[words];
    folders = new long[words];
    start = new long[words];
    for (int i = 0; i < end; i++) {
      switch (parts[i]) {
        case ONE -> {
          add(i, onOther);
          for (int letter = 0; letter < letters.length; letter++) {
            if (letters[letter] != '/') {
              add(i, onLetter[letter]);
            }
          }
        }
        case SEGMENT -> add(i, segments, wild);
        case ANY -> add(i, wild);
        case FOLDERS -> add(i, folders, wild);
        default -> add(i, onLetter[Arrays.binarySearch(letters, (char) parts[i])]);
      }
    }
    add(0, start);
    for (int i = 0; i < end && parts[i] < ONE; i++) {
      add(i + 1, start);
    }
  }

  private static void add(int state, long[]... sets) {
    for (long[] set : sets) {
      set[state >> 6] |= 1L << state;
    }
  }

  /** Characters that stand for themselves, and one of the constants for each wildcard. */
  private static int[] parts(String glob) {
    int[] parts = new int[glob.length()];
    int count = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (glob.startsWith(PLACEHOLDER, i)) {
        parts[count++] = ONE;
        parts[count++] = SEGMENT;
        i += PLACEHOLDER.length() - 1;
      } else if (glob.startsWith("**/", i)) {
        parts[count++] = FOLDERS;
        i += 2;
      } else if (glob.startsWith("**", i)) {
        parts[count++] = ANY;
        i++;
      } else {
        parts[count++] = c == '*' ? SEGMENT : c == '?' ? ONE : c;
      }
    }
    return Arrays.copyOf(parts, count);
  }

  private static char[] letters(int[] parts) {
    char[] letters = new char[parts.length];
    int count = 0;
    int[] sorted = parts.clone();
    Arrays.sort(sorted);
    for (int part : sorted) {
      if (part >= 0 && (count == 0 || letters[count - 1] != part)) {
        letters[count++] = (char) part;
      }
    }
    return Arrays.copyOf(letters, count);
  }

  /** Whether the glob fits all of a text. */
  boolean matches(String text) {
    long[] states = start.clone();
    for (int i = 0; i < text.length(); i++) {
      if (!read(text.charAt(i), states)) {
        return false;
      }
    }
    return (states[end >> 6] & (1L << end)) != 0;
  }

  /** Replaces the states by those after one more character. Returns whether there are any. */
  private boolean read(char c, long[] states) {
    boolean slash = c == '/';
    int letter = Arrays.binarySearch(letters, c);
    long[] moves = letter >= 0 ? onLetter[letter] : slash ? none : onOther;
    long carry = 0;
    long left = 0;
    for (int word = 0; word < states.length; word++) {
      long wildcards = wild[word];
      long stay = states[word] & (slash ? wildcards & ~segments[word] : wildcards);
      long passed = (states[word] & moves[word]) | (slash ? stay : stay & ~folders[word]);
      long entered = (passed << 1) | carry;
      for (long more = (entered & wildcards) << 1;
          (more & ~entered) != 0;
          more = (more & wildcards) << 1) {
        entered |= more;
      }
      carry = (passed | (entered & wildcards)) >>> 63;
      states[word] = stay | entered;
      left |= states[word];
    }
    return left != 0;
  }
}
