package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.bridge.PlaywrightSide;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver's driver with one page, spoken to as the driver and the browser would. */
class ResourceTimingsTest {

  private static final String SCRIPT = "http://127.0.0.1/a.js?1";
  private static final String STYLE = "http://127.0.0.1/a.css";

  private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> programs = new ArrayBlockingQueue<>(10);
  private final PageContext context = new PageContext("context", () -> false);
  private final SlowResources slow;
  private final DriverConnection driver;
  private final PageSession session;

  ResourceTimingsTest(@TempDir Path directory) {
    PlaywrightSide side =
        (PlaywrightSide)
            Proxy.newProxyInstance(
                ResourceTimingsTest.class.getClassLoader(),
                new Class<?>[] {PlaywrightSide.class},
                (self, method, arguments) -> arguments[0]);
    slow = new SlowResources(directory, InstantSource.system());
    driver = new DriverConnection(side, Thread.currentThread(), outgoing, Runnable::run, slow);
    session = new PageSession(driver, context, "page", slow);
  }

  @Test
  void whatWasSlowOverTheNetworkIsRemembered() throws IOException {
    load(SCRIPT, STYLE);
    assertEquals(List.of("http://127.0.0.1/a.js", STYLE), slow.urls());
    assertTrue(context.hasLoaded(SCRIPT), "the browser has it");
  }

  @Test
  void whatCameSlowlyFromTheCacheIsNot() throws IOException {
    context.served(SCRIPT);
    load(SCRIPT, STYLE);
    assertEquals(List.of(STYLE), slow.urls());
    assertFalse(context.hasLoaded(SCRIPT), "the browser does not keep what it got from us");
  }

  /** A page is loaded, of which this took long. */
  private void load(String... urls) throws IOException {
    session.attach();
    answer("newCDPSession", "{\"session\":{\"guid\":\"session\"}}");
    answer("Page.enable", "{}");
    answer("Page.getFrameTree", "{}");
    event("Page.frameNavigated", "{\"frame\":{\"id\":\"frame\"}}");
    answer("Page.createIsolatedWorld", "{\"result\":{\"executionContextId\":7}}");
    event("Page.loadEventFired", "{}");
    answer(
        "Runtime.evaluate",
        "{\"result\":{\"result\":{\"value\":[\"" + String.join("\",\"", urls) + "\"]}}}");
  }

  /** The driver answers the oldest message, which is to be of this kind. */
  private void answer(String kind, String result) throws IOException {
    String message = String.valueOf(outgoing.poll());
    assertTrue(message.contains('"' + kind + '"'), message);
    String id = String.valueOf(Json.read(message).text("id"));
    assertTrue(driver.takes(programs, "{\"id\":" + id + ",\"result\":" + result + '}'));
  }

  private void event(String method, String parameters) throws IOException {
    assertTrue(
        driver.takes(
            programs,
            "{\"guid\":\"session\",\"method\":\"event\",\"params\":{\"method\":\""
                + method
                + "\",\"params\":"
                + parameters
                + "}}"));
  }
}
