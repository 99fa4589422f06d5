package dev.larder.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a page of the documentation tells its reader to write for some purpose.
 *
 * @param title what it is for, in the words of the page
 * @param codes what is written as code there, in its order
 */
record Recipe(String page, String title, List<String> codes) {

  private static final Path ROOT = Path.of("..");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## Recipes\n(.*?)(?=^## |\\z)");
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?ms)^\\*\\*([^*]+)\\*\\*(.*?)(?=^\\*\\*|\\z)");
  private static final Pattern TABLE =
      Pattern.compile("(?m)^\\| to \\| (?:say|do) \\|\n\\| --- \\| --- \\|\n((?:\\|.*\n)+)");
  private static final Pattern CODE = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$|`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

  /** All recipes of the pages: the rows of tables "to | say", and the sections of that name. */
  static List<Recipe> all() throws IOException {
    List<Recipe> recipes = new ArrayList<>();
    for (String page : List.of("README.md", "docs/rules.md", "docs/modes.md")) {
      String text = Files.readString(ROOT.resolve(page)).replace("\r\n", "\n");
      for (MatchResult table : TABLE.matcher(text).results().toList()) {
        for (String row : table.group(1).split("\n", -1)) {
          if (!row.isEmpty()) {
            String[] cells = row.split("\\|", 3);
            recipes.add(new Recipe(page, cells[1].strip(), codes(cells[2])));
          }
        }
      }
      for (MatchResult section : SECTION.matcher(text).results().toList()) {
        for (MatchResult part : PARAGRAPH.matcher(section.group(1)).results().toList()) {
          recipes.add(new Recipe(page, part.group(1).strip(), codes(part.group(2))));
        }
      }
    }
    return recipes;
  }

  private static List<String> codes(String text) {
    return CODE.matcher(text)
        .results()
        .map(code -> code.group(code.group(1) == null ? 2 : 1).strip())
        .toList();
  }

  /** The one code that contains a text. */
  String code(String text) {
    List<String> found = codes.stream().filter(code -> code.contains(text)).distinct().toList();
    if (found.size() != 1) {
      throw new IllegalStateException(text + " is not there once: " + this);
    }
    return found.get(0);
  }

  /**
   * Starts a program as a code says: its options and settings as a shell hands them on, its JSON in
   * the file that {@code larder.config} names.
   */
  static ForkedJvm applied(ForkedJvm jvm, List<String> codes, Path folder) throws IOException {
    String arguments = null;
    List<String> options = new ArrayList<>();
    for (String code : codes) {
      if (code.startsWith("{")) {
        Path file = Files.createTempFile(folder, "larder", ".json");
        options.add("-Dlarder.config=" + Files.writeString(file, code));
        continue;
      }
      for (MatchResult word : WORD.matcher(code).results().toList()) {
        String option = word.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2");
        if (option.startsWith("-javaagent:larder.jar=")) {
          arguments = option.substring(option.indexOf('=') + 1);
        } else if (option.startsWith("larder.")) {
          options.add("-D" + option);
        } else if (option.startsWith("-Dlarder.")) {
          options.add(option);
        }
      }
    }
    ForkedJvm with = arguments == null ? jvm.agent() : jvm.agent(arguments);
    options.forEach(with::option);
    return with.property("larder.dir", folder.resolve("cache"));
  }

  @Override
  public String toString() {
    return page + ": " + title;
  }
}
