package dev.larder.agent.cli;

import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The stored responses, a line each. */
@Command(name = "ls", mixinStandardHelpOptions = true, description = "Lists the stored responses.")
final class ListCommand implements Callable<Integer> {

  /** By what the list is ordered. */
  enum Order {
    URL,
    SIZE,
    AGE,
    USES;

    Comparator<StoredItem> comparator() {
      Comparator<StoredItem> by =
          switch (this) {
            case URL -> Comparator.comparing(StoredItem::url);
            case SIZE -> Comparator.comparing(stored -> -stored.item().length());
            case AGE -> Comparator.comparing(stored -> stored.metadata().responseTime());
            case USES -> Comparator.comparing(stored -> -stored.item().uses());
          };
      return by.thenComparing(StoredItem::url);
    }
  }

  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(arity = "0..1", paramLabel = "PATTERN", description = Selection.HELP)
  @Nullable String pattern;

  @Option(
      names = "--sort",
      paramLabel = "BY",
      description = "url, size (largest first), age (oldest first) or uses (most first).")
  Order order = Order.URL;

  @Option(names = "--limit", paramLabel = "N", description = "Shows so many at most.")
  int limit = Integer.MAX_VALUE;

  @Override
  public Integer call() throws IOException {
    Selection selection = pattern == null ? null : Selection.of(pattern, options.line());
    List<StoredItem> found;
    try (LocalCache cache = options.open(options.configuration())) {
      found = StoredItem.find(cache, item -> selection == null || selection.fits(item));
    }
    found.sort(order.comparator());
    List<StoredItem> shown = found.subList(0, Math.min(Math.max(0, limit), found.size()));
    if (options.json) {
      options.print(
          to -> {
            to.writeStartArray();
            for (StoredItem stored : shown) {
              to.writeStartObject();
              stored.write(to);
              to.writeEndObject();
            }
            to.writeEndArray();
          });
    } else {
      print(shown);
    }
    return found.isEmpty() && pattern != null ? LarderCommand.NOT_FOUND : 0;
  }

  private void print(List<StoredItem> shown) {
    if (shown.isEmpty()) {
      options.err().println("larder: nothing is stored" + (pattern == null ? "." : " for that."));
      options.err().flush();
      return;
    }
    Instant now = Instant.now();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STATUS", "SIZE", "AGE", "FRESH", "USES", "VERSION", "URL"));
    for (StoredItem stored : shown) {
      Instant until = stored.freshUntil();
      rows.add(
          List.of(
              String.valueOf(stored.metadata().head().status()),
              ByteCount.shown(stored.item().length()),
              Text.span(stored.age(now)),
              until == null ? "no" : Text.span(Duration.between(now, until)),
              String.valueOf(stored.item().uses()),
              stored.version().isEmpty() ? "-" : Text.plain(stored.version()),
              Text.plain(stored.url())));
    }
    Text.table(rows).forEach(options.out()::println);
    options.out().flush();
  }
}
