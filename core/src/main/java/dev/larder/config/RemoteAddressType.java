package dev.larder.config;

import dev.larder.config.RemoteAddress.Server;
import dev.larder.config.RemoteAddress.Topology;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The URL of a remote tier, or {@code none}. User and password are percent-encoded in it. */
final class RemoteAddressType extends ValueType<RemoteAddress> {

  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /** The highest number of a database. */
  private static final int MAX_DATABASE = 1_000_000;

  /** What is wrong with a text, as half a sentence. */
  private static final class WrongException extends Exception {
    private static final long serialVersionUID = 1;

    WrongException(String what) {
      super(what);
    }
  }

  RemoteAddressType() {
    super(
        "none, redis://[user[:password]@]host[:port][/database], the same with rediss:// for TLS,"
            + " redis+sentinel://host,host/name or redis+cluster://host,host");
  }

  @Override
  @Nullable RemoteAddress parse(String text) {
    try {
      return text.equalsIgnoreCase(NONE) ? RemoteAddress.NONE : read(text);
    } catch (WrongException e) {
      return null;
    }
  }

  @Override
  @Nullable String hint(String text) {
    try {
      read(text);
      return null;
    } catch (WrongException e) {
      return e.getMessage();
    }
  }

  private static RemoteAddress read(String text) throws WrongException {
    int colon = text.indexOf("://");
    if (colon < 0) {
      throw new WrongException("it has no ://");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    boolean tls = scheme.startsWith("rediss");
    Topology topology = null;
    for (Topology each : Topology.values()) {
      topology = each.scheme(tls).equals(scheme) ? each : topology;
    }
    if (topology == null) {
      throw new WrongException(scheme + " is none of these schemes");
    }
    String rest = text.substring(colon + 3);
    int at = rest.lastIndexOf('@');
    String credentials = at < 0 ? "" : rest.substring(0, at);
    String place = rest.substring(at + 1);
    if (place.indexOf('?') >= 0 || place.indexOf('#') >= 0) {
      throw new WrongException("it has no parameters");
    }
    int slash = place.indexOf('/');
    List<Server> servers =
        servers(
            slash < 0 ? place : place.substring(0, slash),
            topology == Topology.SENTINEL ? SENTINEL_PORT : PORT);
    if (topology == Topology.SINGLE && servers.size() > 1) {
      throw new WrongException("it names several hosts, which sentinels or a cluster have");
    }
    String[] path = slash < 0 ? new String[0] : place.substring(slash + 1).split("/", -1);
    boolean sentinel = topology == Topology.SENTINEL;
    if (sentinel && (path.length == 0 || path[0].isEmpty())) {
      throw new WrongException("the name by which the sentinels know it is missing");
    }
    int separator = credentials.indexOf(':');
    return new RemoteAddress(
        topology,
        tls,
        servers,
        decoded(separator < 0 ? credentials : credentials.substring(0, separator)),
        separator < 0 ? "" : decoded(credentials.substring(separator + 1)),
        database(path, sentinel ? 1 : 0, topology),
        sentinel ? decoded(path[0]) : "");
  }

  private static List<Server> servers(String list, int port) throws WrongException {
    List<Server> servers = new ArrayList<>();
    for (String server : list.split(",", -1)) {
      int bracket = server.indexOf(']');
      int colon = server.indexOf(':', Math.max(0, bracket));
      boolean bare = !server.startsWith("[");
      String host =
          bare
              ? server.substring(0, colon < 0 ? server.length() : colon)
              : server.substring(1, Math.max(1, bracket));
      String after = colon < 0 ? "" : server.substring(colon + 1);
      boolean named = bare ? isName(host) : host.indexOf(':') >= 0 && isName(host);
      if (!named || (!bare && colon < 0 && bracket != server.length() - 1)) {
        throw new WrongException(host.isEmpty() ? "a host is missing" : host + " is no host");
      }
      servers.add(new Server(host, colon < 0 ? port : number(after, 1, 65_535, "port")));
    }
    return servers;
  }

  /** Whether these may be the characters of a host's name or address. */
  private static boolean isName(String host) {
    return !host.isEmpty()
        && host.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-._:%".indexOf(c) >= 0);
  }

  private static int database(String[] path, int index, Topology topology) throws WrongException {
    if (path.length > index + 1) {
      throw new WrongException("its path is too long");
    }
    if (path.length <= index || path[index].isEmpty()) {
      return 0;
    }
    if (topology == Topology.CLUSTER) {
      throw new WrongException("a cluster has one database only");
    }
    return number(path[index], 0, MAX_DATABASE, "database");
  }

  private static int number(String text, int min, int max, String what) throws WrongException {
    int number = digits(text) == text.length() && text.length() < 8 ? parsed(text) : -1;
    if (number < min || number > max) {
      throw new WrongException("the " + what + " is a number from " + min + " to " + max);
    }
    return number;
  }

  private static int parsed(String digits) {
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }

  private static String decoded(String text) throws WrongException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded[length++] = bytes[i];
        continue;
      }
      if (i + 2 >= bytes.length
          || !HexFormat.isHexDigit(bytes[i + 1])
          || !HexFormat.isHexDigit(bytes[i + 2])) {
        throw new WrongException("a % is followed by two hexadecimal digits");
      }
      decoded[length++] =
          (byte) (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WrongException("what is encoded with % is UTF-8");
    }
  }
}
