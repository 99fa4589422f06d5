package dev.larder.agent.client.companion;

import dev.larder.agent.client.ClientIntegration;
import java.util.List;

/**
 * A client that lives in class loaders of the application and whose callers wait for the response.
 * Its last companion is a {@code ClientCompanion}.
 */
public abstract class CompanionIntegration implements ClientIntegration {

  /** The simple name of the class that is woven, which no other client has. */
  protected abstract String wovenClass();

  @Override
  public final List<String> bridgeTypes() {
    return List.of(
        "dev.larder.bridge.TlsDetails",
        "dev.larder.bridge.ServedReply",
        "dev.larder.bridge.ReplyBody",
        "dev.larder.bridge.NetworkReply",
        "dev.larder.bridge.CallRequest",
        "dev.larder.bridge.ClientCall",
        "dev.larder.bridge.ClientHooks",
        "dev.larder.bridge.ClientCompanion");
  }

  @Override
  public List<String> openedPackages() {
    return List.of();
  }

  @Override
  public final boolean readsTlsTrust() {
    return true;
  }

  @Override
  public final void install(CompanionLoader companions) {
    CompanionHooks.install(name(), wovenClass(), companions);
  }
}
