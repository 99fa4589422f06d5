package dev.larder.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the types that woven JDK code calls within its sight: into the bootstrap loader.
 *
 * <p>The documented way, {@link Instrumentation#appendToBootstrapClassLoaderSearch}, makes the JVM
 * print a warning about class-data sharing and switch it off for the rest of the program. So the
 * classes are defined through the JDK's own access to its class loaders instead.
 */
final class Bridge {

  /** What was defined, by name: several clients may share a type. */
  private static final Map<String, Class<?>> DEFINED = new ConcurrentHashMap<>();

  private Bridge() {}

  /**
   * Defines types of the bridge that are not there yet; fails if this JVM does not let it.
   *
   * @param types a supertype before its subtypes
   * @return the last of them
   */
  static Class<?> open(Instrumentation instrumentation, List<String> types)
      throws ReflectiveOperationException, IOException {
    Module ours = Bridge.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.access", Set.of(ours)),
        Map.of(),
        Set.of(),
        Map.of());
    Class<?> access = Class.forName("jdk.internal.access.JavaLangAccess");
    Object jdk =
        Class.forName("jdk.internal.access.SharedSecrets")
            .getMethod("getJavaLangAccess")
            .invoke(null);
    Method define =
        access.getMethod(
            "defineClass",
            ClassLoader.class,
            String.class,
            byte[].class,
            ProtectionDomain.class,
            String.class);
    Class<?> last = Object.class;
    for (String type : types) {
      Class<?> known = DEFINED.get(type);
      if (known == null) {
        byte[] classFile = bytes("bridge/" + type.replace('.', '/') + ".class");
        known = (Class<?>) define.invoke(jdk, null, type, classFile, null, null);
        DEFINED.put(type, known);
      }
      last = known;
    }
    return last;
  }

  /**
   * Whether code of a loader sees a type of the bridge. Some loaders ask the bootstrap loader for
   * the classes of the JDK alone, which they know by name. To be called without any lock: a loader
   * may take its own one.
   */
  static boolean isVisible(Class<?> type, @Nullable ClassLoader loader) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError | RuntimeException hidden) {
      return false;
    }
  }

  /** The class file of this name among those that no class loader finds. */
  static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Bridge.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("Not in the jar: " + resource);
      }
      return in.readAllBytes();
    }
  }
}
