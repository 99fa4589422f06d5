package dev.larder.it.programs;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Asks for a page three times, and prints what JMX shows of the cache: each attribute with its
 * value and description, and what its operations return.
 *
 * <p>Arguments: the page.
 */
public final class Managed {

  private Managed() {}

  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 3; i++) {
      ask(client, arguments[0]);
    }
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.larder:type=Larder");
    for (int tries = 0; tries < 1000 && !server.isRegistered(name); tries++) {
      Thread.sleep(10);
    }
    MBeanInfo info = server.getMBeanInfo(name);
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      Object value = server.getAttribute(name, attribute.getName());
      String shown = value instanceof String[] all ? String.join(",", all) : String.valueOf(value);
      System.out.println(attribute.getName() + "=" + shown + " # " + attribute.getDescription());
    }
    System.out.println(invoke(server, name, "explain", arguments[0]));
    System.out.println(invoke(server, name, "purge", arguments[0]));
    ask(client, arguments[0]);
    System.out.println("misses " + server.getAttribute(name, "Misses"));
  }

  private static void ask(HttpClient client, String page) throws Exception {
    client.send(HttpRequest.newBuilder(URI.create(page)).build(), BodyHandlers.ofString());
  }

  private static Object invoke(MBeanServer server, ObjectName name, String what, String argument)
      throws Exception {
    return server.invoke(
        name, what, new Object[] {argument}, new String[] {String.class.getName()});
  }
}
