package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.ClientIntegration;
import java.util.List;

/**
 * The older client of the JDK: {@code java.net.HttpURLConnection}, {@code URL.openStream} and all
 * that is built on them.
 */
public final class UrlConnectionIntegration implements ClientIntegration {

  /**
   * The line for {@code LazyWeaver.CLIENTS}. Nothing is woven ahead: all that a connection without
   * TLS needs is loaded with its first class.
   */
  public static final String CLIENT =
      "dev.larder.agent.client.urlconnection.UrlConnectionIntegration sun/net/www/ -"
          + " protocol/http/HttpURLConnection http/HttpClient"
          + " protocol/https/AbstractDelegateHttpsURLConnection";

  static final String NAME = "java.net.HttpURLConnection";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> bridgeTypes() {
    return List.of("dev.larder.bridge.UrlConnectionHooks");
  }

  @Override
  public List<String> openedPackages() {
    return List.of(
        "java.net",
        "sun.net",
        "sun.net.www",
        "sun.net.www.http",
        "sun.net.www.protocol.http",
        "sun.net.www.protocol.https");
  }

  @Override
  public boolean readsTlsTrust() {
    return true;
  }

  @Override
  public boolean weave(String className, WovenMethods methods) {
    switch (className) {
      case "HttpURLConnection" ->
          methods
              .advise("plainConnect0", 0, UrlConnectionAdvice.Connect.class)
              .advise("getNewHttpClient", 3, UrlConnectionAdvice.NewHttpClient.class)
              .advise("getNewHttpClient", 4, UrlConnectionAdvice.NewHttpClient.class)
              .advise("writeRequests", 0, UrlConnectionAdvice.WriteRequests.class);
      case "HttpClient" ->
          // Between them JDK 17 has a parameter more than later ones.
          methods.adviseStarting(
              "parseHTTP", UrlConnectionAdvice.ParseHttp.class, "sun.net.www.MessageHeader");
      case "AbstractDelegateHttpsURLConnection" ->
          methods
              .advise("connect", 0, UrlConnectionAdvice.ConnectWithTls.class)
              .advise("getNewHttpClient", 3, UrlConnectionAdvice.NewHttpClient.class)
              .advise("getNewHttpClient", 4, UrlConnectionAdvice.NewHttpClient.class);
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void install(CompanionLoader companions) {
    UrlConnectionClient.install();
  }
}
