package dev.larder.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the types that woven JDK code calls within its sight: into the bootstrap loader.
 *
 * <p>The documented way, {@link Instrumentation#appendToBootstrapClassLoaderSearch}, makes the JVM
 * print a warning about class-data sharing and switch it off for the rest of the program. So the
 * classes are defined through the JDK's own access to its class loaders instead.
 */
final class Bridge {

  /** For the JDK's client. */
  static final List<String> HTTP_CLIENT = List.of("dev.larder.bridge.HttpClientHooks");

  /** For Playwright; a supertype before its subtypes. */
  static final List<String> PLAYWRIGHT =
      List.of(
          "dev.larder.bridge.PlaywrightHooks",
          "dev.larder.bridge.PlaywrightSide",
          "dev.larder.bridge.PlaywrightCall",
          "dev.larder.bridge.PlaywrightCall$FetchOptions",
          "dev.larder.bridge.PlaywrightCall$Thrown",
          "dev.larder.bridge.PlaywrightReply");

  private Bridge() {}

  /** Defines types of the bridge; fails if this JVM does not let it. */
  static void open(Instrumentation instrumentation, List<String> types)
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
    for (String type : types) {
      define.invoke(jdk, null, type, bytes(type), null, null);
    }
  }

  private static byte[] bytes(String type) throws IOException {
    String resource = "bridge/" + type.replace('.', '/') + ".class";
    try (InputStream in = Bridge.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("Not in the jar: " + resource);
      }
      return in.readAllBytes();
    }
  }
}
