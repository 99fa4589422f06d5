package dev.larder.agent.client.okhttp;

import dev.larder.agent.client.companion.CompanionIntegration;
import dev.larder.agent.client.companion.InsteadAdvice;
import java.util.List;

/** OkHttp 3.4 to 5.5: each hop of a call, before the client looks for a connection. */
public final class OkHttpIntegration extends CompanionIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.okhttp.OkHttpIntegration okhttp3/ OkHttpClient"
          + " internal/http/RealInterceptorChain";

  private static final String PACKAGE = "okhttp3.internal.http.";

  @Override
  public String name() {
    return "OkHttp";
  }

  @Override
  protected String wovenClass() {
    return PACKAGE + "RealInterceptorChain";
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + "LarderReflection",
        PACKAGE + "LarderHeaders",
        PACKAGE + "LarderSource",
        PACKAGE + "LarderBody",
        PACKAGE + "LarderRequestBody",
        PACKAGE + "LarderBackground",
        PACKAGE + "LarderChain$Fields",
        PACKAGE + "LarderChain",
        PACKAGE + "LarderReach",
        PACKAGE + "LarderAttempts",
        PACKAGE + "LarderReply",
        PACKAGE + "LarderCall",
        PACKAGE + "LarderOkHttp");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("okhttp3.", "okio.");
  }

  @Override
  protected void weave(WovenMethods methods) {
    methods.advise("proceed", InsteadAdvice.class, "okhttp3.Request");
  }
}
