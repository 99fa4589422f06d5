package dev.larder.benchmark;

/** An agent that does nothing: what any agent costs. */
public final class EmptyAgent {

  private EmptyAgent() {}

  /** Called by the JVM before main. */
  public static void premain(String arguments) {
    // Nothing.
  }
}
