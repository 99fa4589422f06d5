package dev.larder.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/** A set of names of fields, asked without regard to the case of ASCII letters. */
public final class FieldNames {

  /** A hash table with open addressing and linear probing; an empty text marks a free place. */
  private final String[] table;

  private FieldNames(Collection<String> names) {
    int size = Integer.highestOneBit(Math.max(1, names.size())) * 4;
    table = new String[size];
    Arrays.fill(table, "");
    for (String name : names) {
      int at = hash(name) & size - 1;
      while (!table[at].isEmpty()) {
        at = at + 1 & size - 1;
      }
      table[at] = name;
    }
  }

  /** The set of these names, each once. */
  public static FieldNames of(String... names) {
    return new FieldNames(Set.of(names));
  }

  /** The set of these names. */
  public static FieldNames of(Set<String> names) {
    return new FieldNames(names);
  }

  public boolean contains(String name) {
    int mask = table.length - 1;
    for (int at = hash(name) & mask; !table[at].isEmpty(); at = at + 1 & mask) {
      String one = table[at];
      if (one.length() == name.length() && FieldSyntax.matches(name, 0, one)) {
        return true;
      }
    }
    return false;
  }

  private static int hash(String name) {
    int length = name.length();
    int hash = length;
    for (int i = 0; i < length; i++) {
      // Ignores the bit in which upper and lower case differ.
      hash = 31 * hash + (name.charAt(i) | 0x20);
    }
    return hash ^ hash >>> 15;
  }
}
