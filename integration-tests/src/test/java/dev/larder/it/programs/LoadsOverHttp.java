package dev.larder.it.programs;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/**
 * Lets parts of the JDK that use {@code java.net.HttpURLConnection} load from an origin: classes,
 * archives, and an image. Argument: the origin.
 */
public final class LoadsOverHttp {

  private LoadsOverHttp() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    String name = LoadsOverHttp.class.getPackageName() + ".LastByte";
    for (String where : new String[] {"/classes/", "/classes.jar"}) {
      URL[] urls = {origin.resolve(where).toURL()};
      try (URLClassLoader loader = new URLClassLoader(urls, null)) {
        Class<?> loaded = loader.loadClass(name);
        System.out.println(where + ": " + loaded.getDeclaredMethods().length);
        System.out.println(where + ": " + loaded.getProtectionDomain().getCodeSource());
        System.out.println(where + ": " + loader.getResource("missing"));
      }
    }
    URL inside = new URL("jar:" + origin.resolve("/archive.jar") + "!/text.txt");
    JarURLConnection archive = (JarURLConnection) inside.openConnection();
    try (InputStream in = archive.getInputStream()) {
      System.out.println("jar: " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    BufferedImage image = ImageIO.read(origin.resolve("/image.png").toURL());
    System.out.println("image: " + image.getWidth() + "x" + image.getHeight());
  }
}
