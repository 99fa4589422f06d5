package dev.larder.agent.client.playwright;

import dev.larder.bridge.PlaywrightSide;
import dev.larder.cache.Served;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the pages of browsers load, of all drivers of this process. */
final class Pages {

  /** The messages that tell something; what others bring is not worth parsing. */
  private static final Set<String> HEEDED =
      Set.of(
          "launch",
          "newContext",
          "launchPersistentContext",
          "newPage",
          "setOffline",
          "setNetworkInterceptionPatterns",
          "tracingStart",
          "harStart",
          "tracingStop");

  private final Map<Object, Pipe> pipes = Collections.synchronizedMap(new WeakHashMap<>());
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(4, 4, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Pages::thread);

  Pages() {
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(null, task, "larder-playwright", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  /** See {@link dev.larder.bridge.PlaywrightHooks#afterRead}. */
  boolean takes(Object reader, BlockingQueue<Object> queue, String message) throws IOException {
    Pipe pipe = pipes.get(reader);
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
      pipes.put(reader, new Pipe(side, (Thread) reader, side.outgoing(owner), threads));
      return;
    }
    Pipe pipe = pipes.get(reader);
    if (pipe == null || !HEEDED.contains(method)) {
      return;
    }
    String guid = side.guid(owner);
    Json told = Json.read(String.valueOf(parameters));
    Json got = Json.read(result == null ? "{}" : String.valueOf(result));
    switch (method) {
      case "launch" ->
          pipe.launched(String.valueOf(got.object("browser").text("guid")), told.texts("args"));
      case "newContext" -> made(pipe, side, owner, told, got, pipe.arguments(guid));
      case "launchPersistentContext" -> made(pipe, side, owner, told, got, told.texts("args"));
      case "newPage" -> {
        PageSession page = pipe.page(String.valueOf(got.object("page").text("guid")));
        if (page != null) {
          page.await();
        }
      }
      case "setOffline" -> {
        PageContext context = pipe.context(guid);
        if (context != null) {
          context.setOffline(told.isTrue("offline"));
        }
      }
      case "setNetworkInterceptionPatterns" -> {
        PageSession page = pipe.page(guid);
        PageContext context = page == null ? pipe.context(guid) : page.context;
        if (context != null) {
          context.setRoutes(guid, RoutePatterns.of(told));
        }
      }
      case "tracingStart", "harStart" -> pipe.recording(true);
      case "tracingStop" -> pipe.recording(false);
      default -> {}
    }
  }

  /**
   * The program lets a request go on that has stopped at a route of its own. In its thread.
   *
   * @return whether the message is now one that fulfils the route
   */
  boolean fulfils(PlaywrightSide side, Object route, Object parameters)
      throws ReflectiveOperationException {
    Pipe pipe = pipes.get(side.reader(route));
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

  private static void made(
      Pipe pipe,
      PlaywrightSide side,
      Object owner,
      Json parameters,
      Json result,
      List<String> arguments) {
    String guid = String.valueOf(result.object("context").text("guid"));
    PageContext context = pipe.context(guid);
    if (context != null) {
      context.made(side.facts(owner, guid), parameters, arguments);
      pipe.attach(context);
    }
  }
}
