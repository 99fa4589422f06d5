package dev.larder.agent.cli;

import dev.larder.engine.lookup.CommonEntries;
import dev.larder.local.LocalCache;
import dev.larder.stats.ByteCount;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes stored responses to an archive. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes stored responses to an archive, which import takes into another directory.",
      "Only what is stored for everybody is written: nothing that was fetched with credentials or"
          + " cookies, unless the server declared it public. How many were left out is told."
    })
final class ExportCommand implements Callable<Integer> {

  /** Why a response is not in the archive. */
  enum Left {
    PERSONAL("for certain users or clients only"),
    INVALIDATED("invalidated"),
    PARTIAL("a part only"),
    CODED("in a coding that an HTTP Archive does not have"),
    DAMAGED("damaged");

    private final String words;

    Left(String words) {
      this.words = words;
    }
  }

  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "Where to: a name that ends with .tar or .har. An older file is replaced.")
  String file = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "PATTERN", description = Selection.HELP)
  @Nullable String pattern;

  private final String version;
  private final Map<Left, Integer> left = new EnumMap<>(Left.class);
  private long responses;
  private long bytes;

  /**
   * @param version of this jar
   */
  ExportCommand(String version) {
    this.version = version;
  }

  @Override
  public Integer call() throws IOException {
    ArchiveFormat format = ArchiveFormat.of(file, options.line());
    Selection selection = pattern == null ? null : Selection.of(pattern, options.line());
    try (LocalCache cache = options.open(options.configuration())) {
      CommonEntries common = cache.http().commonEntries();
      List<StoredItem> found = new ArrayList<>();
      for (StoredItem stored :
          StoredItem.find(cache, item -> selection == null || selection.fits(item))) {
        Left why = left(common, stored);
        if (why == null) {
          found.add(stored);
        } else {
          leave(why);
        }
      }
      found.sort(
          Comparator.comparing(StoredItem::url).thenComparing(stored -> stored.item().key().hex()));
      if (!found.isEmpty()) {
        write(cache, found, format);
      }
    }
    print();
    return responses == 0 ? LarderCommand.NOT_FOUND : 0;
  }

  private static @Nullable Left left(CommonEntries common, StoredItem stored) {
    CommonEntries.Owner owner = common.owner(stored.item().key(), stored.metadata());
    if (owner == CommonEntries.Owner.SOME || !stored.metadata().method().equals("GET")) {
      return Left.PERSONAL;
    }
    if (owner == CommonEntries.Owner.NONE) {
      return Left.INVALIDATED;
    }
    return stored.metadata().head().status() == 206 ? Left.PARTIAL : null;
  }

  private void leave(Left why) {
    left.merge(why, 1, Integer::sum);
  }

  /** Writes another file, and gives it its name when it is complete. */
  private void write(LocalCache cache, List<StoredItem> found, ArchiveFormat format)
      throws IOException {
    Path target = Path.of(file).toAbsolutePath();
    Path part = null;
    try (Progress progress = Progress.of(options)) {
      part = Files.createTempFile(target.getParent(), ".larder", ".part");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
          ArchiveFormat.Sink sink = format.sink(out, cache, version)) {
        for (StoredItem stored : found) {
          Left why = sink.write(stored);
          if (why == null) {
            responses++;
            bytes += stored.item().length();
          } else {
            leave(why);
          }
          progress.at(responses + " of " + found.size() + " responses");
        }
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " can't be written: there is no such directory.", e);
    } catch (IOException e) {
      throw new IOException(file + " can't be written: " + e.getMessage(), e);
    } finally {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    }
  }

  private void print() throws IOException {
    if (options.json) {
      options.print(
          to -> {
            to.writeStartObject();
            to.writeNumberField("responses", responses);
            to.writeNumberField("body_bytes", bytes);
            to.writeObjectFieldStart("left_out");
            for (Left why : Left.values()) {
              to.writeNumberField(why.name().toLowerCase(Locale.ROOT), left.getOrDefault(why, 0));
            }
            to.writeEndObject();
            to.writeEndObject();
          });
      return;
    }
    options
        .out()
        .println(
            Text.count(responses, "response", "responses")
                + ", "
                + ByteCount.shown(bytes)
                + ", exported");
    left.forEach((why, count) -> options.out().println("Left out: " + count + " " + why.words));
    options.out().flush();
  }
}
