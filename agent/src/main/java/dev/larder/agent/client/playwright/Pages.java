package dev.larder.agent.client.playwright;

import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightSide;
import dev.larder.cache.Served;
import dev.larder.http.RequestHead;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the pages of browsers load, of all drivers of this process. */
final class Pages {

  /** A message of the program, and what it has brought. */
  private record Message(
      Pipe pipe, PlaywrightSide side, Object owner, String guid, Json parameters, Json result) {}

  /** By reader; a Playwright's class refers to its pipes, and nothing of ours does. */
  private final ClassValue<Map<Object, Pipe>> pipes =
      new ClassValue<>() {
        @Override
        protected Map<Object, Pipe> computeValue(Class<?> reader) {
          return Collections.synchronizedMap(new WeakHashMap<>());
        }
      };

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          4,
          4,
          5,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> Threads.of("larder-playwright", task));

  /** What of them comes from the cache; null for all that may. */
  private final @Nullable SlowUrls slow;

  Pages(@Nullable SlowUrls slow) {
    this.slow = slow;
    threads.allowCoreThreadTimeOut(true);
  }

  private @Nullable Pipe pipe(Object reader) {
    return pipes.get(reader.getClass()).get(reader);
  }

  /** See {@link dev.larder.bridge.PlaywrightHooks#afterRead}. */
  boolean takes(Object reader, BlockingQueue<Object> queue, String message) throws IOException {
    Pipe pipe = pipe(reader);
    return pipe != null && pipe.takes(queue, message);
  }

  /** A message of the program has brought a result. In the program's thread. */
  void afterMessage(
      PlaywrightSide side, Object owner, String method, Object parameters, @Nullable Object result)
      throws ReflectiveOperationException, IOException {
    Object reader = side.reader(owner);
    if (reader == null) {
      return;
    }
    if (method.equals("initialize")) {
      pipes
          .get(reader.getClass())
          .put(reader, new Pipe(side, (Thread) reader, side.outgoing(owner), threads, slow));
      threads.execute(this::prepare);
      return;
    }
    Pipe pipe = pipe(reader);
    Consumer<Message> heard = pipe == null ? null : heard(method);
    if (pipe != null && heard != null) {
      heard.accept(
          new Message(
              pipe,
              side,
              owner,
              side.guid(owner),
              Json.read(String.valueOf(parameters)),
              Json.read(result == null ? "{}" : String.valueOf(result))));
    }
  }

  /** Does while the browser starts what its first page would have to wait for. */
  private void prepare() {
    try {
      if (slow == null || !slow.urls().isEmpty()) {
        Json request = Json.read("{\"method\":\"GET\",\"headers\":{\"accept\":\"*/*\"}}");
        RequestHead head = BrowserRequest.of(request, "http://larder.invalid/");
        if (head != null) {
          LarderRuntime.get().cache().exchange(head, "chromium", null).abandoned();
        }
      }
    } catch (Throwable failure) {
      LarderRuntime.failed("preparing for pages", failure);
    }
  }

  /** What a message of this name tells; null for one that is not worth parsing. */
  private static @Nullable Consumer<Message> heard(String method) {
    return switch (method) {
      case "launch" ->
          told -> told.pipe.launched(name(told.result, "browser"), told.parameters.texts("args"));
      case "newContext" -> told -> made(told, told.pipe.arguments(told.guid));
      case "launchPersistentContext" -> told -> made(told, told.parameters.texts("args"));
      case "newPage" -> Pages::opened;
      case "setOffline" -> Pages::setOffline;
      case "setNetworkInterceptionPatterns" -> Pages::routed;
      case "tracingStart" -> told -> told.pipe.recording(told.guid, true);
      case "tracingStop" -> told -> told.pipe.recording(told.guid, false);
      case "harStart" -> told -> told.pipe.recording("har " + told.result.text("harId"), true);
      case "harExport" ->
          told -> told.pipe.recording("har " + told.parameters.text("harId"), false);
      default -> null;
    };
  }

  private static String name(Json result, String of) {
    return String.valueOf(result.object(of).text("guid"));
  }

  private static void made(Message told, List<String> arguments) {
    String guid = name(told.result, "context");
    PageContext context = told.pipe.context(guid);
    if (context != null) {
      context.made(told.side.facts(told.owner, guid), told.parameters, arguments);
      told.pipe.attach(context);
    }
  }

  private static void opened(Message told) {
    PageSession page = told.pipe.page(name(told.result, "page"));
    if (page != null) {
      page.await();
    }
  }

  private static void setOffline(Message told) {
    PageContext context = told.pipe.context(told.guid);
    if (context != null) {
      context.setOffline(told.parameters.isTrue("offline"));
    }
  }

  private static void routed(Message told) {
    PageSession page = told.pipe.page(told.guid);
    PageContext context = page == null ? told.pipe.context(told.guid) : page.context;
    if (context != null) {
      context.setRoutes(told.guid, RoutePatterns.of(told.parameters));
    }
  }

  /**
   * The program lets a request go on that has stopped at a route of its own. In its thread.
   *
   * @return whether the message is now one that fulfils the route
   */
  boolean fulfils(PlaywrightSide side, Object route, Object parameters)
      throws ReflectiveOperationException {
    Object reader = side.reader(route);
    Pipe pipe = reader == null ? null : pipe(reader);
    String url = side.resumed(route, parameters);
    PageContext context = pipe == null ? null : pipe.context(String.valueOf(side.context(route)));
    PageRequest request =
        pipe == null || context == null || url == null ? null : pipe.routed(context, url);
    Served served = request == null ? null : request.resumed();
    if (served == null) {
      return false;
    }
    Translation.Shown shown = Translation.shown(served.head());
    side.fulfil(parameters, shown.status(), shown.headers(), Translation.bytes(served));
    return true;
  }
}
