package dev.larder.agent.cli;

import dev.larder.config.Configuration;
import dev.larder.engine.AppliedRules;
import dev.larder.http.RequestHead;
import dev.larder.local.LocalCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Whether the configuration is right, and which rules it has for URLs. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the settings, the rules and the directory, and tells which rules fit URLs.",
      "The exit code is 1 if something is wrong. The settings and rules of this command count:"
          + " give it those of the program."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin CacheOptions options = new CacheOptions();

  @Parameters(arity = "0..*", paramLabel = "URL", description = "Tells which rules fit it.")
  List<String> urls = new ArrayList<>();

  @Mixin RequestOptions sent = new RequestOptions();

  @Override
  public Integer call() throws IOException {
    List<RequestHead> requests = new ArrayList<>();
    for (String url : urls) {
      requests.add(sent.to(options.uri(url), options.line()));
    }
    Configuration loaded = options.load();
    List<String> problems = new ArrayList<>(loaded.problems());
    List<AppliedRules> applied = new ArrayList<>();
    try (LocalCache cache = options.openShared(loaded)) {
      cache.disk().inventory().list(item -> false);
      for (RequestHead request : requests) {
        applied.add(cache.http().appliedRules(request));
      }
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    if (options.json) {
      print(problems, applied, loaded);
    } else {
      show(problems, applied, loaded);
    }
    return problems.isEmpty() ? 0 : LarderCommand.NOT_FOUND;
  }

  private void print(List<String> problems, List<AppliedRules> applied, Configuration loaded)
      throws IOException {
    options.print(
        to -> {
          to.writeStartObject();
          StoredItem.write(to, "problems", problems);
          to.writeNumberField("rules", loaded.rules().all().size());
          to.writeArrayFieldStart("urls");
          for (AppliedRules one : applied) {
            to.writeStartObject();
            to.writeStringField("url", one.url());
            StoredItem.write(to, "rules", one.origins());
            to.writeBooleanField("bypassed", one.bypassed());
            to.writeBooleanField("identified", one.identified());
            to.writeEndObject();
          }
          to.writeEndArray();
          to.writeEndObject();
        });
  }

  private void show(List<String> problems, List<AppliedRules> applied, Configuration loaded) {
    for (String problem : problems) {
      options.out().println(Text.plain(problem));
    }
    String rules = Text.count(loaded.rules().all().size(), "rule", "rules");
    options
        .out()
        .println(
            problems.isEmpty()
                ? "Nothing is wrong; " + rules + " in use."
                : Text.count(problems.size(), "thing is", "things are") + " wrong.");
    for (AppliedRules one : applied) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("URL", Text.plain(one.url())));
      rows.add(List.of("Rules", Text.rules(one.origins())));
      rows.add(
          List.of(
              "Cache",
              one.bypassed()
                  ? "left alone: a rule says so"
                  : one.identified()
                      ? "used, for those who show the same credentials or cookies"
                      : "used, for everybody"));
      options.out().println();
      Text.table(rows).forEach(options.out()::println);
    }
    options.out().flush();
  }
}
