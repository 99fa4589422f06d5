package dev.larder.agent.boot;

import java.util.jar.JarFile;

/** {@code java -jar larder.jar}: hands over to the command line in the isolated loader. */
public final class Main {

  private Main() {}

  /** Exits with what the command returns. */
  public static void main(String[] arguments) throws Exception {
    JarFile jar = AgentJar.open();
    if (jar == null) {
      System.err.println("larder: its classes were copied into another jar; use the original one");
      System.exit(2);
      return;
    }
    Object exitCode =
        new IsolatedClassLoader(jar)
            .loadClass("dev.larder.agent.cli.LarderCommand")
            .getMethod("run", String[].class, String.class)
            .invoke(null, arguments, Main.class.getPackage().getImplementationVersion());
    System.exit((Integer) exitCode);
  }
}
