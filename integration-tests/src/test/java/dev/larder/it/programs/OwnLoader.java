package dev.larder.it.programs;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** A system class loader of the application's own, as application servers and launchers have. */
public final class OwnLoader extends URLClassLoader {

  public OwnLoader(ClassLoader parent) {
    super(new URL[0], parent);
  }

  /** Called by the JVM for each agent. */
  public void appendToClassPathForInstrumentation(String jar) throws MalformedURLException {
    addURL(Path.of(jar).toUri().toURL());
  }
}
