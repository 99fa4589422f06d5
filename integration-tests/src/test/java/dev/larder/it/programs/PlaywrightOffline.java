package dev.larder.it.programs;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.RequestOptions;
import java.util.function.Supplier;

/**
 * Fetches what it has fetched before and what it has not, and opens a page. Arguments: the origin,
 * and the browser's executable or nothing.
 */
public final class PlaywrightOffline {

  private PlaywrightOffline() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    String origin = arguments[0].replaceFirst("/$", "");
    try (Playwright playwright = Playwright.create()) {
      APIRequestContext context = playwright.request().newContext();
      show("kept", () -> context.get(origin + "/kept", failing()));
      show("other", () -> context.get(origin + "/other"));
      show("other failing", () -> context.get(origin + "/other", failing()));
      show("post", () -> context.post(origin + "/kept"));
      show("post failing", () -> context.post(origin + "/kept", failing()));
      show("options", () -> context.fetch(origin + "/kept", failing().setMethod("OPTIONS")));
      show("kept", () -> context.get(origin + "/kept"));
      if (arguments.length > 1) {
        try (Browser browser = PlaywrightPages.chromium(playwright, arguments[1])) {
          page(browser, origin);
        }
      }
    }
  }

  private static RequestOptions failing() {
    return RequestOptions.create().setFailOnStatusCode(true);
  }

  private static void page(Browser browser, String origin) throws ReflectiveOperationException {
    try (BrowserContext context = browser.newContext()) {
      PlaywrightBrowsing.route(context, "**/routed.js", Route::resume);
      Page page = context.newPage();
      page.navigate(origin + "/");
      for (String script : new String[] {"kept", "other", "routed"}) {
        System.out.println("page " + script + " " + page.evaluate("String(window." + script + ")"));
      }
    }
  }

  private static void show(String what, Supplier<APIResponse> call) {
    String outcome;
    try {
      APIResponse response = call.get();
      outcome = response.status() + " " + response.text().strip();
    } catch (PlaywrightException e) {
      Throwable cause = e.getCause();
      outcome =
          e.getClass().getSimpleName()
              + " of "
              + (cause == null ? "" : cause.getClass().getSimpleName())
              + ' '
              + String.valueOf(e.getMessage())
                  .lines()
                  .limit(2)
                  .reduce((first, second) -> second.strip())
                  .get();
    }
    System.out.println(what + " " + outcome);
  }
}
