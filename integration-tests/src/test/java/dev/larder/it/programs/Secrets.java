package dev.larder.it.programs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.Authenticator;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Uses a secret in every place of a request, until the cache serves from memory, and then looks for
 * them in the memory outside of the heap that holds what is served, and in JMX.
 *
 * <p>Arguments: an origin, the port of a proxy on loopback that wants a password, the log.
 */
public final class Secrets {

  /** What no secret is without. */
  public static final String MARK = "s3cr" + "3t";

  /** How many entries are fetched by their number. */
  public static final int ENTRIES = 40;

  private static final int PATIENCE_SECONDS = 60;

  private final URI origin;
  private final HttpClient client;
  private final HttpClient proxied;

  private Secrets(URI origin, int proxyPort) {
    this.origin = origin;
    CookieManager jar = new CookieManager();
    HttpCookie cookie = new HttpCookie("jar", MARK + "-jar");
    cookie.setPath("/");
    cookie.setVersion(0);
    jar.getCookieStore().add(origin, cookie);
    Authenticator authenticator =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(MARK + "-user", (MARK + "-word").toCharArray());
          }
        };
    client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .cookieHandler(jar)
            .authenticator(authenticator)
            .build();
    proxied =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .authenticator(authenticator)
            .proxy(
                ProxySelector.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort)))
            .build();
  }

  public static void main(String[] arguments) throws Exception {
    Secrets secrets = new Secrets(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
    Path log = Path.of(arguments[2]);
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    boolean inMemory = false;
    while (!inMemory && System.nanoTime() < end) {
      secrets.fetchAll();
      inMemory = Files.exists(log) && Files.readString(log).contains("served from memory");
    }
    secrets.fetchAll();
    secrets.fetchAll();
    System.out.println("in memory " + inMemory);
    System.out.println("JMX " + jmx());
    memory();
    System.exit(0);
  }

  private void fetchAll() throws IOException, InterruptedException {
    fetch(client, origin.resolve("/password"));
    fetch(client, origin.resolve("/varies"), "X-Session", MARK + "-session");
    fetch(client, origin.resolve("/sets"));
    fetch(client, origin.resolve("/a?access_token=" + MARK + "-token&x=1"));
    fetch(client, origin.resolve("/broken?api_key=" + MARK + "-broken"));
    fetch(client, origin.resolve("/moved?sig=" + MARK + "-sig"));
    fetch(client, URI.create(origin.toString().replace("//", "//u:" + MARK + "-info@") + "a"));
    fetch(proxied, URI.create("http://origin.invalid/proxied"));
    for (int i = 0; i < ENTRIES; i++) {
      fetch(
          client,
          origin.resolve("/entry?n=" + i),
          "Authorization",
          "Bearer " + MARK + "-bearer",
          "X-Api-Key",
          MARK + "-key");
    }
  }

  private static void fetch(HttpClient client, URI uri, String... fields)
      throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException expected) {
      // One of the pages is cut off.
    }
  }

  /** Whether there are beans, and one of the cache, and how many attributes tell a secret. */
  private static String jmx() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    int attributes = 0;
    int telling = 0;
    boolean ofTheCache = false;
    for (ObjectName name : server.queryNames(null, null)) {
      ofTheCache |= name.getDomain().contains("larder");
      try {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
          attributes++;
          Object value = server.getAttribute(name, attribute.getName());
          String text =
              value instanceof Object[] values ? List.of(values).toString() : String.valueOf(value);
          telling += (name + text).contains(MARK) ? 1 : 0;
        }
      } catch (Exception notReadable) {
        // Nothing to be read there.
      }
    }
    return (attributes > 50 && ofTheCache) + " " + telling;
  }

  /**
   * Looks through the private memory outside of the heap, which is larger than any other region,
   * region by region: of those that hold the bodies of all entries, how many hold a secret.
   */
  private static void memory() throws IOException {
    int regions = 0;
    int telling = 0;
    try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] words = line.trim().split("\\s+", -1);
        String[] range = words[0].split("-", -1);
        long start = Long.parseUnsignedLong(range[0], 16);
        long length = Long.parseUnsignedLong(range[1], 16) - start;
        if (!words[1].startsWith("rw") || words.length > 5 || start < 0 || length > 512L << 20) {
          continue;
        }
        boolean[] found = new boolean[ENTRIES];
        boolean tells = false;
        byte[] block = new byte[1 << 20];
        int kept = 0;
        for (long at = 0; at < length; at += block.length - kept) {
          memory.seek(start + at);
          int read;
          try {
            read = memory.read(block, 0, (int) Math.min(block.length, length - at));
          } catch (IOException notReadable) {
            break;
          }
          String text = new String(block, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
          tells |= text.contains(MARK);
          for (int i = text.indexOf("body no "); i >= 0; i = text.indexOf("body no ", i + 1)) {
            mark(found, text, i + "body no ".length());
          }
          kept = 64; // what lies across two blocks
        }
        boolean all = true;
        for (boolean one : found) {
          all &= one;
        }
        if (all) {
          regions++;
          telling += tells ? 1 : 0;
        }
      }
    }
    System.out.println("regions " + (regions > 0) + " " + telling);
  }

  private static void mark(boolean[] found, String text, int at) {
    int end = text.indexOf('.', at);
    if (end > at && end - at < 4) {
      try {
        int number = Integer.parseInt(text.substring(at, end));
        if (number >= 0 && number < found.length) {
          found[number] = true;
        }
      } catch (NumberFormatException other) {
        // Not the body of an entry.
      }
    }
  }
}
