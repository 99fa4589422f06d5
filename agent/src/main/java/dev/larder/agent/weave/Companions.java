package dev.larder.agent.weave;

import dev.larder.bridge.PlaywrightSide;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Classes of the agent that live beside those of Playwright, in the same package and class loader,
 * so that they are typed code. Each loader that has a Playwright gets its own, once everything is
 * woven there and everything that they name is there.
 */
final class Companions {

  static final String PACKAGE = "com.microsoft.playwright.impl";
  static final String CHANNEL_OWNER = "com/microsoft/playwright/impl/ChannelOwner";
  static final String REQUEST_CONTEXT = "com/microsoft/playwright/impl/APIRequestContextImpl";

  static final String READER = "com/microsoft/playwright/impl/ReaderThread";

  /** A supertype before its subtypes; the last one is the way in. */
  private static final String[] TYPES = {
    "LarderOptions",
    "LarderContext",
    "LarderContexts",
    "LarderResponse",
    "LarderReply",
    "LarderCall",
    "LarderSide"
  };

  /** What was woven, by loader. */
  private final Map<ClassLoader, Set<String>> woven =
      Collections.synchronizedMap(new WeakHashMap<>());

  static boolean isOfPlaywright(String internalName) {
    return internalName.equals(CHANNEL_OWNER)
        || internalName.equals(REQUEST_CONTEXT)
        || internalName.equals(READER);
  }

  void woven(@Nullable ClassLoader loader, String internalName) {
    if (loader != null) {
      woven
          .computeIfAbsent(loader, any -> Collections.synchronizedSet(new HashSet<>()))
          .add(internalName);
    }
  }

  /**
   * Makes the companions of a Playwright.
   *
   * @param channelOwner its class {@code ChannelOwner}
   * @return null if it was not woven, which was said then
   * @throws IllegalStateException if it is not the Playwright that they were written for
   */
  @Nullable PlaywrightSide join(Class<?> channelOwner) throws Throwable {
    ClassLoader loader = channelOwner.getClassLoader();
    for (String name : new String[] {CHANNEL_OWNER, REQUEST_CONTEXT}) {
      Class.forName(name.replace('/', '.'), false, loader);
      Set<String> here = woven.get(loader);
      if (here == null || !here.contains(name)) {
        return null;
      }
    }
    byte[][] classFiles = new byte[TYPES.length][];
    for (int i = 0; i < TYPES.length; i++) {
      classFiles[i] = bytes(TYPES[i]);
      LinkageCheck.check(classFiles[i], loader);
    }
    MethodHandles.Lookup beside =
        MethodHandles.privateLookupIn(channelOwner, MethodHandles.lookup());
    Class<?> last = channelOwner;
    for (byte[] classFile : classFiles) {
      last = beside.defineClass(classFile);
    }
    return (PlaywrightSide)
        beside.findConstructor(last, MethodType.methodType(void.class)).invoke();
  }

  private static byte[] bytes(String type) throws IOException {
    String resource = "playwright/" + PACKAGE.replace('.', '/') + '/' + type + ".class";
    try (InputStream in = Companions.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("Not in the jar: " + resource);
      }
      return in.readAllBytes();
    }
  }
}
