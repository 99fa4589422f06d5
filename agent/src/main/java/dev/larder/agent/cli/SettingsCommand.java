package dev.larder.agent.cli;

import dev.larder.config.Configuration;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every setting and its value, as one writes it. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = {
      "Shows every setting and its value.",
      "Values are shown as one writes them. What is wrong with system properties, variables or the"
          + " configuration file is told on standard error. --json shows defaults, too."
    })
final class SettingsCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Override
  public Integer call() throws IOException {
    Configuration loaded = options.configuration();
    if (options.json) {
      options.print(
          to -> {
            to.writeStartObject();
            to.writeObjectFieldStart("settings");
            for (Setting<?> setting : SettingTable.ALL) {
              to.writeObjectFieldStart(setting.property());
              to.writeStringField("value", loaded.settings().shown(setting));
              to.writeStringField("default", setting.shownDefault());
              to.writeEndObject();
            }
            to.writeEndObject();
            to.writeArrayFieldStart("problems");
            for (String problem : loaded.problems()) {
              to.writeString(problem);
            }
            to.writeEndArray();
            to.writeEndObject();
          });
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Setting<?> setting : SettingTable.ALL) {
      rows.add(List.of(setting.property(), Text.plain(loaded.settings().shown(setting))));
    }
    Text.table(rows).forEach(options.out()::println);
    options.out().flush();
    return 0;
  }
}
