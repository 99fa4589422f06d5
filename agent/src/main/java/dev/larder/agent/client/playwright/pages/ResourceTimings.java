package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.runtime.LarderRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a page when it has loaded what of it came slowly. The browser has measured that anyway; it
 * is asked in a world of our own, which the page's scripts can't see nor change. That costs two
 * messages a page, where to hear of each request would cost several for each.
 */
final class ResourceTimings {

  /**
   * The URLs of what took longer than it takes to hand it over from the cache, which is about 25
   * milliseconds a megabyte. Where the browser doesn't say how large something is and how long it
   * had to wait for a connection, only what took very long.
   */
  private static final String ASK =
      "performance.getEntriesByType('resource').filter(e => "
          + "['script', 'link', 'css', 'img', 'image'].includes(e.initiatorType) && "
          + "(e.requestStart ? e.responseEnd - e.requestStart > 150 + e.decodedBodySize / 2e4"
          + " : e.initiatorType != 'img' && e.responseEnd - e.startTime > 500))"
          + ".map(e => e.name).slice(0, 64)";

  private final PageSession session;
  private final SlowResources slow;

  /** How many the browser has gone to. */
  private final AtomicInteger pages = new AtomicInteger();

  /** Where the present one is asked. */
  private volatile @Nullable String world;

  ResourceTimings(PageSession session, SlowResources slow) {
    this.session = session;
    this.slow = slow;
  }

  /** The browser may be on its way to a page already. */
  void begin() {
    session.send(
        "Page.getFrameTree",
        Json.of(),
        result(
            tree -> {
              Json frame = tree.object("frameTree").object("frame");
              if (pages.get() == 0 && !"about:blank".equals(frame.text("url"))) {
                navigated(frame);
              }
            }));
  }

  /**
   * The browser has gone to another page, or to one in a frame. What asks is made ready now: the
   * program may close the page as soon as it has loaded.
   */
  void navigated(Json now) {
    String frame = now.text("id");
    if (frame != null && !now.has("parentId")) {
      int page = pages.incrementAndGet();
      world = null;
      session.send(
          "Page.createIsolatedWorld",
          Json.of("frameId", frame, "worldName", "larder"),
          result(
              made -> {
                if (page == pages.get()) {
                  world = made.text("executionContextId");
                }
              }));
    }
  }

  /** It has loaded it. */
  void loaded() {
    String of = world;
    if (of != null) {
      session.send(
          "Runtime.evaluate",
          Json.of("contextId", Long.valueOf(of), "returnByValue", true, "expression", ASK),
          result(answer -> told(answer.object("result").texts("value"))));
    }
  }

  private void told(List<String> all) {
    List<String> urls = new ArrayList<>(all);
    urls.removeIf(session.context::wasServed);
    if (!urls.isEmpty()) {
      List<String> known = slow.urls();
      slow.add(urls);
      urls.forEach(session.context::loaded);
      if (!known.containsAll(slow.urls())) {
        session.stopSlow();
      }
    }
  }

  /** What answers a command, if it was not refused, as where the page has gone. */
  private static Consumer<DriverConnection.Reply> result(Consumer<Json> heard) {
    return reply -> {
      if (!reply.failed()) {
        try {
          heard.accept(Json.read(reply.text()).object("result").object("result"));
        } catch (IOException e) {
          LarderRuntime.failed("hearing what came slowly", e);
        }
      }
    };
  }
}
