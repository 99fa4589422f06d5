package dev.larder.agent.runtime;

import java.io.IOException;

/** Runs commands of the command line within a program. */
@FunctionalInterface
public interface Commands {

  /**
   * Runs a command.
   *
   * @return what the command would print
   * @throws IOException if it can't do what it is to do; the message says why
   */
  String run(String... arguments) throws IOException;
}
