package dev.larder.agent.client.playwright.api;

import dev.larder.bridge.PlaywrightSide;
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whom Playwright's driver trusts: what its environment says to Node. Processes with another trust
 * do not share what came over TLS.
 */
public final class NodeTrust {

  private final @Nullable PlaywrightSide side;
  private @Nullable Map<String, String> environment;

  /** The trust of a driver, or Node's own where there is none. */
  public NodeTrust(@Nullable PlaywrightSide side) {
    this.side = side;
  }

  /** Whether certificates are not checked, whatever a context says. */
  boolean isUnchecked() throws ReflectiveOperationException {
    return "0".equals(environment().get("NODE_TLS_REJECT_UNAUTHORIZED"));
  }

  /** What separates the responses of drivers with different trust; empty for Node's own. */
  String partition() throws ReflectiveOperationException {
    StringBuilder partition = new StringBuilder();
    for (Map.Entry<String, String> variable : environment().entrySet()) {
      partition.append(' ').append(variable.getKey()).append('=').append(variable.getValue());
      File file = new File(variable.getValue());
      if (file.isFile()) {
        partition.append(' ').append(file.length()).append(' ').append(file.lastModified());
      }
    }
    return partition.toString();
  }

  /** What of the driver's environment may be about trust. */
  private synchronized Map<String, String> environment() throws ReflectiveOperationException {
    Map<String, String> known = environment;
    if (known == null) {
      known = new TreeMap<>();
      PlaywrightSide of = side;
      if (of != null) {
        known.putAll(System.getenv());
        known.putAll(of.environment());
        known
            .keySet()
            .removeIf(
                name ->
                    !name.startsWith("SSL_CERT")
                        && !name.equals("NODE_OPTIONS")
                        && !name.equals("NODE_EXTRA_CA_CERTS")
                        && !name.equals("NODE_USE_SYSTEM_CA")
                        && !name.equals("NODE_TLS_REJECT_UNAUTHORIZED"));
      }
      environment = known;
    }
    return known;
  }
}
