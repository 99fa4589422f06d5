package dev.larder.agent.client.apache5;

import dev.larder.agent.client.companion.CompanionIntegration;
import dev.larder.agent.client.companion.InsteadAdvice;
import java.util.List;

/** Apache HttpClient 5 with its asynchronous interface, over HTTP/1.1 and HTTP/2. */
public final class Apache5AsyncIntegration extends CompanionIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.apache5.Apache5AsyncIntegration org/apache/hc/client5/http/impl/async/"
          + " HttpAsyncClientBuilder AsyncConnectExec";

  private static final String PACKAGE = "org.apache.hc.client5.http.impl.async";

  @Override
  public String name() {
    return "Apache HttpClient 5 (async)";
  }

  @Override
  protected String wovenClass() {
    return PACKAGE + ".AsyncConnectExec";
  }

  @Override
  public List<String> openedPackages() {
    return List.of(PACKAGE);
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + ".LarderNewer",
        PACKAGE + ".LarderReach",
        PACKAGE + ".LarderManagers",
        PACKAGE + ".LarderHeads$Body",
        PACKAGE + ".LarderHeads",
        PACKAGE + ".LarderRequest",
        PACKAGE + ".LarderReply",
        PACKAGE + ".LarderServing",
        PACKAGE + ".LarderConnection$Next",
        PACKAGE + ".LarderConnection",
        PACKAGE + ".LarderExchange",
        PACKAGE + ".LarderSending",
        PACKAGE + ".LarderRuntime",
        PACKAGE + ".LarderConnect");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("org.apache.hc.");
  }

  @Override
  protected void weave(WovenMethods methods) {
    methods.advise("execute", 5, InsteadAdvice.class);
  }
}
