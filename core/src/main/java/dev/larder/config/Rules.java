package dev.larder.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of the user, in order of precedence: exclude and include, the rules of the file, force,
 * the rules of the profile. The first rule that matches a request counts.
 *
 * @param all every rule
 * @param ignoreQuery names of query parameters that do not belong to any key
 */
public record Rules(List<Rule> all, List<Glob> ignoreQuery) {

  /** Without rules. */
  public static final Rules NONE = new Rules(List.of(), List.of());

  /**
   * Rules, and the mistakes in their file.
   *
   * @param problems one sentence for each mistake
   * @param read false if there is a file that could not be read
   */
  public record Loaded(Rules rules, List<String> problems, boolean read) {}

  /** The rules of the settings and of their file. A file with a mistake gives no rule. */
  public static Loaded load(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    List<Glob> exclude = settings.get(SettingTable.EXCLUDE);
    if (!exclude.isEmpty()) {
      rules.add(bypass(RequestMatch.ofPaths(exclude)).from(SettingTable.EXCLUDE.property()));
    }
    List<Glob> include = settings.get(SettingTable.INCLUDE);
    if (!include.isEmpty()) {
      rules.add(bypass(RequestMatch.exceptPaths(include)).from(SettingTable.INCLUDE.property()));
    }
    List<String> problems = new ArrayList<>();
    boolean read = true;
    Path file = settings.config();
    if (file != null) {
      try {
        RuleReader.Read found = RuleReader.read(ConfigFile.bytes(file));
        problems.addAll(found.problems());
        int number = 0;
        for (Rule rule : problems.isEmpty() ? found.rules() : List.<Rule>of()) {
          rules.add(rule.from("rule " + ++number + " of " + file));
        }
      } catch (IOException e) {
        problems.add(SettingsLoader.reason(e));
        read = false;
      }
      problems.replaceAll(problem -> file + ": " + problem + (problem.endsWith("?") ? "" : "."));
      if (!problems.isEmpty()) {
        int last = problems.size() - 1;
        problems.set(last, problems.get(last) + " None of its rules is used.");
      }
    }
    List<Glob> force = settings.get(SettingTable.FORCE);
    if (!force.isEmpty()) {
      rules.add(
          new Rule(
                  RequestMatch.ofPaths(force),
                  Rule.ResponseMatch.ANY,
                  Rule.Actions.forced(settings.get(SettingTable.MAX_AGE), List.of()))
              .from(SettingTable.FORCE.property()));
    }
    Profile profile = settings.get(SettingTable.PROFILE);
    rules.addAll(profile.rules(settings.get(SettingTable.MAX_AGE)));
    List<Glob> ignored = settings.get(SettingTable.IGNORE_QUERY);
    boolean none = rules.isEmpty() && ignored.isEmpty();
    Rules all = none ? NONE : new Rules(List.copyOf(rules), ignored);
    return new Loaded(all, List.copyOf(problems), read);
  }

  private static Rule bypass(RequestMatch requests) {
    return new Rule(requests, Rule.ResponseMatch.ANY, Rule.Actions.BYPASS);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return all.isEmpty() && ignoreQuery.isEmpty();
  }
}
