package dev.larder.agent.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.larder.http.Headers;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import dev.larder.store.EntryMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Everything about the stored responses of one URL. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the responses that are stored for a URL.",
      "The latest comes first. There may be one for each variant (Vary) and for each user;"
          + " whose it is, is not told."
    })
final class ShowCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(paramLabel = "URL")
  String url = "";

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description = "Writes the body to a new file, or to standard output (-) and nothing else.")
  @Nullable String body;

  @Option(
      names = "--number",
      paramLabel = "N",
      description = "Only the Nth of the stored responses, from 1 on.")
  @Nullable Integer number;

  @Override
  public Integer call() throws IOException {
    try (LocalCache cache = options.open(options.configuration())) {
      String stated = cache.http().stated(options.uri(url));
      List<StoredItem> found = StoredItem.find(cache, item -> item.metadata().uri().equals(stated));
      found.sort(
          Comparator.comparing((StoredItem stored) -> stored.metadata().responseTime()).reversed());
      int first = number == null ? 0 : Math.max(0, number - 1);
      List<StoredItem> shown =
          number == null
              ? found
              : found.subList(Math.min(first, found.size()), Math.min(first + 1, found.size()));
      if (shown.isEmpty()) {
        options.err().println("larder: nothing is stored for " + Text.plain(stated));
        options.err().flush();
        return LarderCommand.NOT_FOUND;
      }
      if (!"-".equals(body)) {
        print(shown);
      }
      if (body != null) {
        write(cache, shown.get(0), body);
      }
      return 0;
    }
  }

  private static void write(LocalCache cache, StoredItem stored, String to) throws IOException {
    if (to.equals("-")) {
      cache.disk().inventory().copyBody(stored.item().key(), System.out);
      System.out.flush();
      return;
    }
    Path file = Path.of(to);
    if (Files.exists(file)) {
      throw new IOException(file + " is there already.");
    }
    boolean whole = false;
    try (OutputStream out = Files.newOutputStream(file)) {
      cache.disk().inventory().copyBody(stored.item().key(), out);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void print(List<StoredItem> shown) throws IOException {
    if (options.json) {
      options.print(
          to -> {
            to.writeStartArray();
            for (StoredItem stored : shown) {
              write(stored, to);
            }
            to.writeEndArray();
          });
      return;
    }
    for (int i = 0; i < shown.size(); i++) {
      if (i > 0) {
        options.out().println();
      }
      print(shown.get(i));
    }
    options.out().flush();
  }

  private static void write(StoredItem stored, JsonGenerator to) throws IOException {
    EntryMetadata metadata = stored.metadata();
    to.writeStartObject();
    stored.write(to);
    to.writeStringField("requested", metadata.requestTime().toString());
    to.writeStringField("protocol", metadata.head().version());
    StoredItem.write(to, "headers", metadata.head().headers());
    StoredItem.write(to, "selecting", metadata.selecting());
    to.writeStringField("key", stored.item().key().hex());
    to.writeEndObject();
  }

  private void print(StoredItem stored) {
    EntryMetadata metadata = stored.metadata();
    Instant until = stored.freshUntil();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("URL", metadata.method() + " " + Text.plain(stored.url())));
    rows.add(List.of("Received", metadata.responseTime().toString()));
    rows.add(
        List.of(
            "Fresh", until == null ? "no: it is validated before it is served" : "until " + until));
    rows.add(List.of("Body", ByteCount.shown(stored.item().length())));
    rows.add(List.of("Uses", String.valueOf(stored.item().uses())));
    if (!stored.version().isEmpty()) {
      rows.add(List.of("Version", Text.plain(stored.version())));
    }
    rows.add(List.of("File", stored.item().key().hex() + ".entry"));
    Text.table(rows).forEach(options.out()::println);
    options.out().println();
    options.out().println(metadata.head().version() + " " + metadata.head().status());
    print("", metadata.head().headers());
    print("selected by ", metadata.selecting());
  }

  private void print(String before, Headers headers) {
    for (Headers.Field field : headers) {
      options.out().println(before + Text.plain(field.name() + ": " + field.value()));
    }
  }
}
