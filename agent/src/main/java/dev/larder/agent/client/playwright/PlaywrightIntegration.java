package dev.larder.agent.client.playwright;

import dev.larder.agent.client.ClientIntegration;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.config.PlaywrightPages;
import dev.larder.config.SettingTable;
import java.util.List;

/** Playwright for Java: its fetch calls, and what the pages of its browsers load. */
public final class PlaywrightIntegration implements ClientIntegration {

  /** The line for {@code LazyWeaver.CLIENTS}. */
  public static final String CLIENT =
      "dev.larder.agent.client.playwright.PlaywrightIntegration com/microsoft/playwright/impl/ -"
          + " ChannelOwner APIRequestContextImpl ReaderThread";

  private static final String PACKAGE = "com.microsoft.playwright.impl";
  private static final String TEXT = "java.lang.String";
  private static final String JSON = "com.google.gson.JsonObject";
  private static final String REQUEST_OPTIONS = "com.microsoft.playwright.options.RequestOptions";

  @Override
  public String name() {
    return "Playwright";
  }

  @Override
  public List<String> bridgeTypes() {
    return List.of(
        "dev.larder.bridge.PlaywrightHooks",
        "dev.larder.bridge.PlaywrightSide",
        "dev.larder.bridge.PlaywrightCall",
        "dev.larder.bridge.PlaywrightCall$FetchOptions",
        "dev.larder.bridge.PlaywrightCall$Thrown",
        "dev.larder.bridge.PlaywrightCall$Unknown",
        "dev.larder.bridge.PlaywrightReply");
  }

  @Override
  public List<String> openedPackages() {
    return List.of(PACKAGE);
  }

  @Override
  public List<String> companions() {
    return List.of(
        PACKAGE + ".LarderOptions",
        PACKAGE + ".LarderContext",
        PACKAGE + ".LarderContexts",
        PACKAGE + ".LarderResponse",
        PACKAGE + ".LarderReply",
        PACKAGE + ".LarderCall",
        PACKAGE + ".LarderSide");
  }

  @Override
  public List<String> linkedPackages() {
    return List.of("com.microsoft.playwright.", "com.google.gson.");
  }

  @Override
  public List<String> requiredClasses() {
    return List.of(PACKAGE + ".ChannelOwner", PACKAGE + ".APIRequestContextImpl");
  }

  @Override
  public boolean weave(String className, WovenMethods methods) {
    switch (className) {
      case "ChannelOwner" ->
          methods
              .adviseStarting("sendMessage", PlaywrightAdvice.SendMessage.class, TEXT, JSON)
              .advise("sendMessageAsync", PlaywrightAdvice.SendMessageAsync.class, TEXT, JSON);
      case "APIRequestContextImpl" ->
          methods.advise("fetch", PlaywrightAdvice.Fetch.class, TEXT, REQUEST_OPTIONS);
      case "ReaderThread" -> {
        if (LarderRuntime.get().settings().get(SettingTable.PLAYWRIGHT_PAGES)
            == PlaywrightPages.OFF) {
          return false;
        }
        methods.advise("readMessage", 0, PlaywrightAdvice.ReadMessage.class);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void install(CompanionLoader companions) {
    PlaywrightClient.install(companions);
  }
}
