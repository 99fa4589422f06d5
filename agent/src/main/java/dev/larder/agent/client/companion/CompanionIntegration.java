package dev.larder.agent.client.companion;

import dev.larder.agent.client.ClientIntegration;
import java.util.List;

/**
 * A client that lives in class loaders of the application. Its last companion is a {@code
 * ClientCompanion}.
 */
public abstract class CompanionIntegration implements ClientIntegration {

  /** The class that is woven. */
  protected abstract String wovenClass();

  /** The class that companions lie beside; no other client has one of its simple name. */
  protected String besideClass() {
    return wovenClass();
  }

  /**
   * Puts advice into the method of the woven class that sends a request, or that a client begins
   * with.
   */
  protected abstract void weave(WovenMethods methods);

  @Override
  public final boolean weave(String className, WovenMethods methods) {
    if (!className.equals(simpleName(wovenClass()))) {
      return false;
    }
    weave(methods);
    return true;
  }

  private static String simpleName(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
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
        "dev.larder.bridge.BodyCopy",
        "dev.larder.bridge.EventStep$Kind",
        "dev.larder.bridge.EventStep",
        "dev.larder.bridge.EventCall",
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
    CompanionHooks.install(name(), simpleName(besideClass()), companions);
  }
}
