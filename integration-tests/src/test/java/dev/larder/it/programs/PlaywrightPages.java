package dev.larder.it.programs;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fetches beside a browser's pages, and answers the requests of pages by hand. Arguments: origin,
 * the browser's executable.
 */
public final class PlaywrightPages {

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private PlaywrightPages() {}

  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    String origin = arguments[0].replaceFirst("/$", "");
    try (Playwright playwright = Playwright.create();
        Browser browser = chromium(playwright, arguments[1])) {
      for (String name : List.of("alice", "bob")) {
        try (BrowserContext context = context(browser, origin)) {
          people(context, name, origin);
        }
      }
      try (BrowserContext context = context(browser, origin)) {
        routes(context);
        tracing(context);
        offline(context);
        once(context);
      }
      recorded(browser, origin);
    }
  }

  static Browser chromium(Playwright playwright, String executable) {
    return playwright.chromium().launch(options(executable));
  }

  static BrowserType.LaunchOptions options(String executable) {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(Path.of(executable))
        .setArgs(ARGUMENTS);
  }

  private static BrowserContext context(Browser browser, String origin) {
    return browser.newContext(new Browser.NewContextOptions().setBaseURL(origin));
  }

  private static void people(BrowserContext context, String name, String origin) {
    APIRequestContext request = context.request();
    Page page = context.newPage();
    PlaywrightCalls.show("nobody", request.get("/account"));
    context.addCookies(List.of(new Cookie("who", name).setUrl(origin)));
    PlaywrightCalls.show("added", request.get("/account"));
    PlaywrightCalls.show("again", page.request().get("/account"));
    page.navigate("/plain");
    page.evaluate("document.cookie = 'who=" + name + "2; path=/'");
    PlaywrightCalls.show("of the page", request.get("/account"));
    context.clearCookies();
    PlaywrightCalls.show("cleared", request.get("/account"));
    PlaywrightCalls.show("public", request.get("/public"));
    context.setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + name));
    PlaywrightCalls.show("bearer", request.get("/bearer"));
    PlaywrightCalls.show("bearer", request.get("/bearer"));
    context.setExtraHTTPHeaders(Map.of());
    PlaywrightCalls.show("no bearer", request.get("/bearer"));
  }

  private static void routes(BrowserContext context) throws ReflectiveOperationException {
    Page page = context.newPage();
    String[] how = {""};
    Consumer<Route> handler = route -> answer(route, how[0]);
    // Versions differ in the type that it returns.
    Page.class.getMethod("route", String.class, Consumer.class).invoke(page, "**/lib.js", handler);
    for (String way : List.of("as it is", "as it is", "status", "body", "headers", "disposed")) {
      how[0] = way;
      page.navigate("/page");
      System.out.println(way + ": " + page.evaluate("String(window.lib)"));
      System.out.println(
          page.evaluate(
              "fetch('/lib.js').then(r => r.text().then(t => r.status + r.headers.get('x-lib') + t), e => 'failed')"));
    }
  }

  private static void answer(Route route, String how) {
    APIResponse response = route.fetch();
    Route.FulfillOptions options = new Route.FulfillOptions().setResponse(response);
    switch (how) {
      case "status" -> options.setStatus(203);
      case "body" -> options.setBody(response.text().replace("lib", "lib = window.other"));
      case "headers" -> options.setHeaders(Map.of("x-lib", "changed"));
      case "disposed" -> response.body();
      default -> {}
    }
    route.fulfill(options);
  }

  /** Only what the driver has sent itself is in its trace. */
  private static void tracing(BrowserContext context) {
    PlaywrightCalls.show("before the trace", context.request().get("/traced"));
    context.tracing().start(new Tracing.StartOptions());
    PlaywrightCalls.show("traced", context.request().get("/traced"));
    context.tracing().stop();
    PlaywrightCalls.show("after the trace", context.request().get("/traced"));
  }

  /** Whatever the driver makes of it. */
  private static void offline(BrowserContext context) {
    PlaywrightCalls.show("before", context.request().get("/fresh"));
    context.setOffline(true);
    for (String path : List.of("/fresh", "/unstored")) {
      try {
        PlaywrightCalls.show("offline", context.request().get(path));
      } catch (PlaywrightException refused) {
        System.out.println("offline " + path + " refused");
      }
    }
    context.setOffline(false);
    PlaywrightCalls.show("online", context.request().get("/fresh"));
  }

  /** A route of a context that answers once; then the page's own requests go on. */
  private static void once(BrowserContext context) throws ReflectiveOperationException {
    Consumer<Route> handler = route -> answer(route, "body");
    BrowserContext.class
        .getMethod("route", String.class, Consumer.class, BrowserContext.RouteOptions.class)
        .invoke(context, "**/lib.js?*", handler, new BrowserContext.RouteOptions().setTimes(1));
    Page page = context.newPage();
    page.navigate("/plain");
    for (String url : List.of("/lib.js?a", "/lib.js?b")) {
      System.out.println("once " + page.evaluate("url => fetch(url).then(r => r.text())", url));
    }
  }

  /** A HAR has what fetch calls asked for. */
  private static void recorded(Browser browser, String origin) throws IOException {
    Path har = Files.createTempFile("larder-it", ".har");
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setBaseURL(origin).setRecordHarPath(har))) {
      PlaywrightCalls.show("recorded", context.request().get("/fresh"));
    }
    System.out.println("har " + Files.readString(har).contains("/fresh"));
    Files.delete(har);
  }
}
