package dev.larder.it.programs;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Fetches and browses with secrets that show in no field of its requests to the origin: a client
 * certificate, and the password of a proxy; which way they go, past a proxy; or what a response
 * sets, a cookie. Arguments: {@code certificate}, {@code proxy}, {@code past} or {@code cookies},
 * the origin, the browser's executable, the file of the certificate, the proxy, or the names of the
 * scripts that set cookies.
 */
public final class PlaywrightSecrets {

  private static final String PASSWORD = "changeit";

  private final Playwright playwright;
  private final String origin;
  private final String executable;
  private final String secret;

  private PlaywrightSecrets(Playwright playwright, String[] arguments) {
    this.playwright = playwright;
    this.origin = arguments[1].replaceFirst("/$", "");
    this.executable = arguments[2];
    this.secret = arguments[3];
  }

  public static void main(String[] arguments) throws ReflectiveOperationException {
    try (Playwright playwright = Playwright.create()) {
      PlaywrightSecrets program = new PlaywrightSecrets(playwright, arguments);
      switch (arguments[0]) {
        case "proxy" -> program.proxy();
        case "past" -> program.past();
        case "cookies" -> program.cookies();
        default -> program.certificate();
      }
    }
  }

  private void certificate() throws ReflectiveOperationException {
    for (int i = 0; i < 2; i++) {
      fetch("known", withCertificate(new APIRequest.NewContextOptions()));
      fetch("unknown", new APIRequest.NewContextOptions());
    }
    try (Browser browser = PlaywrightPages.chromium(playwright, executable)) {
      for (int i = 0; i < 2; i++) {
        browse("known", browser, withCertificate(new Browser.NewContextOptions()));
      }
    }
  }

  private void proxy() {
    for (int i = 0; i < 2; i++) {
      for (String user : List.of("alice", "bob")) {
        fetch(user, new APIRequest.NewContextOptions().setProxy(proxyFor(user)));
      }
    }
    try (Browser browser = PlaywrightPages.chromium(playwright, executable)) {
      for (String user : List.of("alice", "bob", "alice")) {
        browse(user, browser, new Browser.NewContextOptions().setProxy(proxyFor(user)));
      }
    }
    try (Browser browser =
        playwright
            .chromium()
            .launch(PlaywrightPages.options(executable).setProxy(proxyFor("carol")))) {
      for (int i = 0; i < 2; i++) {
        browse("carol", browser, new Browser.NewContextOptions());
      }
    }
  }

  private void past() {
    for (int i = 0; i < 2; i++) {
      fetch("proxy", new APIRequest.NewContextOptions().setProxy(new Proxy(secret)));
      Proxy past = new Proxy(secret).setBypass("127.0.0.1");
      fetch("past the proxy", new APIRequest.NewContextOptions().setProxy(past));
      fetch("no proxy", new APIRequest.NewContextOptions());
    }
  }

  /**
   * Three contexts get scripts that define a property of the window and set a cookie, both of the
   * script's name, to a number of this context. Prints how many numbers there are of each, and in
   * how many contexts the cookie has the number of the property.
   */
  private void cookies() throws ReflectiveOperationException {
    Map<String, Set<String>> numbers = new TreeMap<>();
    Map<String, Integer> alike = new TreeMap<>();
    try (Browser browser = PlaywrightPages.chromium(playwright, executable)) {
      for (int i = 0; i < 3; i++) {
        try (BrowserContext context = browser.newContext()) {
          PlaywrightBrowsing.route(context, "**/routed.js", Route::resume);
          Page page = context.newPage();
          page.navigate(origin + "/");
          for (String name : secret.split(",", -1)) {
            String number = String.valueOf(page.evaluate("String(window." + name + ")"));
            numbers.computeIfAbsent(name, any -> new TreeSet<>()).add(number);
            boolean set =
                context.cookies().stream()
                    .anyMatch(cookie -> cookie.name.equals(name) && cookie.value.equals(number));
            alike.merge(name, set ? 1 : 0, Integer::sum);
          }
          String fetched = context.request().get(origin + "/bounce").text();
          numbers.computeIfAbsent("fetched", any -> new TreeSet<>()).add(fetched);
          context.request().get(origin + "/aging").text();
        }
      }
    }
    numbers.forEach((name, all) -> System.out.println(name + " " + all.size() + " numbers"));
    System.out.println(alike);
  }

  private Proxy proxyFor(String user) {
    return new Proxy(secret).setUsername(user).setPassword(PASSWORD);
  }

  private void fetch(String who, APIRequest.NewContextOptions options) {
    APIRequestContext context = playwright.request().newContext(options);
    PlaywrightCalls.show(who, context.get(origin + "/who.js"));
    PlaywrightCalls.show(who, context.get(origin + "/who.js"));
    context.dispose();
  }

  private void browse(String who, Browser browser, Browser.NewContextOptions options) {
    try (BrowserContext context = browser.newContext(options)) {
      Page page = context.newPage();
      page.navigate(origin + "/");
      System.out.println(who + " browses " + page.evaluate("window.who"));
      PlaywrightCalls.show(who, context.request().get(origin + "/who.js"));
    }
  }

  /** Older versions don't have it. */
  private <T> T withCertificate(T options) throws ReflectiveOperationException {
    Class<?> type = Class.forName("com.microsoft.playwright.options.ClientCertificate");
    Object certificate = type.getConstructor(String.class).newInstance(origin);
    type.getMethod("setPfxPath", Path.class).invoke(certificate, Path.of(secret));
    type.getMethod("setPassphrase", String.class).invoke(certificate, PASSWORD);
    options
        .getClass()
        .getMethod("setClientCertificates", List.class)
        .invoke(options, List.of(certificate));
    return options;
  }
}
