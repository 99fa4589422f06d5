package dev.larder.agent.client.jdk;

import dev.larder.agent.client.ClientIntegration;
import java.util.List;

/** The client of the JDK, {@code java.net.http.HttpClient}. */
public final class HttpClientIntegration implements ClientIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.jdk.HttpClientIntegration jdk/internal/net/http/ HttpClientImpl"
          + " MultiExchange Exchange Response CookieFilter RedirectFilter ResponseSubscribers$TrustedSubscriber";

  /** What people call the client. */
  static final String NAME = "java.net.http.HttpClient";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> bridgeTypes() {
    return List.of("dev.larder.bridge.HttpClientHooks");
  }

  @Override
  public List<String> openedPackages() {
    return List.of("jdk.internal.net.http", "jdk.internal.net.http.common");
  }

  @Override
  public boolean readsTlsTrust() {
    return true;
  }

  @Override
  public boolean weave(String className, WovenMethods methods) {
    switch (className) {
      case "MultiExchange" ->
          methods
              .advise("responseAsync", 1, MultiExchangeAdvice.ResponseAsync.class)
              .advise("responseAsyncImpl", 0, MultiExchangeAdvice.ResponseAsyncImpl.class);
      case "Exchange" ->
          methods
              .advise("responseAsync", 0, ExchangeAdvice.ResponseAsync.class)
              .advise("readBodyAsync", 1, ExchangeAdvice.ReadBodyAsync.class)
              .advise("ignoreBody", 0, ExchangeAdvice.IgnoreBody.class)
              .advise("nullBody", 2, ExchangeAdvice.NullBody.class)
              .advise("cancel", 0, ExchangeAdvice.CancelWithoutCause.class)
              .advise("cancel", 1, ExchangeAdvice.Cancel.class);
      case "CookieFilter", "RedirectFilter" ->
          methods.advise("response", 1, ExchangeAdvice.FilterResponse.class);
      case "Response" -> methods.advise("getSSLSession", 0, ExchangeAdvice.GetSslSession.class);
      case "ResponseSubscribers$TrustedSubscriber" ->
          methods.advise("needsExecutor", 1, ExchangeAdvice.NeedsExecutor.class);
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void install(CompanionLoader companions) {
    JdkHttpClient.install();
  }
}
