package dev.larder.agent.client.apache4;

import dev.larder.agent.client.companion.CompanionIntegration;
import dev.larder.agent.client.companion.InsteadAdvice;
import java.util.List;

/** Apache HttpClient 4.3 to 4.5, the classic one. Its asynchronous sibling is another client. */
public final class Apache4Integration extends CompanionIntegration {

  /**
   * The line for {@code LazyWeaver.CLIENTS}. The builder makes TLS contexts before the woven class.
   */
  public static final String CLIENT =
      "dev.larder.agent.client.apache4.Apache4Integration */impl/ client/HttpClientBuilder"
          + " execchain/MainClientExec";

  private static final String PACKAGE = "org.apache.http.impl.execchain.";

  @Override
  public String name() {
    return "Apache HttpClient 4";
  }

  @Override
  protected String wovenClass() {
    return PACKAGE + "MainClientExec";
  }

  @Override
  public String relocatablePackage() {
    return "org.apache.http.";
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + "LarderReach",
        PACKAGE + "LarderCredentials",
        PACKAGE + "LarderFields",
        PACKAGE + "LarderConnection",
        PACKAGE + "LarderChunks",
        PACKAGE + "LarderBody",
        PACKAGE + "LarderResponse",
        PACKAGE + "LarderReply",
        PACKAGE + "LarderCall",
        PACKAGE + "LarderExec");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("org.apache.http.");
  }

  @Override
  protected void weave(WovenMethods methods) {
    methods.advise("execute", 4, InsteadAdvice.class);
  }
}
