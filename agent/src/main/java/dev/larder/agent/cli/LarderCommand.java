package dev.larder.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What {@code java -jar larder.jar COMMAND} does. */
@Command(
    name = "larder",
    header = "Larder, an HTTP cache for every Java program.",
    customSynopsis = {
      "java -javaagent:larder.jar -jar app.jar      run app.jar with the cache",
      "  or:  java -Dlarder.report=true -javaagent:...     and say at exit what it did",
      "  or:  java -Dlarder.enabled=false -javaagent:...   switch it off",
      "  or:  java [-Dlarder.*=...] -jar larder.jar COMMAND"
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 done; 1 nothing was found, or damage was; 2 wrong arguments; 3 the directory",
      "can't be used."
    })
public final class LarderCommand implements Runnable {

  /** Nothing was found, or damage was. */
  static final int NOT_FOUND = 1;

  /** Wrong arguments or settings. */
  static final int WRONG = 2;

  /** The directory can't be used, or a file can't be written. */
  static final int FAILED = 3;

  private static final List<String> COMMANDS =
      List.of(
          "status",
          "top",
          "ls",
          "show",
          "explain",
          "check",
          "versions",
          "verify",
          "purge",
          "report",
          "warm",
          "export",
          "import",
          "attach",
          "settings",
          "help",
          "generate-completion");

  private @Nullable CommandLine line;

  private LarderCommand() {}

  /**
   * Runs one command.
   *
   * @param version of this jar, or null where its manifest has none
   * @return the exit code of the process
   */
  public static int run(String[] arguments, @Nullable String version) {
    return execute(arguments, version, null);
  }

  /**
   * Runs a command within a program.
   *
   * @return what the command would print
   * @throws IOException if it can't do what it is to do; the message says why
   */
  public static String run(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    if (execute(arguments, null, new Output(new PrintWriter(out), new PrintWriter(err))) > 1) {
      throw new IOException(err.toString().strip().replaceFirst("^larder: ", ""));
    }
    return out.toString();
  }

  /** Where a command prints, if not to the standard output and error. */
  private record Output(PrintWriter out, PrintWriter err) {}

  private static int execute(
      String[] arguments, @Nullable String version, @Nullable Output instead) {
    LarderCommand root = new LarderCommand();
    CommandLine line = new CommandLine(root);
    root.line = line;
    line.getCommandSpec().version("larder " + version);
    String first = arguments.length == 0 ? "help" : arguments[0];
    // Each command that picocli knows of takes some 20 ms, so it gets the others only for help.
    boolean one =
        COMMANDS.indexOf(first) >= 0 && COMMANDS.indexOf(first) < COMMANDS.indexOf("help");
    for (String name : one ? List.of(first) : COMMANDS) {
      line.addSubcommand(command(name, String.valueOf(version)));
    }
    if (instead != null) {
      line.setOut(instead.out);
      line.setErr(instead.err);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(onTerminal() ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((wrong, all) -> misused(wrong));
    line.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure, at));
    if (arguments.length == 1 && arguments[0].equals("version")) {
      line.printVersionHelp(System.out);
      return 0;
    }
    return line.execute(arguments);
  }

  private static Object command(String name, String version) {
    return switch (name) {
      case "status" -> new StatusCommand();
      case "top" -> new TopCommand();
      case "ls" -> new ListCommand();
      case "show" -> new ShowCommand();
      case "explain" -> new ExplainCommand();
      case "check" -> new CheckCommand();
      case "versions" -> new VersionsCommand();
      case "verify" -> new VerifyCommand();
      case "purge" -> new PurgeCommand();
      case "report" -> new ReportCommand();
      case "warm" -> new WarmCommand();
      case "export" -> new ExportCommand(version);
      case "import" -> new ImportCommand();
      case "attach" -> new AttachCommand();
      case "settings" -> new SettingsCommand();
      case "help" -> new CommandLine.HelpCommand();
      default -> completion();
    };
  }

  /** Like picocli's own command, but it is listed in the help. */
  private static CommandLine completion() {
    CommandLine completion = new CommandLine(new GenerateCompletion());
    completion
        .getCommandSpec()
        .usageMessage()
        .hidden(false)
        .description("Writes a script for bash and zsh that completes commands and options.");
    return completion;
  }

  /** Without a command it explains itself. */
  @Override
  public void run() {
    if (line != null) {
      line.usage(line.getOut());
    }
  }

  /** Whether colours and progress may be shown (https://no-color.org). */
  @SuppressWarnings("SystemConsoleNull") // asked below
  static boolean onTerminal() {
    return System.console() != null
        && System.getenv("NO_COLOR") == null
        && !"dumb".equals(System.getenv("TERM"))
        && isTerminal(System.console());
  }

  /** Since JDK 22 there is a console without a terminal. */
  private static boolean isTerminal(Object console) {
    try {
      return (boolean) console.getClass().getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException older) {
      return true;
    }
  }

  private static int misused(ParameterException wrong) {
    CommandLine at = wrong.getCommandLine();
    PrintWriter err = at.getErr();
    boolean command =
        wrong instanceof UnmatchedArgumentException unmatched
            && at.getParent() == null
            && !unmatched.getUnmatched().get(0).startsWith("-");
    String said =
        command
            ? "no such command: " + ((UnmatchedArgumentException) wrong).getUnmatched().get(0)
            : String.valueOf(wrong.getMessage());
    err.println("larder: " + Text.plain(said));
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.println(
          "Try: java -jar larder.jar help"
              + (at.getParent() == null ? "" : " " + at.getCommandName()));
    }
    err.flush();
    return WRONG;
  }

  private static int failed(Exception failure, CommandLine at) {
    String message = failure.getMessage();
    at.getErr().println("larder: " + Text.plain(message == null ? failure.toString() : message));
    at.getErr().flush();
    return FAILED;
  }
}
