package dev.larder.it.programs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Browses as programs do whose requests a cache could spoil. Arguments: origin, another origin, the
 * browser's executable, and {@code all}, {@code assets} for a part of it, or {@code video} for that
 * part while videos are recorded.
 */
public final class PlaywrightBrowsing {

  static final String LOAD =
      "url => new Promise(done => { const s = document.createElement('script');"
          + " s.onload = () => done('loaded'); s.onerror = () => done('failed');"
          + " s.src = url; document.head.append(s); })";

  private final Browser browser;
  private final String origin;
  private final String other;

  private PlaywrightBrowsing(Browser browser, String origin, String other) {
    this.browser = browser;
    this.origin = origin;
    this.other = other;
  }

  public static void main(String[] arguments) throws Exception {
    try (Playwright playwright = Playwright.create();
        Browser browser = PlaywrightPages.chromium(playwright, arguments[2])) {
      PlaywrightBrowsing program =
          new PlaywrightBrowsing(
              browser, arguments[0].replaceFirst("/$", ""), arguments[1].replaceFirst("/$", ""));
      if (arguments[3].equals("video")) {
        program.video();
        return;
      }
      program.assets(program.context());
      if (arguments[3].equals("assets")) {
        return;
      }
      program.asleep();
      program.people();
      program.routes();
      program.resumed();
      program.offline();
      program.origins();
      program.recordings();
      program.endings();
    }
  }

  private BrowserContext context(String... cookie) {
    BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBaseURL(origin));
    for (String who : cookie) {
      context.addCookies(List.of(new Cookie("who", who).setUrl(origin)));
    }
    return context;
  }

  /** What a page and its listeners see of scripts, styles, images and fonts. */
  private void assets(BrowserContext context) {
    try (context) {
      for (int i = 0; i < 2; i++) {
        Page page = context.newPage();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        page.onRequest(request -> seen.add("request " + path(request.url())));
        page.onRequestFinished(request -> seen.add("finished " + path(request.url())));
        page.onRequestFailed(request -> seen.add("failed " + path(request.url())));
        page.onResponse(response -> seen.add("response " + told(response)));
        Response script =
            page.waitForResponse("**/app.js?1", () -> page.navigate("/app", loaded()));
        System.out.println("script " + script.text() + told(script));
        page.waitForFunction("document.fonts.status == 'loaded'");
        System.out.println(page.evaluate("look()"));
        page.waitForTimeout(50);
        seen.stream().sorted().forEach(System.out::println);
        page.onceDialog(dialog -> dialog.accept(dialog.message()));
        System.out.println("dialog " + page.evaluate("prompt('sure?')"));
      }
    }
  }

  /** The same, where each page has a video in the end that shows something. */
  private void video() throws IOException {
    Path videos = Files.createTempDirectory("larder-it");
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setBaseURL(origin).setRecordVideoDir(videos));
    assets(context);
    try (Stream<Path> files = Files.list(videos)) {
      for (Path video : files.toList()) {
        String bytes = Files.readString(video, ISO_8859_1);
        // A block of WebM that holds pictures, RFC 9559 §5.1.3.
        System.out.println("video " + bytes.contains("V_VP8") + bytes.contains("\u001fC\u00b6u"));
        Files.delete(video);
      }
    }
    Files.delete(videos);
  }

  private static Page.NavigateOptions loaded() {
    return new Page.NavigateOptions().setWaitUntil(WaitUntilState.LOAD);
  }

  private static String told(Response response) {
    Map<String, String> headers = new TreeMap<>(response.allHeaders());
    headers.keySet().removeAll(List.of("age", "date"));
    return response.status() + response.statusText() + path(response.url()) + headers;
  }

  private static String path(String url) {
    return url.replaceFirst("https?://[^/]*", "");
  }

  /** The program's thread does something else while pages load. */
  private void asleep() throws IOException {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      page.evaluate("setTimeout(() => (" + LOAD + ")('/awake.js'), 20)");
      gate("ran");
      System.out.println("asleep " + page.evaluate("window.awake"));
      page.evaluate("setTimeout(() => { location = '/crowd' }, 20)");
      gate("crowd");
      System.out.println("crowd " + page.evaluate("seen()"));
    }
  }

  private void gate(String name) throws IOException {
    URI.create(origin + "/gate/await/" + name).toURL().openStream().close();
  }

  private void people() {
    for (String who : List.of("alice", "bob")) {
      try (BrowserContext context = context(who)) {
        Page page = context.newPage();
        page.navigate("/plain");
        System.out.println(who + " " + page.evaluate(LOAD, "/mine.js") + mine(page));
        System.out.println(who + " " + page.evaluate(LOAD, "/ours.js") + mine(page));
        page.evaluate("document.cookie = 'who=nobody'");
        System.out.println("nobody " + page.evaluate(LOAD, "/mine.js?x") + mine(page));
      }
    }
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate(origin.replace("//", "//user:secret@") + "/guarded/");
      System.out.println("known " + page.evaluate(LOAD, "/guarded/more.js") + mine(page));
    }
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      System.out.println("unknown " + page.evaluate(LOAD, "/guarded/more.js") + mine(page));
      System.out.println("anonymous " + page.evaluate(LOAD, "/mine.js") + mine(page));
    }
  }

  private static String mine(Page page) {
    return " " + page.evaluate("String(window.mine)");
  }

  private void routes() throws ReflectiveOperationException {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      route(
          context,
          "**/*.js*",
          route -> {
            asked.add("context " + path(route.request().url()));
            route.resume();
          });
      route(page, "**/app.css", route -> route.abort());
      route(
          page,
          "**/app.js?1",
          route -> {
            asked.add("page " + path(route.request().url()));
            route.fallback();
          });
      route(
          page,
          "**/app.svg",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("image/svg+xml")
                      .setBody("<svg xmlns='http://www.w3.org/2000/svg' width='7' height='7'/>")));
      page.navigate("/app", loaded());
      System.out.println("routed " + page.evaluate("look()") + asked);
      page.unroute("**/app.css");
      page.unroute("**/app.svg");
      page.navigate("/app", loaded());
      System.out.println("unrouted " + page.evaluate("look()"));
    }
  }

  /** Routes that let everything go on, some of it changed. */
  private void resumed() throws ReflectiveOperationException {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      route(context, "**/*", route -> route.resume());
      route(
          page,
          "**/answer.js?changed",
          route -> route.resume(new Route.ResumeOptions().setUrl(origin + "/answer.js?other")));
      page.navigate("/plain");
      for (String url : List.of("/answer.js", "/answer.js?changed", "/answer.js?changed")) {
        System.out.println(page.evaluate(LOAD, url) + mine(page));
      }
    }
  }

  static void route(Object on, String glob, Consumer<Route> handler)
      throws ReflectiveOperationException {
    Class<?> type = on instanceof Page ? Page.class : BrowserContext.class;
    // Versions differ in the type that it returns.
    type.getMethod("route", String.class, Consumer.class).invoke(on, glob, handler);
  }

  /**
   * Chromium may refuse a request that comes just after it was told to be online again, with and
   * without a cache: so the program asks until it is.
   */
  private void offline() {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      context.setOffline(true);
      System.out.println("offline " + page.evaluate(LOAD, "/lib.js"));
      context.setOffline(false);
      page.waitForCondition(() -> page.evaluate(LOAD, "/lib.js").equals("loaded"));
      System.out.println("online");
    }
  }

  /** Requests to another origin, with and without leave. */
  private void origins() {
    try (BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("/plain");
      String cors = LOAD.replace("s.src", "s.crossOrigin = 'anonymous'; s.src");
      System.out.println("plain " + page.evaluate(LOAD, other + "/lib.js"));
      System.out.println("without leave " + page.evaluate(cors, other + "/lib.js?"));
      System.out.println("before " + page.evaluate(LOAD, other + "/open.js"));
      System.out.println("with leave " + page.evaluate(cors, other + "/open.js"));
      System.out.println(
          "preflight "
              + page.evaluate(
                  "url => fetch(url, {headers: {'x-own': '1'}}).then(r => r.text(), () => 'refused')",
                  other + "/preflight"));
    }
  }

  private void recordings() throws IOException {
    Path har = Files.createTempFile("larder-it", ".har");
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setBaseURL(origin).setRecordHarPath(har))) {
      context.newPage().navigate("/app", loaded());
    }
    Matcher urls = Pattern.compile("\"url\": \"[^\"]*?(/[^/\"]*)\"").matcher(Files.readString(har));
    System.out.println("har " + urls.results().map(m -> m.group(1)).sorted().toList());
    Files.delete(har);
    try (BrowserContext context = context()) {
      context.tracing().start(new Tracing.StartOptions());
      context.newPage().navigate("/recorded", loaded());
      context.tracing().stop();
    }
  }

  /** Pages, contexts and browsers end while something is on its way. */
  private void endings() {
    for (String how : List.of("page", "context", "elsewhere")) {
      BrowserContext context = context();
      Page page = context.newPage();
      page.navigate("/plain");
      page.evaluate("void (" + LOAD + ")('/held.js?" + how + "')");
      page.waitForTimeout(50);
      if (how.equals("page")) {
        page.close();
      } else if (how.equals("elsewhere")) {
        page.navigate("/app", loaded());
        System.out.println(how + " " + page.evaluate("look()"));
      }
      context.close();
    }
    Page page = context().newPage();
    page.navigate("/plain");
    page.evaluate("void (" + LOAD + ")('/held.js?browser')");
  }
}
