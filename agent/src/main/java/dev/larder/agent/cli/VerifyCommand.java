package dev.larder.agent.cli;

import dev.larder.local.LocalCache;
import dev.larder.store.disk.Inventory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks every entry. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every entry and compares its checksums.",
      "The exit code is 1 if an entry is damaged. Programs never serve a damaged entry, and remove"
          + " one when they meet it."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Option(names = "--delete", description = "Deletes the damaged entries.")
  boolean delete;

  @Override
  public Integer call() throws IOException {
    try (LocalCache cache = options.open(options.configuration())) {
      List<Inventory.Damage> damaged = new ArrayList<>();
      long entries = verify(cache.disk().inventory(), damaged);
      if (delete) {
        damaged.forEach(damage -> cache.disk().remove(damage.key()));
      }
      if (options.json) {
        options.print(
            to -> {
              to.writeStartObject();
              to.writeNumberField("entries", entries);
              to.writeBooleanField("deleted", delete);
              to.writeArrayFieldStart("damaged");
              for (Inventory.Damage damage : damaged) {
                to.writeStartObject();
                to.writeStringField("file", damage.file().toString());
                to.writeStringField("why", damage.why());
                to.writeEndObject();
              }
              to.writeEndArray();
              to.writeEndObject();
            });
      } else {
        for (Inventory.Damage damage : damaged) {
          options.out().println(Text.plain(damage.file() + ": " + damage.why()));
        }
        options
            .out()
            .println(
                Text.count(entries, "entry", "entries")
                    + ", "
                    + damaged.size()
                    + " damaged"
                    + (delete && !damaged.isEmpty() ? " and deleted" : ""));
        options.out().flush();
      }
      return damaged.isEmpty() ? 0 : LarderCommand.NOT_FOUND;
    }
  }

  private long verify(Inventory inventory, List<Inventory.Damage> damaged) throws IOException {
    try (Progress progress = Progress.of(options)) {
      long all = progress.isShown() ? inventory.total().entries() : 0;
      return inventory.verify(damaged::add, done -> progress.at(done + " of " + all + " entries"));
    }
  }
}
