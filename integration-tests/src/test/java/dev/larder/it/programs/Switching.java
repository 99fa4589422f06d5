package dev.larder.it.programs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Asks for a page again and again in modes that it sets through JMX, and prints status and body.
 *
 * <p>Arguments: the page, and the modes one after the other; an empty one leaves the mode alone.
 */
public final class Switching {

  private Switching() {}

  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    System.out.println(answer(client, arguments[0]));
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.larder:type=Larder");
    for (int tries = 0; tries < 1000 && !server.isRegistered(name); tries++) {
      Thread.sleep(10);
    }
    for (int i = 1; i < arguments.length; i++) {
      server.setAttribute(name, new Attribute("Mode", arguments[i]));
      System.out.println(server.getAttribute(name, "Mode") + " " + answer(client, arguments[0]));
    }
    System.out.println(server.getAttribute(name, "Report"));
  }

  private static String answer(HttpClient client, String page)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(URI.create(page)).build(), BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
