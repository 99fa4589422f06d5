package org.apache.hc.client5.http.impl.async;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a connection manager reaches servers, and whom it trusts. Does not refer to the manager.
 *
 * @param closed whether it was closed, or null if that is not known
 * @param obstacle why no request of it is cached, or null
 * @param tlsObstacle the same for requests over TLS
 * @param tls its {@code SSLContext}, or null if nothing is known of it
 * @param tlsChoices the protocols and cipher suites that it allows, if not the usual ones
 * @param socks the SOCKS proxy that all its connections go through, or null
 */
record LarderReach(
    @Nullable AtomicBoolean closed,
    @Nullable String obstacle,
    @Nullable String tlsObstacle,
    @Nullable Object tls,
    String tlsChoices,
    @Nullable InetSocketAddress socks) {

  /** One of which only is known that it can't be looked into. */
  static LarderReach unknown(@Nullable AtomicBoolean closed, String obstacle) {
    return new LarderReach(closed, obstacle, obstacle, null, "", null);
  }

  boolean isClosed() {
    return closed != null && closed.get();
  }
}
