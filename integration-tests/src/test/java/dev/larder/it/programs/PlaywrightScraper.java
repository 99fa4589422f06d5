package dev.larder.it.programs;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.util.List;

/**
 * Reads three pages of a site whose pages are made by one large script, each in a context of its
 * own as scrapers do, and asks for the data behind each. Arguments: origin, the browser's
 * executable, and {@code timed} to have as the last line the milliseconds of all of it and of each
 * page from the navigation until its DOM is read, or the URL of a proxy.
 */
public final class PlaywrightScraper {

  private PlaywrightScraper() {}

  public static void main(String[] arguments) {
    String origin = arguments[0].replaceFirst("/$", "");
    try (Playwright playwright = Playwright.create();
        Browser browser = browser(playwright, arguments)) {
      browser.newContext().close(); // the browser is up
      long start = System.nanoTime();
      StringBuilder times = new StringBuilder();
      for (String place : List.of("prague", "brno", "pilsen")) {
        try (BrowserContext context =
            browser.newContext(new Browser.NewContextOptions().setBaseURL(origin))) {
          Page page = context.newPage();
          long navigation = System.nanoTime();
          page.navigate("/" + place);
          System.out.println(page.locator("h1").textContent());
          System.out.println(page.locator("li").allTextContents());
          times.append(' ').append(millisSince(navigation));
          APIResponse data = page.request().get("/api/" + place);
          System.out.println(data.status() + " " + data.text());
        }
      }
      if (arguments.length > 2 && !arguments[2].startsWith("http")) {
        System.out.println(millisSince(start) + times.toString());
      }
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static Browser browser(Playwright playwright, String[] arguments) {
    BrowserType.LaunchOptions options = PlaywrightPages.options(arguments[1]);
    if (arguments.length > 2 && arguments[2].startsWith("http")) {
      options.setProxy(arguments[2]);
    }
    return playwright.chromium().launch(options);
  }
}
