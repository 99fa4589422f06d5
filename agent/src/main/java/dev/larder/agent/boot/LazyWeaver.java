package dev.larder.agent.boot;

import dev.larder.agent.client.apache4.Apache4Integration;
import dev.larder.agent.client.apache5.Apache5AsyncIntegration;
import dev.larder.agent.client.apache5.Apache5Integration;
import dev.larder.agent.client.jdk.HttpClientIntegration;
import dev.larder.agent.client.netty.NettyIntegration;
import dev.larder.agent.client.okhttp.OkHttpIntegration;
import dev.larder.agent.client.playwright.PlaywrightIntegration;
import dev.larder.agent.client.urlconnection.UrlConnectionIntegration;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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

  /**
   * The clients that are woven, in one line each, divided by spaces: the class of the integration,
   * the package of the client, the class of it whose loading begins to weave ahead ({@code -} for
   * none), and the classes that are woven. A package that begins with {@code *} is known by its
   * end, because programs have copies of the client under other names. The lines are constants, so
   * none of their classes is loaded for them.
   */
  static final String[] CLIENTS = {
    HttpClientIntegration.CLIENT,
    UrlConnectionIntegration.CLIENT,
    Apache4Integration.CLIENT,
    OkHttpIntegration.CLIENT,
    Apache5Integration.CLIENT,
    Apache5AsyncIntegration.CLIENT,
    NettyIntegration.CLIENT,
    PlaywrightIntegration.CLIENT
  };

  private static final String[][] WOVEN = new String[CLIENTS.length][];

  static {
    for (int i = 0; i < CLIENTS.length; i++) {
      WOVEN[i] = CLIENTS[i].split(" ", -1);
    }
  }

  /** Classes that a program loads when it uses a client that is not woven, by internal name. */
  private static final Map<String, String> UNSUPPORTED =
      Map.of("org/eclipse/jetty/client/HttpClient", "Jetty HttpClient");

  /** Those of them that were loaded; the part that knows the settings tells of them. */
  private final Set<String> unsupported = Collections.synchronizedSet(new LinkedHashSet<>());

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
    for (String[] client : WOVEN) {
      if (mayBeOf(internalName, client)) {
        for (int i = 3; i < client.length; i++) {
          if (is(internalName, client, i)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The client that this class is the beginning of, or null. */
  private static String @Nullable [] begun(String internalName) {
    for (String[] client : WOVEN) {
      if (mayBeOf(internalName, client) && is(internalName, client, 2)) {
        return client;
      }
    }
    return null;
  }

  private static boolean mayBeOf(String internalName, String[] client) {
    return isKnownByItsEnd(client) || internalName.startsWith(client[1]);
  }

  private static boolean isKnownByItsEnd(String[] client) {
    return client[1].charAt(0) == '*';
  }

  /** Compares the class's own name first, in which nearly all classes differ. */
  private static boolean is(String internalName, String[] client, int word) {
    if (!internalName.endsWith(client[word])) {
      return false;
    }
    int start = internalName.length() - client[word].length();
    int length = client[1].length();
    return isKnownByItsEnd(client)
        ? internalName.regionMatches(start - length + 1, client[1], 1, length - 1)
        : start == length;
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
    String client = UNSUPPORTED.get(className);
    if (client != null) {
      unsupported.add(client);
      return null;
    }
    String[] begun = classBeingRedefined == null ? begun(className) : null;
    if (begun == null && !isWoven(className)) {
      return null;
    }
    return AccessController.doPrivileged(
        (PrivilegedAction<byte @Nullable []>)
            () -> {
              if (begun != null) {
                weaveAhead(module, loader, className, begun);
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
  private void weaveAhead(
      Module module, @Nullable ClassLoader loader, String className, String[] client) {
    String inPackage = className.substring(0, className.length() - client[2].length());
    Runnable task =
        () -> {
          try {
            ClassFileTransformer delegate = weaver();
            for (int i = 3; i < client.length; i++) {
              String name = inPackage + client[i];
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
                    .getConstructor(Instrumentation.class, String[][].class)
                    .newInstance(instrumentation, WOVEN);
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
        .loadClass("dev.larder.agent.start.AgentStart")
        .getMethod("start", String.class, Set.class)
        .invoke(null, arguments, unsupported);
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
