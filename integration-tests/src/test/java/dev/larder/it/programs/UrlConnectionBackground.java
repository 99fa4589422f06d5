package dev.larder.it.programs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;

/**
 * Asks for a page three times with {@code java.net.HttpURLConnection}, the third time once a gate
 * is open, and until it has changed. Argument: the origin.
 */
public final class UrlConnectionBackground {

  private UrlConnectionBackground() {}

  public static void main(String[] arguments) throws Exception {
    URI origin = URI.create(arguments[0]);
    System.out.println(page(origin));
    System.out.println(page(origin));
    new Gate(origin).await("second");
    String last = "1";
    for (int i = 0; i < 200 && last.equals("1"); i++) {
      Thread.sleep(20);
      last = page(origin);
    }
    System.out.println(last.equals("1") ? "never another" : "another");
  }

  private static String page(URI origin) throws IOException {
    URLConnection connection = origin.resolve("/page").toURL().openConnection();
    connection.setRequestProperty("X-Mine", "yes");
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
