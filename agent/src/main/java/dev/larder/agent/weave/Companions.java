package dev.larder.agent.weave;

import dev.larder.agent.client.ClientIntegration;
import dev.larder.agent.client.ClientIntegration.CompanionLoader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Classes of the agent that live beside those of a client, in the same package and class loader, so
 * that they are typed code. Each loader that has the client gets its own, once everything is woven
 * there and everything that they name is there.
 */
final class Companions implements CompanionLoader {

  private final ClientIntegration client;

  /** What was woven, by loader. */
  private final Map<ClassLoader, Set<String>> woven =
      Collections.synchronizedMap(new WeakHashMap<>());

  Companions(ClientIntegration client) {
    this.client = client;
  }

  void woven(@Nullable ClassLoader loader, String className) {
    if (loader != null) {
      woven
          .computeIfAbsent(loader, any -> Collections.synchronizedSet(new HashSet<>()))
          .add(className);
    }
  }

  @Override
  public @Nullable Object load(Class<?> beside) throws Throwable {
    ClassLoader loader = beside.getClassLoader();
    Relocation relocation = Relocation.of(client, beside.getName());
    for (String original : client.requiredClasses()) {
      String name = relocation.name(original);
      Set<String> here = woven.get(Class.forName(name, false, loader).getClassLoader());
      if (here == null || !here.contains(name)) {
        return null;
      }
    }
    List<byte[]> classFiles = new ArrayList<>();
    for (String name : client.companions()) {
      byte[] classFile = relocation.classFile(bytes(name));
      LinkageCheck.check(classFile, loader, client, relocation);
      classFiles.add(classFile);
    }
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(beside, MethodHandles.lookup());
    Class<?> last = beside;
    for (byte[] classFile : classFiles) {
      last = lookup.defineClass(classFile);
    }
    return lookup
        .findConstructor(last, MethodType.methodType(void.class))
        .asType(MethodType.methodType(Object.class))
        .invokeExact();
  }

  private static byte[] bytes(String name) throws IOException {
    return Bridge.bytes("companions/" + name.replace('.', '/') + ".class");
  }
}
