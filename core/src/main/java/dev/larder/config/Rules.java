package dev.larder.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the user, in the order in which they are asked: what the settings leave out, the
 * rules of the file, what the settings force. The first that fits counts.
 *
 * @param all every rule
 * @param ignoreQuery names of query parameters that make no difference to any resource
 */
public record Rules(List<Rule> all, List<Glob> ignoreQuery) {

  /** Without rules. */
  public static final Rules NONE = new Rules(List.of(), List.of());

  /**
   * Rules and what is wrong with them.
   *
   * @param problem a sentence for people to read, or null
   */
  public record Loaded(Rules rules, @Nullable String problem) {}

  /** The rules of the settings and of the file that they name; those of a wrong file are none. */
  public static Loaded load(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    List<Glob> exclude = settings.get(SettingTable.EXCLUDE);
    if (!exclude.isEmpty()) {
      rules.add(bypass(RequestMatch.ofPaths(exclude)));
    }
    List<Glob> include = settings.get(SettingTable.INCLUDE);
    if (!include.isEmpty()) {
      rules.add(bypass(RequestMatch.exceptPaths(include)));
    }
    String problem = null;
    Path file = settings.config();
    if (file != null) {
      try {
        rules.addAll(RuleReader.read(ConfigFile.bytes(file)));
      } catch (IOException e) {
        String reason = SettingsLoader.reason(e);
        String end = reason.endsWith("?") ? "" : ".";
        problem = file + ": " + reason + end + " None of its rules is used.";
      }
    }
    List<Glob> force = settings.get(SettingTable.FORCE);
    if (!force.isEmpty()) {
      rules.add(
          new Rule(
              RequestMatch.ofPaths(force),
              Rule.ResponseMatch.ANY,
              Rule.Actions.forced(settings.get(SettingTable.MAX_AGE))));
    }
    List<Glob> ignored = settings.get(SettingTable.IGNORE_QUERY);
    boolean none = rules.isEmpty() && ignored.isEmpty();
    return new Loaded(none ? NONE : new Rules(List.copyOf(rules), ignored), problem);
  }

  private static Rule bypass(RequestMatch requests) {
    return new Rule(requests, Rule.ResponseMatch.ANY, Rule.Actions.BYPASS);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return all.isEmpty() && ignoreQuery.isEmpty();
  }
}
