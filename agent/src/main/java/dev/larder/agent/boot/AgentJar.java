package dev.larder.agent.boot;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The one jar and its partitions: {@code dev/larder/agent/boot/} (found by the application's
 * loader) and {@code isolated/} (found by {@link IsolatedClassLoader} only), in it {@code bridge/}
 * with the few types that are defined in the bootstrap loader.
 */
final class AgentJar {

  /** Where the classes of the isolated loader lie, with {@link #CLASS_ENDING} for ".class". */
  static final String ISOLATED = "isolated/";

  static final String CLASS_ENDING = ".classdata";

  private AgentJar() {}

  /**
   * The jar that this class came from.
   *
   * @return null if it is not the agent's jar: its classes were copied into another one
   */
  static @Nullable JarFile open() throws IOException, URISyntaxException {
    CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null || !"file".equals(location.getProtocol())) {
      return null;
    }
    File file = new File(location.toURI());
    if (!file.isFile()) {
      return null;
    }
    JarFile jar = new JarFile(file);
    if (jar.getEntry(ISOLATED + "dev/larder/agent/runtime/LarderRuntime" + CLASS_ENDING) == null) {
      jar.close();
      return null;
    }
    return jar;
  }
}
