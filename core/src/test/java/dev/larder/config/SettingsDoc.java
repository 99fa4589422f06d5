package dev.larder.config;

/** Renders the table of settings as the page docs/settings.md. */
final class SettingsDoc {
  private static final String INTRODUCTION =
      """
      # Settings

      <!-- Made from the table of settings in the code (SettingTable); do not edit. -->

      Every setting can be given in four ways; the first that names it counts:

      1. as a system property: `-Dlarder.max-entry-size=64MB`
      2. as an agent argument: `-javaagent:larder.jar=max-entry-size=64MB,report`. Arguments are
         separated by commas; a value with a comma is quoted (`dir="/a,b"`) or has it escaped
         (`dir=/a\\,b`). A backslash before anything else is a backslash.
      3. as a variable of the environment: `LARDER_MAX_ENTRY_SIZE=64MB`, with an underscore for each
         dot and dash. An empty variable counts as not set.
      4. in the JSON file that `larder.config` names, as nested objects or with dotted names:
         `{"max-entry-size": "64MB", "log": {"level": "info"}, "report": true}`

      Patterns and names are lists, separated by commas; a comma that belongs to a member is written
      `\\,`. In the file they may be lists of texts: `{"exclude": ["/login/**", "api.example.org"]}`.
      `none` is a list without members. What patterns are is said in [rules.md](rules.md).

      A name without a value (`-Dlarder.report`, agent argument `report`) means `true`. A path may
      start with `~/`; a relative one is relative to the working directory.

      A wrong setting never keeps a program from starting. It is reported with one sentence and its
      default stands, whatever weaker sources say; an unknown name is reported and ignored. A
      `larder.config` file that cannot be read, or is not JSON, is reported and ignored as a whole.
      `java -jar larder.jar settings` prints all settings as one writes them, and what is wrong.

      | setting | takes | default | meaning |
      | --- | --- | --- | --- |
      """;

  private static final String DIRECTORIES =
      """

      The cache directory is by default

      | platform | directory |
      | --- | --- |
      | Linux and other Unix | `$XDG_CACHE_HOME/larder`, or `~/.cache/larder` |
      | macOS | `~/Library/Caches/larder` |
      | Windows | `%LOCALAPPDATA%\\larder\\cache` |

      On POSIX systems it is made readable for its owner only, and a directory of another user is
      not used.
      """;

  private SettingsDoc() {}

  /** The whole page, in Markdown. */
  static String render() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Setting<?> setting : SettingTable.ALL) {
      String shown = setting.shownDefault();
      boolean literal = setting.fixedDefault() != null || shown.equals("none");
      page.append("| `")
          .append(setting.property())
          .append("` | ")
          .append(setting.type().accepted())
          .append(" | ")
          .append(literal ? "`" + shown + "`" : shown)
          .append(" | ")
          .append(setting.documentation())
          .append(" |\n");
    }
    return page.append(DIRECTORIES).toString();
  }
}
