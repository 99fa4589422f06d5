package dev.larder.config;

import java.util.List;

/**
 * Where the remote tier is.
 *
 * @param topology how its servers belong together
 * @param tls whether connections are encrypted
 * @param servers to connect to first; empty if there is no remote tier
 * @param user empty if none is given
 * @param password empty if none is given
 * @param database the number of the database
 * @param master the name by which sentinels know it, else empty
 */
public record RemoteAddress(
    Topology topology,
    boolean tls,
    List<Server> servers,
    String user,
    String password,
    int database,
    String master) {

  /** No remote tier. */
  public static final RemoteAddress NONE =
      new RemoteAddress(Topology.SINGLE, false, List.of(), "", "", 0, "");

  public RemoteAddress {
    servers = List.copyOf(servers);
  }

  /** How servers belong together. */
  public enum Topology {
    SINGLE("redis"),
    SENTINEL("redis+sentinel"),
    CLUSTER("redis+cluster");

    private final String scheme;

    Topology(String scheme) {
      this.scheme = scheme;
    }

    /** The scheme of its URLs. */
    String scheme(boolean tls) {
      return tls ? scheme.replace("redis", "rediss") : scheme;
    }
  }

  /** A server; an IPv6 address stands without brackets. */
  public record Server(String host, int port) {
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
  }

  /** Whether there is no remote tier. */
  public boolean isNone() {
    return servers.isEmpty();
  }

  /** As a URL without user and password. */
  @Override
  public String toString() {
    if (isNone()) {
      return ValueType.NONE;
    }
    StringBuilder url = new StringBuilder(topology.scheme(tls)).append("://");
    String comma = "";
    for (Server server : servers) {
      url.append(comma).append(server);
      comma = ",";
    }
    if (topology == Topology.SENTINEL) {
      url.append('/').append(master);
    }
    return (database == 0 ? url : url.append('/').append(database)).toString();
  }
}
