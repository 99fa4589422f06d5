package dev.larder.agent.start;

import dev.larder.agent.cli.LarderCommand;
import dev.larder.agent.runtime.LarderRuntime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts the part of the agent that knows the settings. */
public final class AgentStart {

  private AgentStart() {}

  /**
   * As {@link LarderRuntime#start}, with the commands of the command line.
   *
   * @return null if the settings say that Larder is off
   */
  public static @Nullable Object start(@Nullable String arguments, Set<String> unsupported) {
    return LarderRuntime.start(arguments, unsupported, LarderCommand::run);
  }
}
