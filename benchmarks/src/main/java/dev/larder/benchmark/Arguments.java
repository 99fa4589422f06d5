package dev.larder.benchmark;

import java.util.Arrays;
import java.util.List;

/**
 * What is to be measured: words, such as {@code long}, and lists, such as {@code stores=a,b}.
 *
 * @param words in any order
 */
public record Arguments(List<String> words) {

  /** Whether a word is among them. */
  public boolean has(String word) {
    return words.contains(word);
  }

  /** The members of a list by its name, such as {@code stores}; none if it is not there. */
  public List<String> list(String name) {
    String start = name + '=';
    for (String word : words) {
      if (word.startsWith(start)) {
        return Arrays.asList(word.substring(start.length()).split(",", -1));
      }
    }
    return List.of();
  }

  /** Those of these stores that are to be measured. */
  public List<String> only(String... stores) {
    List<String> chosen = list("stores");
    return Arrays.stream(stores)
        .filter(store -> chosen.isEmpty() || chosen.contains(store))
        .toList();
  }
}
