package dev.larder.it.programs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.HarNotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Routes in all ways there are, and fetches what pages have asked for and with what their contexts
 * know. Arguments: origin, another origin, the browser's executable.
 */
public final class PlaywrightRoutes {

  private final Browser browser;
  private final String origin;

  private PlaywrightRoutes(Browser browser, String origin) {
    this.browser = browser;
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    try (Playwright playwright = Playwright.create();
        Browser browser = PlaywrightPages.chromium(playwright, arguments[2])) {
      PlaywrightRoutes program = new PlaywrightRoutes(browser, arguments[0].replaceFirst("/$", ""));
      program.chains();
      program.times();
      program.archive();
      program.answers();
      program.passwords();
      program.states();
    }
  }

  private Browser.NewContextOptions options() {
    return new Browser.NewContextOptions().setBaseURL(origin);
  }

  private static Page page(BrowserContext context) {
    Page page = context.newPage();
    page.navigate("/plain");
    return page;
  }

  private static void load(String what, Page page, String url) {
    System.out.println(
        what
            + ' '
            + page.evaluate(PlaywrightBrowsing.LOAD, url)
            + ' '
            + page.evaluate("[window.mine, window.lib].join()"));
  }

  /** From the last route to the first, each of which may change the request. */
  private void chains() throws ReflectiveOperationException {
    try (BrowserContext context = browser.newContext(options())) {
      Page page = page(context);
      load("not routed", page, "/told.js?before");
      PlaywrightBrowsing.route(context, "**/told.js?*", Route::resume);
      PlaywrightBrowsing.route(context, "**/*stopped", route -> route.abort());
      PlaywrightBrowsing.route(page, "**/told.js?*", Route::fallback);
      PlaywrightBrowsing.route(page, "**/*header", route -> route.fallback(told(route)));
      PlaywrightBrowsing.route(
          page,
          "**/*url",
          route -> route.fallback(new Route.FallbackOptions().setUrl(origin + "/told.js?other")));
      for (String how : List.of("chain", "header", "url", "stopped")) {
        load(how, page, "/told.js?" + how);
        load(how, page(context), "/told.js?" + how);
      }
    }
  }

  private static Route.FallbackOptions told(Route route) {
    Map<String, String> headers = new HashMap<>(route.request().headers());
    headers.put("x-told", "by a route");
    return new Route.FallbackOptions().setHeaders(headers);
  }

  private void times() throws ReflectiveOperationException {
    try (BrowserContext context = browser.newContext(options())) {
      Page page = page(context);
      Consumer<Route> handler = route -> route.abort();
      Page.class
          .getMethod("route", String.class, Consumer.class, Page.RouteOptions.class)
          .invoke(page, "**/told.js?twice", handler, new Page.RouteOptions().setTimes(2));
      for (int i = 0; i < 4; i++) {
        load("after two", page, "/told.js?twice");
      }
    }
  }

  /** What a HAR holds, and what it does not. */
  private void archive() throws IOException {
    Path har = Files.createTempFile("larder-it", ".har");
    try (BrowserContext context = browser.newContext(options().setRecordHarPath(har))) {
      load("recorded", page(context), "/told.js?recorded");
    }
    for (HarNotFound otherwise : List.of(HarNotFound.FALLBACK, HarNotFound.ABORT)) {
      try (BrowserContext context = browser.newContext(options())) {
        Page page = page(context);
        BrowserContext.RouteFromHAROptions options =
            new BrowserContext.RouteFromHAROptions().setNotFound(otherwise).setUrl("**/told.js?*");
        context.routeFromHAR(har, options);
        load("out of the HAR", page, "/told.js?recorded");
        load("not in the HAR", page, "/told.js?missing");
        load("not for the HAR", page, "/lib.js?missing");
      }
    }
    Files.delete(har);
  }

  /** A route answers with what was fetched elsewhere and otherwise. */
  private void answers() throws ReflectiveOperationException, IOException {
    Path file = Files.writeString(Files.createTempFile("larder-it", ".js"), "window.mine = 'file'");
    try (BrowserContext context = browser.newContext(options())) {
      Page page = page(context);
      Map<String, Request> asked = new HashMap<>();
      page.onRequest(request -> asked.put(request.url(), request));
      load("asked by the page", page, "/lib.js");
      for (int i = 0; i < 2; i++) {
        PlaywrightCalls.show("asked again", context.request().fetch(asked.get(origin + "/lib.js")));
      }
      APIResponse script = page.request().get("/told.js?fetched");
      assertThat(script).isOK();
      assertThat(page.request().get("/missing")).not().isOK();
      PlaywrightBrowsing.route(
          page,
          "**/whole.js",
          route -> route.fulfill(new Route.FulfillOptions().setResponse(script)));
      PlaywrightBrowsing.route(
          page,
          "**/file.js",
          route -> route.fulfill(new Route.FulfillOptions().setResponse(script).setPath(file)));
      PlaywrightBrowsing.route(
          page,
          "**/typed.js",
          route ->
              route.fulfill(
                  new Route.FulfillOptions().setResponse(script).setContentType("text/plain")));
      for (String url : List.of("/whole.js", "/file.js", "/typed.js")) {
        load(url, page, url);
        System.out.println(
            page.evaluate(
                "url => fetch(url).then(r => r.text().then(t => r.status + r.url + t"
                    + " + r.headers.get('content-type')))",
                url));
      }
    }
    Files.delete(file);
  }

  /** A context that knows a password. */
  private void passwords() {
    for (String name : List.of("alice", "bob", "alice")) {
      try (BrowserContext context =
          browser.newContext(options().setHttpCredentials(name, "secret"))) {
        Page page = context.newPage();
        page.navigate("/guarded/");
        load(name, page, "/guarded/more.js");
        for (int i = 0; i < 2; i++) {
          PlaywrightCalls.show(name, page.request().get("/basic"));
        }
      }
    }
  }

  /** A context that begins with the cookies of another one. */
  private void states() {
    try (BrowserContext context = browser.newContext(options())) {
      context.addCookies(List.of(new Cookie("who", "carol").setUrl(origin)));
      PlaywrightCalls.show("carol", context.request().get("/account"));
      String state = context.storageState();
      System.out.println(state.contains("carol"));
      try (BrowserContext copy = browser.newContext(options().setStorageState(state))) {
        PlaywrightCalls.show("copy of carol", copy.request().get("/account"));
        load("copy of carol", page(copy), "/mine.js?carol");
      }
    }
  }
}
