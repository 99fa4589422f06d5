package dev.larder.agent.weave;

import dev.larder.agent.client.ClientIntegration;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.policy.Reason;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weaves advice into the classes that {@code LazyWeaver} hands over, each as it comes. What was
 * woven is kept, so that a class can be woven ahead of the moment at which it is loaded.
 */
public final class Weaver implements ClassFileTransformer {

  private static final Logger LOG = LoggerFactory.getLogger(Weaver.class);

  /** Of how many kinds of loaders it is said that they hide the bridge. */
  private static final int MOST_KINDS = 100;

  private final Instrumentation instrumentation;
  private final String[][] clients;
  private final KeptClasses kept;
  private final Map<String, WovenClient> used = new HashMap<>();
  private final Map<String, Woven> done = new HashMap<>();

  /** Clients and kinds of loaders that hide the bridge from them. */
  private final Set<String> hiding = ConcurrentHashMap.newKeySet();

  /** A class before and after; without a result if it stays as it is. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else sees it
  private record Woven(byte[] original, byte @Nullable [] result) {}

  /**
   * A class that can be used as it was woven.
   *
   * @param called a type of the bridge that it calls
   * @param client what the log calls the client
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Usable(byte[] result, Class<?> called, String client) {}

  /**
   * A weaver.
   *
   * @param clients for each client the class of its integration, its package, and more that only
   *     {@code LazyWeaver} needs
   */
  public Weaver(Instrumentation instrumentation, String[][] clients) {
    this.instrumentation = instrumentation;
    this.clients = clients;
    this.kept = new KeptClasses(LarderRuntime.get().settings());
    LarderRuntime.prepareMemoryBy(() -> openForChronicleMap(instrumentation));
    LarderRuntime.keepAtEndBy(kept::write);
    LarderRuntime.connect();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] classFile) {
    if (module == null || OtherAgents.own(loader)) {
      return null;
    }
    Usable usable = usable(module, loader, className, classFile);
    if (usable == null || Bridge.isVisible(usable.called(), loader)) {
      return usable == null ? null : usable.result();
    }
    leftAlone(usable.client(), loader);
    return null;
  }

  private synchronized @Nullable Usable usable(
      Module module, @Nullable ClassLoader loader, String className, byte[] classFile) {
    String name = "this client";
    try {
      WovenClient client = client(className);
      name = client.integration.name();
      Woven known = done.get(className);
      if (known == null || !Arrays.equals(known.original(), classFile)) {
        known = new Woven(classFile, client.weave(loader, className, classFile));
        done.put(className, known);
      }
      byte[] result = known.result();
      return result == null
          ? null
          : new Usable(result, client.woven(module, loader, className), name);
    } catch (Throwable failure) {
      LarderRuntime.failed("weaving " + className + " (" + name + " is not cached)", failure);
      return null;
    }
  }

  /** Says once of each kind of loader that clients in it are not cached. */
  private void leftAlone(String client, @Nullable ClassLoader loader) {
    String kind = loader == null ? "the JVM" : loader.getClass().getName();
    if (hiding.size() < MOST_KINDS && hiding.add(client + " in " + kind)) {
      LOG.warn(
          "{} is not cached in class loaders like {}, which hide dev.larder.bridge ({})",
          client,
          kind,
          Reason.HIDING_LOADER.word());
    }
  }

  private WovenClient client(String className) throws ReflectiveOperationException {
    for (String[] client : clients) {
      if (isOf(client, className)) {
        WovenClient known = used.get(client[0]);
        if (known == null) {
          Object integration = Class.forName(client[0]).getConstructor().newInstance();
          known = new WovenClient((ClientIntegration) integration, instrumentation, kept);
          used.put(client[0], known);
        }
        return known;
      }
    }
    throw new IllegalArgumentException("No client has the class " + className);
  }

  private static boolean isOf(String[] client, String className) {
    if (!client[1].startsWith("*")) {
      return className.startsWith(client[1]);
    }
    for (int i = 3; i < client.length; i++) {
      if (className.endsWith(client[1].substring(1) + client[i])) {
        return true;
      }
    }
    return false;
  }

  /** Lets Chronicle Map reach what it needs of the JDK; nobody else gets to see it. */
  private static void openForChronicleMap(Instrumentation instrumentation) {
    Set<Module> ours = Set.of(Weaver.class.getModule());
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("sun.nio.ch", ours, "jdk.internal.ref", ours),
        Map.of("java.lang.reflect", ours),
        Set.of(),
        Map.of());
  }
}
