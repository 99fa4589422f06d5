package dev.larder.agent.client.playwright;

import dev.larder.agent.client.ClientIntegration.CompanionLoader;
import dev.larder.agent.client.playwright.api.ApiFetch;
import dev.larder.agent.client.playwright.api.NodeTrust;
import dev.larder.agent.client.playwright.pages.Pages;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightHooks;
import dev.larder.bridge.PlaywrightSide;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Follows the cache's decision for each fetch of Playwright for Java. The requests themselves are
 * made by Playwright's driver, a process of its own, as the program asked for them: it follows
 * redirects, keeps cookies, answers challenges and decodes bodies.
 *
 * <p>Behind this class every failure of the cache ends: whatever is thrown there is recorded, and
 * the program's own call goes on.
 */
final class PlaywrightClient extends PlaywrightHooks {

  /** One Playwright; without a side if it is not one that we know. */
  private static final class Joined {
    private final Class<?> channelOwner;
    private final CompanionLoader companions;
    private boolean tried;
    private @Nullable PlaywrightSide side;
    private @Nullable NodeTrust trust;

    Joined(Class<?> channelOwner, CompanionLoader companions) {
      this.channelOwner = channelOwner;
      this.companions = companions;
    }

    /** Makes its part beside Playwright once; others wait. */
    synchronized @Nullable PlaywrightSide side() {
      if (!tried) {
        tried = true;
        try {
          side = (PlaywrightSide) companions.load(channelOwner);
        } catch (Throwable failure) {
          LarderRuntime.failed("joining this version of Playwright (it is not cached)", failure);
        }
      }
      return side;
    }

    synchronized NodeTrust trust() {
      NodeTrust known = trust;
      if (known == null) {
        known = new NodeTrust(side());
        trust = known;
      }
      return known;
    }
  }

  private final CompanionLoader companions;
  private final @Nullable Pages pages;

  /** Keyed by the class that all objects of a Playwright extend, and collected with it. */
  private final ClassValue<Joined> joined =
      new ClassValue<>() {
        @Override
        protected Joined computeValue(Class<?> channelOwner) {
          return new Joined(channelOwner, companions);
        }
      };

  private PlaywrightClient(CompanionLoader companions) {
    this.companions = companions;
    this.pages = Pages.of(LarderRuntime.get().settings());
  }

  /**
   * Lets woven code call this class. Static, so that the integration can be verified before the
   * bridge's types are there.
   */
  static synchronized void install(CompanionLoader companions) {
    if (PlaywrightHooks.installed() == null) {
      PlaywrightHooks.install(new PlaywrightClient(companions));
    }
  }

  private Joined joined(Object owner) {
    Class<?> type = owner.getClass();
    while (!type.getSimpleName().equals("ChannelOwner")) {
      type = type.getSuperclass();
    }
    return joined.get(type);
  }

  @Override
  public @Nullable Object beforeFetch(Object context, String url, @Nullable Object options) {
    try {
      Joined of = joined(context);
      PlaywrightSide side = of.side();
      PlaywrightCall call = side == null ? null : side.call(context, url, options);
      return call == null
          ? null
          : new ApiFetch(LarderRuntime.get().cache(), call, of.trust()).answer();
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a fetch of Playwright", failure);
      return null;
    }
  }

  @Override
  public void afterMessage(
      Object owner, String method, Object parameters, @Nullable Object result) {
    switch (method) {
      case "newRequest",
          "launch",
          "newContext",
          "launchPersistentContext",
          "setExtraHTTPHeaders",
          "tracingStart",
          "tracingStop",
          "harStart",
          "harExport",
          "initialize",
          "newPage",
          "setOffline",
          "setNetworkInterceptionPatterns" -> {
        try {
          PlaywrightSide side = joined(owner).side();
          if (side != null) {
            side.afterMessage(owner, method, parameters, result);
            if (pages != null) {
              pages.afterMessage(side, owner, method, parameters, result);
            }
          }
        } catch (Throwable failure) {
          LarderRuntime.failed("looking at a message of Playwright", failure);
        }
      }
      default -> {}
    }
  }

  @Override
  public boolean afterRead(Object reader, BlockingQueue<Object> queue, String message) {
    try {
      return pages != null && pages.takes(reader, queue, message);
    } catch (Throwable failure) {
      LarderRuntime.failed("looking at a message of Playwright's driver", failure);
      return false;
    }
  }

  @Override
  public String beforeAsyncMessage(Object owner, String method, Object parameters) {
    try {
      PlaywrightSide side =
          method.equals("fulfill") || (method.equals("continue") && pages != null)
              ? joined(owner).side()
              : null;
      if (side == null) {
        return method;
      }
      if (pages != null && method.equals("continue")) {
        return pages.fulfils(side, owner, parameters) ? "fulfill" : method;
      }
      side.beforeAsyncMessage(owner, method, parameters);
    } catch (Throwable failure) {
      LarderRuntime.failed("answering a route of Playwright", failure);
    }
    return method;
  }
}
