package dev.larder.agent.cli;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.config.Configuration;
import dev.larder.config.Setting;
import dev.larder.config.SettingTable;
import org.jspecify.annotations.Nullable;

/** What {@code java -jar larder.jar COMMAND} does. */
public final class CommandLine {

  private static final String HELP =
      """
      Larder, an HTTP cache for every Java program.

        java -javaagent:larder.jar -jar app.jar         run app.jar with the cache
        java -javaagent:larder.jar=report=true ...      and say at exit what it did
        java -Dlarder.enabled=false ...                 switch it off

        java -jar larder.jar settings                   every setting and its present value
        java -jar larder.jar version
      """;

  private CommandLine() {}

  /**
   * Runs one command.
   *
   * @param version of this jar, or null where its manifest has none
   * @return the exit code of the process
   */
  public static int run(String[] arguments, @Nullable String version) {
    String command = arguments.length == 0 ? "help" : arguments[0];
    switch (command) {
      case "help", "--help", "-h" -> System.out.print(HELP);
      case "version", "--version" -> System.out.println("larder " + version);
      case "settings" -> settings();
      default -> {
        System.err.println("larder: no such command: " + command);
        System.err.print(HELP);
        return 2;
      }
    }
    return 0;
  }

  private static void settings() {
    Configuration loaded =
        Configuration.load(LarderRuntime.systemProperties(), null, System.getenv());
    for (Setting<?> setting : SettingTable.ALL) {
      System.out.printf("%-28s %s%n", setting.property(), loaded.settings().shown(setting));
    }
    for (String problem : loaded.problems()) {
      System.err.println("larder: " + problem);
    }
  }
}
