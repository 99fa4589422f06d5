package dev.larder.agent.client.playwright.pages;

import dev.larder.agent.client.ClientExchange;
import dev.larder.agent.client.playwright.api.DecodedResponses;
import dev.larder.agent.runtime.LarderRuntime;
import dev.larder.bridge.PlaywrightSide;
import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.ClientRequest;
import dev.larder.engine.Served;
import dev.larder.http.RequestHead;
import dev.larder.thread.Threads;
import java.io.IOException;
import java.time.InstantSource;
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
public final class Pages {

  /** What people call the client. */
  static final String CLIENT = "Playwright pages";

  /** A message of the program, and what it has brought. */
  private record Message(
      DriverConnection driver,
      PlaywrightSide side,
      Object owner,
      String guid,
      Json parameters,
      Json result) {}

  /** By reader; a Playwright's class refers to its drivers, and nothing of ours does. */
  private final ClassValue<Map<Object, DriverConnection>> drivers =
      new ClassValue<>() {
        @Override
        protected Map<Object, DriverConnection> computeValue(Class<?> reader) {
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
  private final @Nullable SlowResources slow;

  private Pages(@Nullable SlowResources slow) {
    this.slow = slow;
    threads.allowCoreThreadTimeOut(true);
  }

  /** As the settings say; null if pages are left alone. */
  public static @Nullable Pages of(Settings settings) {
    return switch (settings.get(SettingTable.PLAYWRIGHT_PAGES)) {
      case AUTO ->
          new Pages(new SlowResources(settings.get(SettingTable.DIR), InstantSource.system()));
      case ON -> new Pages(null);
      case OFF -> null;
    };
  }

  private @Nullable DriverConnection driver(Object reader) {
    return drivers.get(reader.getClass()).get(reader);
  }

  /** See {@link dev.larder.bridge.PlaywrightHooks#afterRead}. */
  public boolean takes(Object reader, BlockingQueue<Object> queue, String message)
      throws IOException {
    DriverConnection driver = driver(reader);
    return driver != null && driver.takes(queue, message);
  }

  /** A message of the program has brought a result. In the program's thread. */
  public void afterMessage(
      PlaywrightSide side, Object owner, String method, Object parameters, @Nullable Object result)
      throws ReflectiveOperationException, IOException {
    Object reader = side.reader(owner);
    if (reader == null) {
      return;
    }
    if (method.equals("initialize")) {
      drivers
          .get(reader.getClass())
          .put(
              reader,
              new DriverConnection(side, (Thread) reader, side.outgoing(owner), threads, slow));
      threads.execute(this::prepare);
      return;
    }
    DriverConnection driver = driver(reader);
    Consumer<Message> heard = driver == null ? null : heard(method);
    if (driver != null && heard != null) {
      heard.accept(
          new Message(
              driver,
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
        Json request = Json.of("method", "GET", "headers", Json.of("accept", "*/*"));
        RequestHead head = BrowserRequest.of(request, "http://larder.invalid/");
        if (head != null) {
          LarderRuntime.get()
              .cache()
              .exchange(ClientRequest.in("chromium", CLIENT, head))
              .abandoned();
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
          told -> told.driver.launched(name(told.result, "browser"), told.parameters.texts("args"));
      case "newContext" -> told -> made(told, told.driver.arguments(told.guid));
      case "launchPersistentContext" -> told -> made(told, told.parameters.texts("args"));
      case "newPage" -> Pages::opened;
      case "setOffline" -> Pages::setOffline;
      case "setNetworkInterceptionPatterns" -> Pages::routed;
      case "tracingStart" -> told -> told.driver.recording(told.guid, true);
      case "tracingStop" -> told -> told.driver.recording(told.guid, false);
      case "harStart" -> told -> told.driver.recording("har " + told.result.text("harId"), true);
      case "harExport" ->
          told -> told.driver.recording("har " + told.parameters.text("harId"), false);
      default -> null;
    };
  }

  private static String name(Json result, String of) {
    return String.valueOf(result.object(of).text("guid"));
  }

  private static void made(Message told, List<String> arguments) {
    String guid = name(told.result, "context");
    PageContext context = told.driver.context(guid);
    if (context != null) {
      context.made(told.side.options(told.owner, guid), told.parameters, arguments);
      told.driver.attach(context);
    }
  }

  private static void opened(Message told) {
    PageSession page = told.driver.page(name(told.result, "page"));
    if (page != null) {
      page.await();
    }
  }

  private static void setOffline(Message told) {
    PageContext context = told.driver.context(told.guid);
    if (context != null) {
      context.setOffline(told.parameters.isTrue("offline"));
    }
  }

  private static void routed(Message told) {
    PageSession page = told.driver.page(told.guid);
    PageContext context = page == null ? told.driver.context(told.guid) : page.context;
    if (context != null) {
      context.setRoutes(told.guid, RoutePatterns.of(told.parameters));
    }
  }

  /**
   * The program lets a request go on that has stopped at a route of its own. In its thread.
   *
   * @return whether the message is now one that fulfils the route
   */
  public boolean fulfils(PlaywrightSide side, Object route, Object parameters)
      throws ReflectiveOperationException {
    Object reader = side.reader(route);
    DriverConnection driver = reader == null ? null : driver(reader);
    String url = side.resumed(route, parameters);
    PageContext context =
        driver == null ? null : driver.context(String.valueOf(side.context(route)));
    PageRequest request =
        driver == null || context == null || url == null ? null : driver.routed(context, url);
    Served served = request == null ? null : request.resumed();
    if (served == null) {
      return false;
    }
    DecodedResponses.Shown shown = DecodedResponses.shown(served.head());
    side.fulfil(parameters, shown.status(), shown.headers(), DecodedResponses.bytes(served));
    ClientExchange.delivered(served);
    return true;
  }
}
