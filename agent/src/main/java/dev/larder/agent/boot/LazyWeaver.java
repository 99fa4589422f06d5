package dev.larder.agent.boot;

import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Compares the names of loaded classes with those that are woven, and does nothing else until the
 * first of them appears. Then it creates the isolated loader, in which Byte Buddy lives, and hands
 * every such class to the weaver there. The client's own class, which comes first, starts that in
 * the background, so that it is done by the time the client sends something.
 */
final class LazyWeaver implements ClassFileTransformer {

  private static final String WEAVER = "dev.larder.agent.weave.Weaver";
  private static final String PACKAGE = "jdk/internal/net/http/";
  private static final String CLIENT = PACKAGE + "HttpClientImpl";
  private static final String[] WOVEN = {
    PACKAGE + "Exchange",
    PACKAGE + "Response",
    PACKAGE + "CookieFilter",
    PACKAGE + "RedirectFilter",
    PACKAGE + "ResponseSubscribers$TrustedSubscriber"
  };
  private static final String PLAYWRIGHT = "com/microsoft/playwright/impl/";
  private static final String[] WOVEN_IN_PLAYWRIGHT = {
    PLAYWRIGHT + "ChannelOwner", PLAYWRIGHT + "APIRequestContextImpl", PLAYWRIGHT + "ReaderThread"
  };

  private final Instrumentation instrumentation;
  private final JarFile jar;
  private final @Nullable String arguments;
  private final Object lock = new Object();
  private volatile @Nullable ClassLoader isolated;
  private volatile @Nullable ClassFileTransformer weaver;

  LazyWeaver(Instrumentation instrumentation, JarFile jar, @Nullable String arguments) {
    this.instrumentation = instrumentation;
    this.jar = jar;
    this.arguments = arguments;
  }

  /** Whether the class of this internal name ({@code java/lang/String}) is one that is woven. */
  static boolean isWoven(String internalName) {
    return internalName.startsWith(PACKAGE)
        ? isAmong(WOVEN, internalName)
        : internalName.startsWith(PLAYWRIGHT) && isAmong(WOVEN_IN_PLAYWRIGHT, internalName);
  }

  private static boolean isAmong(String[] names, String name) {
    for (String one : names) {
      if (one.equals(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  @SuppressWarnings("removal") // without it what is made on JDK 17 refers to all callers
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] classfileBuffer) {
    if (className == null || module == null) {
      return null;
    }
    boolean ahead = className.equals(CLIENT) && classBeingRedefined == null;
    if (!ahead && !isWoven(className)) {
      return null;
    }
    return AccessController.doPrivileged(
        (PrivilegedAction<byte @Nullable []>)
            () -> {
              if (ahead) {
                weaveAhead(module, loader);
                return null;
              }
              try {
                ClassFileTransformer delegate = weaver();
                return delegate == null
                    ? null
                    : delegate.transform(
                        module,
                        loader,
                        className,
                        classBeingRedefined,
                        protectionDomain,
                        classfileBuffer);
              } catch (Throwable failure) {
                LarderAgent.complain("the class " + className + " is left as it is", failure);
                return null;
              }
            });
  }

  /** Weaves in the background what the client will load when it sends its first request. */
  private void weaveAhead(Module module, @Nullable ClassLoader loader) {
    Runnable task =
        () -> {
          try {
            ClassFileTransformer delegate = weaver();
            for (String name : WOVEN) {
              try (InputStream in = module.getResourceAsStream(name + ".class")) {
                if (delegate != null && in != null) {
                  delegate.transform(module, loader, name, null, null, in.readAllBytes());
                }
              }
            }
          } catch (Throwable failure) {
            // The class is woven when it is loaded, and a failure then is said.
          }
        };
    Thread ahead = new Thread(null, task, "larder-weaver", 0, false);
    ahead.setDaemon(true);
    ahead.setContextClassLoader(LazyWeaver.class.getClassLoader());
    ahead.start();
  }

  private @Nullable ClassFileTransformer weaver() throws Exception {
    ClassFileTransformer known = weaver;
    if (known != null) {
      return known;
    }
    synchronized (lock) {
      known = weaver;
      if (known == null && runtime() != null) {
        known =
            (ClassFileTransformer)
                isolated()
                    .loadClass(WEAVER)
                    .getConstructor(Instrumentation.class)
                    .newInstance(instrumentation);
        weaver = known;
      }
    }
    return known;
  }

  /**
   * Starts the part that knows the settings, unless it runs.
   *
   * @return null if the settings say that Larder is off
   */
  @Nullable Object runtime() throws Exception {
    return isolated()
        .loadClass("dev.larder.agent.runtime.LarderRuntime")
        .getMethod("start", String.class)
        .invoke(null, arguments);
  }

  private ClassLoader isolated() {
    ClassLoader known = isolated;
    if (known != null) {
      return known;
    }
    synchronized (lock) {
      known = isolated;
      if (known == null) {
        known = new IsolatedClassLoader(jar);
        isolated = known;
      }
    }
    return known;
  }
}
