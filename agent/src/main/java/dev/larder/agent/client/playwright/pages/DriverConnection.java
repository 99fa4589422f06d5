package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightSide;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection between Playwright's library and one driver, which the agent uses too. The agent's
 * messages have numbers that the library does not reach, and the library does not see the replies
 * to them.
 */
final class DriverConnection {

  /** The library counts its messages from 1. */
  private static final int FIRST = 1_000_000_000;

  private static final String REPLY = "{\"id\":";
  private static final String EVENT = "{\"guid\":\"";
  private static final String METHOD = "\",\"method\":\"";
  private static final String INNER = "\"params\":{\"method\":\"";

  /** What the driver answers, as text of JSON. */
  record Reply(boolean failed, String text) {}

  private final BlockingQueue<String> outgoing;
  private final Executor executor;
  private final @Nullable SlowResources slow;
  private final OverflowQueue overflow;
  private volatile boolean stopping;
  private final AtomicInteger lastId = new AtomicInteger(FIRST);
  private final Map<Integer, Consumer<Reply>> replies = new ConcurrentHashMap<>();
  private final Set<String> browsers = ConcurrentHashMap.newKeySet();
  private final Map<String, List<String>> arguments = new ConcurrentHashMap<>();
  private final Set<String> recordings = ConcurrentHashMap.newKeySet();
  private final Map<String, PageContext> contexts = new ConcurrentHashMap<>();
  private final Map<String, PageSession> pages = new ConcurrentHashMap<>();
  private final Map<String, PageSession> sessions = new ConcurrentHashMap<>();

  /**
   * @param slow what of pages comes from the cache; null for all that may
   */
  DriverConnection(
      PlaywrightSide side,
      Thread reader,
      BlockingQueue<String> outgoing,
      Executor executor,
      @Nullable SlowResources slow) {
    this.slow = slow;
    this.outgoing = outgoing;
    this.executor = executor;
    this.overflow = new OverflowQueue(side, reader);
  }

  /**
   * Sends a message.
   *
   * @param answer gets the driver's reply, in a thread of ours
   */
  void send(String guid, String method, Json parameters, Consumer<Reply> answer) {
    int id = lastId.incrementAndGet();
    replies.put(id, answer);
    Json message =
        Json.of("id", id, "guid", guid, "method", method, "params", parameters)
            .with("metadata", Json.of("wallTime", System.currentTimeMillis(), "internal", true));
    try {
      outgoing.put(message.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      replies.remove(id);
    }
  }

  /** Runs something of ours, off the threads of the program. */
  void run(String what, Task task) {
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (Throwable failure) {
            LarderRuntime.failed(what, failure);
          }
        });
  }

  /** What may fail. */
  interface Task {
    void run() throws IOException;
  }

  /** Whether a message of the driver is not for the program, or not yet. Called by the reader. */
  boolean takes(BlockingQueue<Object> queue, String message) throws IOException {
    if (message.startsWith(REPLY)) {
      int end = REPLY.length();
      long id = 0;
      for (; Character.isDigit(message.charAt(end)) && id < Integer.MAX_VALUE; end++) {
        id = id * 10 + (message.charAt(end) - '0');
      }
      if (id > FIRST) {
        replied((int) id, new Reply(message.startsWith(",\"error\"", end), message));
        return true;
      }
    } else if (message.startsWith(EVENT)) {
      int end = message.indexOf('"', EVENT.length());
      if (message.startsWith(METHOD, end) && isOurs(message, end)) {
        return true;
      }
    }
    return stopping && !sessions.isEmpty() && overflow.takes(queue, message);
  }

  private void replied(int id, Reply reply) {
    Consumer<Reply> answer = replies.remove(id);
    if (answer != null) {
      run("hearing an answer of Playwright's driver", () -> answer.accept(reply));
    }
  }

  private boolean isOurs(String message, int guidEnd) throws IOException {
    int method = guidEnd + METHOD.length();
    if (message.startsWith("event\"", method)) {
      String guid = message.substring(EVENT.length(), guidEnd);
      PageSession session = sessions.get(guid);
      if (session != null) {
        int inner = message.indexOf(INNER, method) + INNER.length();
        session.event(message.substring(inner, message.indexOf('"', inner)), message);
      }
      return session != null;
    }
    if (message.startsWith("__create__\"", method)) {
      created(message);
    } else if (message.startsWith("__dispose__\"", method)) {
      disposed(message.substring(EVENT.length(), guidEnd));
    }
    return false;
  }

  private void created(String message) throws IOException {
    int type = message.indexOf("\"type\":\"");
    boolean page = message.startsWith("Page\"", type + 8);
    boolean context = message.startsWith("BrowserContext\"", type + 8);
    if (!page && !context && !message.startsWith("Browser\"", type + 8)) {
      return;
    }
    Json json = Json.read(message);
    Json parameters = json.object("params");
    String parent = String.valueOf(json.text("guid"));
    String guid = String.valueOf(parameters.text("guid"));
    PageContext owner = contexts.get(parent);
    if (page && owner != null) {
      pages.put(guid, new PageSession(this, owner, guid, slow));
      attach(owner);
    } else if (context && browsers.contains(parent)) {
      contexts.put(guid, new PageContext(guid, () -> !recordings.isEmpty()));
    } else if ("chromium".equals(parameters.object("initializer").text("name"))) {
      browsers.add(guid);
    }
  }

  private void disposed(String guid) {
    browsers.remove(guid);
    arguments.remove(guid);
    contexts.remove(guid);
    PageSession page = pages.remove(guid);
    PageSession session = sessions.remove(guid);
    if (page != null) {
      page.context.pageClosed(guid);
      run("forgetting a page", page::ended);
    }
    if (session != null) {
      run("forgetting a page", session::ended);
    }
  }

  /** Listens to the pages of a context of which enough is known. */
  void attach(PageContext context) {
    if (context.isOurs()) {
      for (PageSession page : pages.values()) {
        if (page.context == context && page.begins()) {
          run("listening to a page", page::attach);
        }
      }
    }
  }

  /** From now on the events of a session are ours. */
  void listen(String guid, PageSession session) {
    sessions.put(guid, session);
  }

  /** From now on requests of pages wait for us, so that we must not wait for the program. */
  void stopping() {
    stopping = true;
  }

  void launched(String browser, List<String> of) {
    arguments.put(browser, of);
  }

  List<String> arguments(String browser) {
    return arguments.getOrDefault(browser, List.of());
  }

  @Nullable PageContext context(String guid) {
    return contexts.get(guid);
  }

  @Nullable PageSession page(String guid) {
    return pages.get(guid);
  }

  /** The request for a URL that has gone on to a route of the program; null if it is not one. */
  @Nullable PageRequest routed(PageContext context, String url) {
    List<PageRequest> found = new ArrayList<>();
    for (PageSession page : pages.values()) {
      if (page.context == context) {
        page.addRouted(url, found);
      }
    }
    return found.size() == 1 ? found.get(0) : null;
  }

  /** A trace or a HAR has begun or ended; of which pages, the driver does not say. */
  void recording(String name, boolean now) {
    if (now) {
      recordings.add(name);
    } else {
      recordings.remove(name);
    }
  }
}
