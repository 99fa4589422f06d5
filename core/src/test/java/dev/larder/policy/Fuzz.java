package dev.larder.policy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a property over generated inputs, the same ones on every run.
 *
 * <p>{@code -Dlarder.fuzz.inputs=…} is how many each property gets, {@code -Dlarder.fuzz.seed=…}
 * the seed of the first; the others follow by counting. A failure names the seed of its input: with
 * that and one input it happens again at once. A long run is {@code mvn -pl core test
 * -Dtest='Malformed*' -Dlarder.fuzz.inputs=50000000 -Dlarder.fuzz.seed=1}.
 */
final class Fuzz {

  private static final int INPUTS = Integer.getInteger("larder.fuzz.inputs", 110_000);
  private static final long SEED = Long.getLong("larder.fuzz.seed", 9111_0000_0000L);

  /** What breaks a value, and what merely looks like a space, a digit, a letter or an end. */
  private static final String JUNK =
      "\"\"\"\\,,;==  \t()<>@:/?[]{}-+.x019\u0000\r\n\u001c\u001f\u007f\u0085\u00a0\u00e9"
          + "\u017f\u2003\u2028\u212a\u0660\uff11\ud800\ufeff";

  private Fuzz() {}

  static void inputs(Consumer<SplittableRandom> property) {
    inputs(INPUTS, property);
  }

  /** A fifth as many, for what takes long. */
  static void fewerInputs(Consumer<SplittableRandom> property) {
    inputs(Math.max(1, INPUTS / 5), property);
  }

  private static void inputs(int count, Consumer<SplittableRandom> property) {
    for (int i = 0; i < count; i++) {
      long seed = SEED + i;
      try {
        property.accept(new SplittableRandom(seed));
      } catch (RuntimeException | Error failure) {
        throw new AssertionError(
            "Seed " + seed + " (-Dlarder.fuzz.seed=" + seed + " -Dlarder.fuzz.inputs=1)", failure);
      }
    }
  }

  static <T> T one(SplittableRandom random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A text after one to three edits, each an insertion, a loss, a swap of case or a repetition. */
  static String mutated(SplittableRandom random, String text) {
    StringBuilder result = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(result.length() + 1);
      boolean inside = at < result.length();
      switch (random.nextInt(inside ? 6 : 1)) {
        case 1 -> result.deleteCharAt(at);
        case 2 -> result.setCharAt(at, junk(random));
        case 3 -> result.setCharAt(at, Character.toUpperCase(result.charAt(at)));
        case 4 -> result.insert(at, result.charAt(at));
        case 5 -> result.setLength(at);
        default -> result.insert(at, junk(random));
      }
    }
    return result.toString();
  }

  static char junk(SplittableRandom random) {
    return JUNK.charAt(random.nextInt(JUNK.length()));
  }
}
