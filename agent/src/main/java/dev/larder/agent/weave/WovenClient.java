package dev.larder.agent.weave;

import dev.larder.agent.client.ClientIntegration;
import dev.larder.agent.runtime.LarderRuntime;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** One client while the program uses it: woven, and connected with its integration. */
final class WovenClient {

  private static final Set<Module> OURS = Set.of(WovenClient.class.getModule());

  /** Tells whether a class is woven at all, without doing it. */
  private static final ClientIntegration.WovenMethods NONE = new NoMethods();

  final ClientIntegration integration;
  private final Instrumentation instrumentation;
  private final KeptClasses kept;
  private final Companions companions;

  /** The modules that have the client; several class loaders may. */
  private final Set<Module> connected = Collections.newSetFromMap(new WeakHashMap<>());

  /** The type of the bridge that was defined last. */
  private @Nullable Class<?> bridge;

  WovenClient(ClientIntegration integration, Instrumentation instrumentation, KeptClasses kept) {
    this.integration = integration;
    this.instrumentation = instrumentation;
    this.kept = kept;
    this.companions = new Companions(integration);
  }

  /**
   * Puts advice into a class.
   *
   * @return null if it is to stay as it is
   */
  byte @Nullable [] weave(@Nullable ClassLoader loader, String className, byte[] classFile) {
    String simpleName = className.substring(className.lastIndexOf('/') + 1);
    byte[] known = kept.find(className, classFile);
    if (known != null) {
      return integration.weave(simpleName, NONE) ? known : null;
    }
    WovenClass target = new WovenClass(loader, className, classFile);
    if (!integration.weave(simpleName, target)) {
      return null;
    }
    byte[] woven = target.toByteArray();
    kept.add(className, classFile, woven);
    return woven;
  }

  private static final class NoMethods implements ClientIntegration.WovenMethods {
    @Override
    public NoMethods advise(String method, int parameters, Class<?> advice) {
      return this;
    }

    @Override
    public NoMethods advise(String method, Class<?> advice, String... types) {
      return this;
    }

    @Override
    public NoMethods adviseStarting(String method, Class<?> advice, String... types) {
      return this;
    }
  }

  /**
   * A class of the client is about to be used with its advice.
   *
   * @return a type that the advice calls
   */
  Class<?> woven(Module module, @Nullable ClassLoader loader, String className)
      throws ReflectiveOperationException, IOException {
    Class<?> called = bridge();
    if (!connected.contains(module)) {
      connect(module, called.getModule());
      connected.add(module);
    }
    companions.woven(loader, className.replace('/', '.'));
    return called;
  }

  private Class<?> bridge() throws ReflectiveOperationException, IOException {
    Class<?> known = bridge;
    if (known == null) {
      known = Bridge.open(instrumentation, integration.bridgeTypes());
      bridge = known;
      if (integration.readsTlsTrust()) {
        openForTrust();
      }
    }
    return known;
  }

  private void connect(Module client, Module called) {
    if (client.isNamed()) {
      open(client, Set.of(called), integration.openedPackages());
    }
    integration.install(companions);
  }

  /** Lets us see whom a context trusts; without that, what comes over TLS is left alone. */
  private void openForTrust() {
    try {
      open(Object.class.getModule(), Set.of(), List.of("javax.net.ssl", "sun.security.ssl"));
    } catch (RuntimeException failure) {
      LarderRuntime.failed("looking into contexts (nothing over TLS is cached)", failure);
    }
  }

  /** Lets a module read others, and us look into packages of it. */
  private void open(Module module, Set<Module> reads, List<String> packages) {
    Map<String, Set<Module>> opens = new HashMap<>();
    packages.forEach(name -> opens.put(name, OURS));
    instrumentation.redefineModule(module, reads, Map.of(), opens, Set.of(), Map.of());
  }
}
