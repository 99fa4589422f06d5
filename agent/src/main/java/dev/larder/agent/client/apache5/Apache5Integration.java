package dev.larder.agent.client.apache5;

import dev.larder.agent.client.companion.CompanionIntegration;
import dev.larder.agent.client.companion.InsteadAdvice;
import java.util.List;

/** Apache HttpClient 5 with its classic interface. */
public final class Apache5Integration extends CompanionIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.apache5.Apache5Integration org/apache/hc/client5/http/impl/classic/"
          + " HttpClientBuilder ConnectExec";

  private static final String PACKAGE = "org.apache.hc.client5.http.impl.classic";

  @Override
  public String name() {
    return "Apache HttpClient 5";
  }

  @Override
  protected String wovenClass() {
    return PACKAGE + ".ConnectExec";
  }

  @Override
  public List<String> openedPackages() {
    return List.of(PACKAGE);
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + ".LarderOutcome",
        PACKAGE + ".LarderNewer",
        PACKAGE + ".LarderReach",
        PACKAGE + ".LarderManagers",
        PACKAGE + ".LarderStored",
        PACKAGE + ".LarderCopied",
        PACKAGE + ".LarderHeads",
        PACKAGE + ".LarderReply",
        PACKAGE + ".LarderBackground",
        PACKAGE + ".LarderCall",
        PACKAGE + ".LarderRuntime",
        PACKAGE + ".LarderConnect");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("org.apache.hc.");
  }

  @Override
  protected void weave(WovenMethods methods) {
    methods.advise("execute", 3, InsteadAdvice.class);
  }
}
