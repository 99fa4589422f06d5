package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.http.RequestHead;
import dev.larder.policy.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session of the DevTools protocol with one page. Scripts, styles, images and fonts stop at it on
 * their way to the network until they are told to go on or get their response from here.
 */
final class PageSession {

  final PageContext context;
  final String page;
  private final DriverConnection driver;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch telling = new CountDownLatch(1);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Map<String, PageRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, PageRequest> sent = new ConcurrentHashMap<>();
  private final @Nullable SlowResources slow;
  private final @Nullable ResourceTimings loads;
  private volatile @Nullable String guid;
  private volatile boolean hearing;

  /**
   * @param slow what stops here; null for all
   */
  PageSession(
      DriverConnection driver, PageContext context, String page, @Nullable SlowResources slow) {
    this.driver = driver;
    this.context = context;
    this.page = page;
    this.slow = slow;
    this.loads = slow == null ? null : new ResourceTimings(this, slow);
  }

  /** Whether it is to be attached now: once. */
  boolean begins() {
    return begun.compareAndSet(false, true);
  }

  void attach() {
    driver.send(
        context.guid, "newCDPSession", Json.of("page", Json.of("guid", page)), this::attached);
  }

  private void attached(DriverConnection.Reply reply) {
    String session = null;
    try {
      session =
          reply.failed()
              ? null
              : Json.read(reply.text()).object("result").object("session").text("guid");
    } catch (IOException e) {
      LarderRuntime.failed("listening to a page", e);
    }
    if (session == null) {
      waitNoLonger(); // the page is gone, or this browser has no such sessions
      return;
    }
    guid = session;
    driver.listen(session, this);
    send("Page.enable", Json.of(), any -> telling.countDown());
    if (loads != null) {
      loads.begin();
    }
    stopSlow();
  }

  /** Lets stop what is to stop, by what is known now. */
  void stopSlow() {
    List<String> urls = slow == null ? List.of() : slow.urls();
    if (slow != null && urls.isEmpty()) {
      stopping.countDown();
      return;
    }
    driver.stopping();
    send(
        "Fetch.enable",
        slow == null ? FetchCommand.toStopAll() : FetchCommand.toStop(urls),
        any -> stopping.countDown());
  }

  /**
   * Waits until the page's first request would stop here and its first navigation would be told,
   * but not for long. The browser's own process answers the first, the page's process the second: a
   * navigation that begins before both may move the page to a process that tells nothing.
   */
  void await() {
    try {
      if (begun.get()
          && (slow == null || !slow.urls().isEmpty())
          && stopping.await(1, TimeUnit.SECONDS)) {
        telling.await(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a command of the DevTools protocol. */
  void send(String method, Json parameters, Consumer<DriverConnection.Reply> answer) {
    String session = guid;
    if (session != null) {
      driver.send(session, "send", Json.of("method", method, "params", parameters), answer);
    }
  }

  /**
   * Lets the browser tell what it really sends, before the first request of which that counts goes
   * on: other threads wait until that is on its way.
   */
  void hear() {
    if (!hearing) {
      synchronized (this) {
        if (!hearing) {
          send(
              "Network.enable",
              Json.of("maxTotalBufferSize", 1, "maxResourceBufferSize", 1),
              any -> {});
          hearing = true;
        }
      }
    }
  }

  /** The browser tells something. Called by the reader. */
  void event(String method, String message) throws IOException {
    switch (method) {
      case "Fetch.requestPaused" ->
          driver.run(
              "answering a request of a page",
              () -> paused(Json.read(message).object("params").object("params")));
      case "Network.requestWillBeSentExtraInfo",
          "Network.responseReceivedExtraInfo",
          "Network.responseReceived",
          "Network.loadingFailed" -> {
        int id = message.indexOf("\"requestId\":\"") + 13;
        PageRequest request = sent.get(message.substring(id, message.indexOf('"', id)));
        if (request != null) {
          request.heard(method, Json.read(message).object("params").object("params"));
        }
      }
      case "Page.frameNavigated" -> {
        Json told = Json.read(message).object("params").object("params");
        driver.run("hearing of another page", () -> navigated(told));
      }
      case "Page.loadEventFired" -> {
        if (loads != null) {
          driver.run("asking what came slowly", loads::loaded);
        }
      }
      default -> {}
    }
  }

  /**
   * The browser has gone to another page. It has asked for that itself: what a navigation asks for
   * does not stop here.
   */
  private void navigated(Json told) {
    Json frame = told.object("frame");
    if (loads != null) {
      loads.navigated(frame);
    }
    if (!"BackForwardCacheRestore".equals(told.text("type"))) {
      RequestHead document = BrowserRequest.document(String.valueOf(frame.text("url")));
      if (document != null) {
        LarderRuntime.get().cache().passed(Pages.CLIENT, document, Reason.DOCUMENT);
      }
    }
  }

  private void paused(Json event) {
    String id = String.valueOf(event.text("requestId"));
    PageRequest known = requests.remove(id);
    boolean response = event.has("responseStatusCode") || event.has("responseErrorReason");
    if (response && known != null) {
      known.responded(event);
    } else if (response) {
      goOn(id);
    } else {
      if (known != null) {
        known.abandon();
      }
      new PageRequest(this, id, event).decide();
    }
  }

  /** Lets a request or a response pass as it is. */
  void goOn(String id) {
    send("Fetch.continueRequest", FetchCommand.of(id), this::wentOn);
  }

  /**
   * What could not go on was cancelled, or has gone with its page. If it is for another reason, the
   * page waits for us and must not: without the session everything goes on by itself.
   */
  private void wentOn(DriverConnection.Reply reply) {
    String session = guid;
    if (reply.failed()
        && session != null
        && !reply.text().contains("InterceptionId")
        && !reply.text().contains("losed")) {
      guid = null;
      driver.send(session, "detach", Json.of(), any -> ended());
      LarderRuntime.failed("letting a page go on", new IllegalStateException(reply.text()));
    }
  }

  /** Waits for the response to a request that goes on. */
  void expect(String id, @Nullable String networkId, PageRequest request) {
    requests.put(id, request);
    if (networkId != null) {
      sent.put(networkId, request);
    }
  }

  /** Adds its requests for a URL that wait for a route of the program. */
  void addRouted(String url, List<PageRequest> found) {
    for (PageRequest request : requests.values()) {
      if (request.isRoutedTo(url)) {
        found.add(request);
      }
    }
  }

  void forget(String id, @Nullable String networkId) {
    requests.remove(id);
    if (networkId != null) {
      sent.remove(networkId);
    }
  }

  void run(String what, DriverConnection.Task task) {
    driver.run(what, task);
  }

  /** The page is gone. */
  void ended() {
    waitNoLonger();
    requests.values().forEach(PageRequest::abandon);
    sent.values().forEach(PageRequest::abandon);
  }

  private void waitNoLonger() {
    stopping.countDown();
    telling.countDown();
  }
}
