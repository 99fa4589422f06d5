package dev.larder.agent.boot;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent and its libraries from their partition of the jar. Its parent is the platform
 * loader, so that it sees the JDK and the bridge but nothing of the application, and the
 * application sees nothing of it.
 */
public final class IsolatedClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;

  /** Before the name of an entry in its URL. */
  private final String root;

  IsolatedClassLoader(JarFile jar) {
    super("larder", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
    // In such a URL the first "!/" ends the name of the jar.
    this.root = "jar:" + new File(jar.getName()).toURI().toASCIIString().replace("!", "%21") + "!/";
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    JarEntry entry = entry(name.replace('.', '/') + ".class");
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    JarEntry entry = entry(name);
    try {
      return entry == null ? null : new URL(root + entry.getName());
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  /** The bytes without a detour over a URL; the parent's resources come first, as for classes. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    JarEntry entry = entry(name);
    if (entry == null) {
      return getParent().getResourceAsStream(name);
    }
    try {
      return jar.getInputStream(entry);
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable JarEntry entry(String resource) {
    String name =
        resource.endsWith(".class")
            ? resource.substring(0, resource.length() - ".class".length()) + AgentJar.CLASS_ENDING
            : resource;
    return jar.getJarEntry(AgentJar.ISOLATED + name);
  }
}
