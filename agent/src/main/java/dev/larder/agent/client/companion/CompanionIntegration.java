package dev.larder.agent.client.companion;

import dev.larder.agent.client.ClientIntegration;
import java.util.List;

/**
 * A client that lives in class loaders of the application and whose callers wait for the response.
 * Its last companion is a {@code ClientCompanion}.
 */
public abstract class CompanionIntegration implements ClientIntegration {

  /** The class that is woven; no other client has one of its simple name. */
  protected abstract String wovenClass();

  /** Puts {@link InsteadAdvice} into the method of that class that sends a request. */
  protected abstract void weave(WovenMethods methods);

  @Override
  public final boolean weave(String className, WovenMethods methods) {
    if (!className.equals(simpleName())) {
      return false;
    }
    weave(methods);
    return true;
  }

  private String simpleName() {
    return wovenClass().substring(wovenClass().lastIndexOf('.') + 1);
  }

  @Override
  public final List<String> requiredClasses() {
    return List.of(wovenClass());
  }

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
    CompanionHooks.install(name(), simpleName(), companions);
  }
}
