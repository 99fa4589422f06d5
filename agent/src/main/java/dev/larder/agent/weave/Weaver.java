package dev.larder.agent.weave;

import dev.larder.agent.client.jdk.JdkHttpClient;
import dev.larder.agent.client.playwright.PlaywrightClient;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.HttpClientHooks;
import dev.larder.bridge.PlaywrightHooks;
import dev.larder.config.PlaywrightPages;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weaves advice into the classes that {@code LazyWeaver} hands over, each as it comes. What was woven
 * is kept, so that a class can be woven ahead of the moment at which it is loaded.
 */
public final class Weaver implements ClassFileTransformer {

  private static final String TEXT = "java.lang.String";
  private static final String JSON = "com.google.gson.JsonObject";
  private static final String REQUEST_OPTIONS = "com.microsoft.playwright.options.RequestOptions";

  private final Instrumentation instrumentation;
  private final Map<String, Woven> done = new HashMap<>();
  private final Companions companions = new Companions();
  private boolean bridged;
  private boolean bridgedToPlaywright;

  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else sees it
  private record Woven(byte[] original, byte[] result) {}

  /** Opens the bridge; fails where it can't be, so that nothing is woven. */
  public Weaver(Instrumentation instrumentation) throws ReflectiveOperationException, IOException {
    this.instrumentation = instrumentation;
    Bridge.open(instrumentation, Bridge.HTTP_CLIENT);
    LarderRuntime.prepareMemoryBy(() -> openForChronicleMap(instrumentation));
  }

  @Override
  public synchronized byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] classFile) {
    if (module == null || (className.equals(Companions.READER) && !tapsPages())) {
      return null;
    }
    try {
      Woven known = done.get(className);
      if (known == null || !Arrays.equals(known.original(), classFile)) {
        known = new Woven(classFile, weave(loader, className, classFile));
        done.put(className, known);
      }
      if (Companions.isOfPlaywright(className)) {
        bridgePlaywright(module);
        companions.woven(loader, className);
      } else if (!bridged) {
        bridge(module);
        bridged = true;
      }
      return known.result();
    } catch (Throwable failure) {
      LarderRuntime.failed("weaving " + className + " (this client is not cached)", failure);
      return null;
    }
  }

  private static boolean tapsPages() {
    return LarderRuntime.get().settings().playwrightPages() != PlaywrightPages.OFF;
  }

  private static byte[] weave(@Nullable ClassLoader loader, String className, byte[] classFile) {
    WovenClass target = new WovenClass(loader, className, classFile);
    switch (className) {
      case "jdk/internal/net/http/Exchange" ->
          target
              .advise("responseAsync", 0, ExchangeAdvice.ResponseAsync.class)
              .advise("readBodyAsync", 1, ExchangeAdvice.ReadBodyAsync.class)
              .advise("ignoreBody", 0, ExchangeAdvice.IgnoreBody.class)
              .advise("nullBody", 2, ExchangeAdvice.NullBody.class)
              .advise("cancel", 0, ExchangeAdvice.CancelWithoutCause.class)
              .advise("cancel", 1, ExchangeAdvice.Cancel.class);
      case "jdk/internal/net/http/CookieFilter", "jdk/internal/net/http/RedirectFilter" ->
          target.advise("response", 1, ExchangeAdvice.FilterResponse.class);
      case "jdk/internal/net/http/Response" ->
          target.advise("getSSLSession", 0, ExchangeAdvice.GetSslSession.class);
      case "jdk/internal/net/http/ResponseSubscribers$TrustedSubscriber" ->
          target.advise("needsExecutor", 1, ExchangeAdvice.NeedsExecutor.class);
      case Companions.CHANNEL_OWNER ->
          target
              .adviseStarting("sendMessage", PlaywrightAdvice.SendMessage.class, TEXT, JSON)
              .advise("sendMessageAsync", PlaywrightAdvice.SendMessageAsync.class, TEXT, JSON);
      case Companions.READER -> target.advise("readMessage", 0, PlaywrightAdvice.ReadMessage.class);
      case Companions.REQUEST_CONTEXT ->
          target.advise("fetch", PlaywrightAdvice.Fetch.class, TEXT, REQUEST_OPTIONS);
      default -> throw new IllegalArgumentException("No advice for " + className);
    }
    return target.toByteArray();
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

  /** Lets the client's module call the bridge, and ours look into the client's packages. */
  private void bridge(Module client) {
    Set<Module> ours = Set.of(Weaver.class.getModule());
    instrumentation.redefineModule(
        client,
        Set.of(HttpClientHooks.class.getModule()),
        Map.of(),
        Map.of("jdk.internal.net.http", ours, "jdk.internal.net.http.common", ours),
        Set.of(),
        Map.of());
    openForTrust(instrumentation, ours);
    JdkHttpClient.install();
  }

  /** Lets us see whom a context trusts; without that, what comes over TLS is left alone. */
  private static void openForTrust(Instrumentation instrumentation, Set<Module> ours) {
    try {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of(),
          Map.of("javax.net.ssl", ours, "sun.security.ssl", ours),
          Set.of(),
          Map.of());
    } catch (RuntimeException failure) {
      LarderRuntime.failed("looking into contexts (nothing over TLS is cached)", failure);
    }
  }

  /** Lets Playwright's module, where it is in one, call the bridge. */
  private void bridgePlaywright(Module playwright)
      throws ReflectiveOperationException, IOException {
    if (!bridgedToPlaywright) {
      Bridge.open(instrumentation, Bridge.PLAYWRIGHT);
      bridgedToPlaywright = true;
    }
    if (playwright.isNamed()) {
      instrumentation.redefineModule(
          playwright,
          Set.of(PlaywrightHooks.class.getModule()),
          Map.of(),
          Map.of(Companions.PACKAGE, Set.of(Weaver.class.getModule())),
          Set.of(),
          Map.of());
    }
    PlaywrightClient.install(companions::join);
  }
}
