package dev.larder.it.programs;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Browses where requests come from elsewhere than a page of one context: pop-ups, frames, workers,
 * many at once, several Playwrights. Arguments: origin, another origin, the browser's executable.
 */
public final class PlaywrightCorners {

  private final Browser browser;
  private final String origin;
  private final String other;

  private PlaywrightCorners(Browser browser, String origin, String other) {
    this.browser = browser;
    this.origin = origin;
    this.other = other;
  }

  public static void main(String[] arguments) throws Exception {
    String origin = arguments[0].replaceFirst("/$", "");
    String other = arguments[1].replaceFirst("/$", "");
    try (Playwright playwright = Playwright.create();
        Browser browser = PlaywrightPages.chromium(playwright, arguments[2])) {
      PlaywrightCorners program = new PlaywrightCorners(browser, origin, other);
      program.crowd();
      program.elsewhere();
      program.workers();
      program.unrouted();
      program.afterHar();
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Callable<String>> programs = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      programs.add(() -> alone(origin, arguments[2]));
    }
    for (Future<String> program : threads.invokeAll(programs)) {
      System.out.println(program.get());
    }
    threads.shutdown();
  }

  private BrowserContext context() {
    return browser.newContext(new Browser.NewContextOptions().setBaseURL(origin));
  }

  /**
   * Many more at once than a browser has connections. A busy machine takes longer for it than
   * Playwright waits by default.
   */
  private void crowd() {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.setDefaultNavigationTimeout(150_000);
      page.navigate("/crowd?300");
      System.out.println("crowd " + page.evaluate("seen()"));
    }
  }

  /** What a page opens, and what it frames of another site. */
  private void elsewhere() {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      Page popUp = page.waitForPopup(() -> page.evaluate("void open('/app')"));
      popUp.waitForLoadState();
      popUp.waitForFunction("document.fonts.status == 'loaded'");
      System.out.println("pop-up " + popUp.evaluate("look()"));
      popUp.close();
      String site = other.replace("127.0.0.1", "localhost");
      page.evaluate(
          "url => new Promise(done => { const f = document.createElement('iframe');"
              + " f.onload = done; f.src = url; document.body.append(f); }).then(() => 0)",
          site + "/app");
      for (Frame frame : page.frames()) {
        if (frame.url().startsWith(site)) {
          frame.waitForFunction("document.fonts.status == 'loaded'");
          System.out.println("frame " + frame.evaluate("look()"));
        }
      }
    }
  }

  private void workers() {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      System.out.println(
          "worker "
              + page.evaluate(
                  "new Promise(done => { new Worker('/worker.js').onmessage = e => done(e.data) })"));
      page.evaluate(
          "navigator.serviceWorker.register('/service.js').then(() => new Promise(done =>"
              + " navigator.serviceWorker.controller ? done() :"
              + " navigator.serviceWorker.oncontrollerchange = done)).then(() => 0)");
      for (String url : List.of("/made.js", "/lib.js", "/app.js?1")) {
        System.out.println(
            "service worker "
                + page.evaluate(PlaywrightBrowsing.LOAD, url)
                + page.evaluate("[window.made, window.lib, window.app].join()"));
      }
    }
  }

  private void unrouted() throws ReflectiveOperationException {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      PlaywrightBrowsing.route(context, "**/*.js*", route -> route.abort());
      PlaywrightBrowsing.route(page, "**/*.css", route -> route.abort());
      page.navigate("/app");
      System.out.println("routed " + page.evaluate("look()"));
      // The oldest versions don't have it.
      Page.class.getMethod("unrouteAll").invoke(page);
      BrowserContext.class.getMethod("unrouteAll").invoke(context);
      page.navigate("/app");
      page.waitForFunction("document.fonts.status == 'loaded'");
      System.out.println("none routed " + page.evaluate("look()"));
    }
  }

  /** What is loaded after a HAR has been written. */
  private void afterHar() throws Exception {
    Path har = Files.createTempFile("larder-it", ".har");
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setBaseURL(origin).setRecordHarPath(har))) {
      context.newPage().navigate("/recorded");
    }
    System.out.println("har " + Files.readString(har).contains("/recorded.js"));
    Files.delete(har);
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      System.out.println("after " + page.evaluate(PlaywrightBrowsing.LOAD, "/later.js"));
      PlaywrightCalls.show("after", page.request().get("/fresh"));
    }
  }

  /** Two contexts of a Playwright and browser of this thread's own. */
  private static String alone(String origin, String executable) {
    StringBuilder seen = new StringBuilder();
    try (Playwright playwright = Playwright.create();
        Browser own = PlaywrightPages.chromium(playwright, executable)) {
      PlaywrightCorners program = new PlaywrightCorners(own, origin, origin);
      for (int i = 0; i < 2; i++) {
        try (BrowserContext context = program.context()) {
          Page page = context.newPage();
          page.navigate("/app");
          page.waitForFunction("document.fonts.status == 'loaded'");
          seen.append("alone ").append(page.evaluate("look()")).append(' ');
        }
      }
    }
    return seen.toString();
  }
}
