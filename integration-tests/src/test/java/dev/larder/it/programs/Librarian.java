package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.library.LarderCache;
import dev.larder.library.ListedEntry;
import dev.larder.library.LoadedResponse;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Uses the cache as a library and prints what comes of each step. A step is {@code load PATH},
 * {@code save PATH BODY}, {@code remove PATH}, {@code list} or {@code module}, the first two with
 * fields of the request behind a {@code |} each.
 *
 * <p>Arguments: the directory, the origin, the steps.
 */
public final class Librarian {

  private Librarian() {}

  public static void main(String[] arguments) {
    URI origin = URI.create(arguments[1]);
    try (LarderCache cache = LarderCache.open(Path.of(arguments[0]))) {
      for (String step : List.of(arguments).subList(2, arguments.length)) {
        String[] parts = step.split("\\|", -1);
        Map<String, List<String>> fields = new HashMap<>();
        for (String field : List.of(parts).subList(1, parts.length)) {
          String[] nameAndValue = field.split(": ", 2);
          fields.put(nameAndValue[0], List.of(nameAndValue[1]));
        }
        String[] words = parts[0].split(" ", 3);
        URI uri = origin.resolve(words.length > 1 ? words[1] : "");
        switch (words[0]) {
          case "load" -> System.out.println(shown(cache.load(uri, fields)));
          case "save" ->
              System.out.println(
                  cache.save(
                      uri,
                      fields,
                      200,
                      Map.of("Cache-Control", List.of("max-age=600"), "X-By", List.of("library")),
                      words[2].getBytes(UTF_8)));
          case "remove" -> cache.remove(uri);
          case "list" ->
              cache.list(10).stream().map(ListedEntry::url).sorted().forEach(System.out::println);
          case "module" -> System.out.println(LarderCache.class.getModule().getName());
          default -> throw new IllegalArgumentException(step);
        }
      }
      System.out.println(cache.statistics().failures() + " failures");
    }
  }

  private static String shown(@Nullable LoadedResponse loaded) {
    return loaded == null ? "nothing" : loaded.status() + " " + new String(loaded.body(), UTF_8);
  }
}
