package dev.larder.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of setting whose values are words, plain numbers, texts and paths. */
final class ValueTypes {

  private ValueTypes() {}

  static final class BooleanType extends ValueType<Boolean> {
    @Override
    @Nullable Boolean parse(String text) {
      if (text.equalsIgnoreCase("true")) {
        return Boolean.TRUE;
      }
      return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    @Override
    String show(Boolean value) {
      return value.toString();
    }

    @Override
    String accepted() {
      return "true or false";
    }

    @Override
    List<String> words() {
      return List.of("true", "false");
    }

    @Override
    Boolean whenEmpty() {
      return Boolean.TRUE;
    }
  }

  /** Names separated by commas, kept in lower case. */
  static final class NamesType extends ListType<Set<String>> {
    @Override
    @Nullable Set<String> parse(String text) {
      if (text.equalsIgnoreCase(NONE)) {
        return Set.of();
      }
      Set<String> names = new TreeSet<>();
      for (String member : members(text)) {
        String name = member.toLowerCase(Locale.ROOT);
        if (wrong(name) != null || name.chars().anyMatch(c -> c < ' ' || c > '~')) {
          return null;
        }
        names.add(name);
      }
      return names.isEmpty() ? null : Collections.unmodifiableSet(names);
    }

    @Override
    @Nullable String wrong(String member) {
      return GlobSyntax.wrongName(member);
    }

    @Override
    String show(Set<String> value) {
      return list(value);
    }

    @Override
    String accepted() {
      return "names separated by commas, or none";
    }
  }

  /** The constants of an enum, in lower case with hyphens. */
  static final class WordType<E extends Enum<E>> extends ValueType<E> {
    private final E[] constants;

    WordType(E[] constants) {
      this.constants = constants;
    }

    @Override
    @Nullable E parse(String text) {
      for (E constant : constants) {
        if (show(constant).equalsIgnoreCase(text)) {
          return constant;
        }
      }
      return null;
    }

    @Override
    String show(E value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    String accepted() {
      StringBuilder accepted = new StringBuilder();
      for (int i = 0; i < constants.length; i++) {
        if (i > 0) {
          accepted.append(i == constants.length - 1 ? " or " : ", ");
        }
        accepted.append(show(constants[i]));
      }
      return accepted.toString();
    }

    @Override
    List<String> words() {
      List<String> words = new ArrayList<>();
      for (E constant : constants) {
        words.add(show(constant));
      }
      return words;
    }
  }

  /** A whole number within bounds, both included. */
  static final class IntType extends ValueType<Integer> {
    private final int min;
    private final int max;

    IntType(int min, int max) {
      this.min = min;
      this.max = max;
    }

    @Override
    @Nullable Integer parse(String text) {
      try {
        int value = Integer.parseInt(text);
        return value < min || value > max ? null : value;
      } catch (NumberFormatException e) {
        return null;
      }
    }

    @Override
    String show(Integer value) {
      return value.toString();
    }

    @Override
    String accepted() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** A number from 0 to 1. */
  static final class FractionType extends ValueType<Double> {
    @Override
    @Nullable Double parse(String text) {
      try {
        double value = Double.parseDouble(text);
        return value >= 0 && value <= 1 ? value : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }

    @Override
    String show(Double value) {
      return value.toString();
    }

    @Override
    String accepted() {
      return "a number from 0 to 1";
    }
  }

  /** A path of the default file system, made absolute. */
  static final class PathType extends ValueType<Path> {
    private final boolean optional;

    /**
     * Paths.
     *
     * @param optional whether there may be none, which the empty path stands for
     */
    PathType(boolean optional) {
      this.optional = optional;
    }

    @Override
    @Nullable Path parse(String text) {
      if (optional && text.equalsIgnoreCase(NONE)) {
        return Path.of("");
      }
      try {
        return text.isEmpty() ? null : Path.of(text).toAbsolutePath();
      } catch (InvalidPathException e) {
        return null;
      }
    }

    @Override
    String show(Path value) {
      return optional && value.toString().isEmpty() ? NONE : value.toString();
    }

    @Override
    String accepted() {
      return optional ? "a path of the file system, or none" : "a path of the file system";
    }

    @Override
    boolean isPath() {
      return true;
    }
  }

  static final class LogTargetType extends ValueType<LogTarget> {
    private final PathType path = new PathType(false);

    @Override
    @Nullable LogTarget parse(String text) {
      if (text.equals("stderr")) {
        return LogTarget.STDERR;
      }
      if (text.equals("none")) {
        return LogTarget.NONE;
      }
      Path file = path.parse(text);
      return file == null ? null : LogTarget.to(file);
    }

    @Override
    String show(LogTarget value) {
      return value.toString();
    }

    @Override
    String accepted() {
      return "stderr, none or the path of a file";
    }

    @Override
    boolean isPath() {
      return true;
    }
  }
}
