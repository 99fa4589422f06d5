package dev.larder.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Immutable header fields in the order in which they were received (RFC 9110 §5). Names compare
 * without regard to case; one field may stand on several lines.
 */
public final class Headers implements Iterable<Headers.Field> {

  /** One field line: a name as it was spelled, a value without spaces and tabs around it. */
  public record Field(String name, String value) {}

  private static final Headers EMPTY = new Headers(new Field[0]);

  private final Field[] fields;

  private Headers(Field[] fields) {
    this.fields = fields;
  }

  public static Headers empty() {
    return EMPTY;
  }

  /** Fields from alternating names and values: {@code of("ETag", "\"a\"", "Age", "3")}. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("A name without a value: " + namesAndValues.length);
    }
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Fields from a map of names to values, each value on a line of its own. */
  public static Headers of(Map<String, List<String>> map) {
    Builder builder = new Builder();
    map.forEach((name, values) -> values.forEach(value -> builder.add(name, value)));
    return builder.build();
  }

  /** The value of the first line of this name, or null. */
  public @Nullable String first(String name) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        return field.value;
      }
    }
    return null;
  }

  public boolean contains(String name) {
    return first(name) != null;
  }

  /** The values of all lines of this name, in order; empty if there is none. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(2);
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        values.add(field.value);
      }
    }
    return values;
  }

  /** All lines of this name as one, joined by commas (RFC 9110 §5.3), or null if there is none. */
  public @Nullable String combined(String name) {
    return isSingle(name) ? first(name) : String.join(", ", all(name));
  }

  /** A copy without the fields that the predicate accepts by name. */
  public Headers without(Predicate<String> name) {
    Builder builder = new Builder();
    for (Field field : fields) {
      if (!name.test(field.name)) {
        builder.add(field.name, field.value);
      }
    }
    return builder.size() == fields.length ? this : builder.build();
  }

  /** A copy in which these lines stand last and no other line bears their names. */
  public Headers with(Headers replacements) {
    Builder builder = new Builder();
    for (Field field : fields) {
      if (!replacements.contains(field.name)) {
        builder.add(field.name, field.value);
      }
    }
    replacements.forEach(field -> builder.add(field.name, field.value));
    return builder.build();
  }

  /** A copy in which this field stands once, last. */
  public Headers with(String name, String value) {
    return with(of(name, value));
  }

  /**
   * A copy in which these lines stand where the first of their name stood, new ones last, and no
   * other line bears their names.
   */
  public Headers updated(Headers replacements) {
    Builder builder = new Builder();
    Set<String> placed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Field field : fields) {
      if (!replacements.contains(field.name)) {
        builder.add(field.name, field.value);
      } else if (placed.add(field.name)) {
        replacements.all(field.name).forEach(value -> builder.add(field.name, value));
      }
    }
    for (Field field : replacements) {
      if (!placed.contains(field.name)) {
        builder.add(field.name, field.value);
      }
    }
    return builder.build();
  }

  /** The name of a field line as it was spelled. */
  public String name(int line) {
    return fields[line].name;
  }

  /** Whether there is at most one line of this name. */
  public boolean isSingle(String name) {
    boolean found = false;
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        if (found) {
          return false;
        }
        found = true;
      }
    }
    return true;
  }

  /** The number of field lines. */
  public int size() {
    return fields.length;
  }

  public boolean isEmpty() {
    return fields.length == 0;
  }

  /** Names to values, names in case-insensitive order and as they were first spelled. */
  public Map<String, List<String>> toMap() {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Field field : fields) {
      map.computeIfAbsent(field.name, name -> new ArrayList<>(1)).add(field.value);
    }
    return map;
  }

  /** The names, each once, in case-insensitive order. */
  public Set<String> names() {
    return toMap().keySet();
  }

  @Override
  public Iterator<Field> iterator() {
    return Arrays.asList(fields).iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers headers && Arrays.equals(fields, headers.fields);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(fields);
  }

  /** The names only: values may hold credentials. */
  @Override
  public String toString() {
    return names().toString();
  }

  /** Collects field lines; not safe for use by several threads. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    public Builder add(String name, String value) {
      fields.add(new Field(name, FieldSyntax.trim(value)));
      return this;
    }

    int size() {
      return fields.size();
    }

    public Headers build() {
      return fields.isEmpty() ? EMPTY : new Headers(fields.toArray(new Field[0]));
    }
  }
}
