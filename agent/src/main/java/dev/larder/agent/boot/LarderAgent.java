package dev.larder.agent.boot;

import java.lang.instrument.Instrumentation;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters: {@code -javaagent:larder.jar[=settings]}, or an attach to a running JVM.
 * Does almost nothing: a program that makes no HTTP call pays for one class-name comparison a
 * class.
 */
public final class LarderAgent {

  private static boolean started;

  private LarderAgent() {}

  /** Called by the JVM before the application's main method. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  /** Called by the JVM when the agent is attached while the application runs. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  private static synchronized void start(
      @Nullable String arguments, Instrumentation instrumentation) {
    try {
      if (started || hasSecurityManager() || EarlySettings.off(arguments) || isJdkTool()) {
        return;
      }
      started = true;
      JarFile jar = AgentJar.open();
      if (jar == null) {
        System.err.println(
            "larder: off, because its classes were copied into another jar; use the original"
                + " larder.jar with -javaagent");
        return;
      }
      LazyWeaver firstUse = new LazyWeaver(instrumentation, jar, arguments);
      boolean right = SettingsCheck.passes(System.getProperties(), arguments, System.getenv());
      if (!right && firstUse.runtime() == null) {
        return;
      }
      instrumentation.addTransformer(firstUse, true);
      weaveLoadedClasses(instrumentation);
    } catch (Throwable failure) {
      complain("off, because it could not start", failure);
    }
  }

  /** Classes that another agent, or the program before an attach, has loaded already. */
  private static void weaveLoadedClasses(Instrumentation instrumentation) throws Exception {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (LazyWeaver.isWoven(loaded.getName().replace('.', '/'))) {
        instrumentation.retransformClasses(loaded);
      }
    }
  }

  /**
   * Whether this JVM runs a tool of the JDK (keytool, jps, javac, …), as it does when the agent is
   * given in {@code JAVA_TOOL_OPTIONS}; the source launcher, which runs a program, is none.
   */
  private static boolean isJdkTool() {
    String module = System.getProperty("jdk.module.main", "");
    String mainClass = System.getProperty("jdk.module.main.class", "");
    return (module.startsWith("jdk.") || module.startsWith("java."))
        && !mainClass.contains(".launcher.");
  }

  /**
   * Whether a security manager is there. Its policy knows nothing of the agent, whose calls would
   * fail wherever a program with few permissions makes a request.
   */
  @SuppressWarnings("removal")
  private static boolean hasSecurityManager() {
    return System.getSecurityManager() != null;
  }

  /** One sentence about a failure that the application does not feel. */
  static void complain(String what, Throwable failure) {
    System.err.println("larder: " + what + " (" + failure + ")");
  }
}
