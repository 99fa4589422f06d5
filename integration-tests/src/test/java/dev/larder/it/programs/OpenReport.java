package dev.larder.it.programs;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Opens a page of the report as people do: light and dark, on a screen and on a phone, with the
 * keyboard, with a screen reader (axe-core). Prints what the page shows, and a line for each
 * problem. Arguments: the browser's executable, the page, axe-core.
 */
public final class OpenReport {

  /** Elements that the Tab key should stop at, as far as they are visible. */
  private static final String STOPS =
      "[...document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')]"
          + ".filter(element => element.checkVisibility())";

  /** Texts of the page, each in one line. */
  private static final String TEXTS =
      "() => [...document.querySelectorAll('.tiles > div, section:not(#settings) tbody tr')]"
          + ".map(row => (row.closest('table')?.ariaLabel ?? 'Tile') + ': ' +"
          + " [...row.children].map(cell => cell.textContent.trim()).join(' | '))";

  /** Adds a script to the page. */
  private static final String SCRIPT =
      "() => { const script = document.createElement('script');"
          + " script.textContent = 'window.ran = true'; document.body.append(script);"
          + " return window.ran ? 'ran' : 'refused'; }";

  private OpenReport() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    String axe = Files.readString(Path.of(arguments[2]));
    try (Playwright playwright = Playwright.create();
        Browser browser = PlaywrightPages.chromium(playwright, arguments[0])) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : new int[] {1280, 320}) {
          try (BrowserContext context =
              browser.newContext(
                  new Browser.NewContextOptions()
                      .setColorScheme(scheme)
                      .setViewportSize(width, 800))) {
            look(context.newPage(), file, axe, scheme.name().toLowerCase(Locale.ROOT), width);
          }
        }
      }
    }
  }

  private static void look(Page page, Path file, String axe, String scheme, int width) {
    String where = scheme + ' ' + width;
    List<String> problems = new ArrayList<>();
    page.onConsoleMessage(message -> problems.add(message.type() + ' ' + message.text()));
    page.onPageError(problems::add);
    page.onDialog(
        dialog -> {
          problems.add("dialog " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(
        request -> {
          if (!request.url().equals(file.toUri().toString())) {
            problems.add("request " + request.url());
          }
        });
    page.navigate(file.toUri().toString());
    System.out.println(
        where
            + " opened in "
            + page.evaluate("performance.getEntriesByType('navigation')[0].duration.toFixed()")
            + " ms, background "
            + page.evaluate("getComputedStyle(document.body).backgroundColor"));
    keyboard(page, problems);
    if (width == 1280 && scheme.equals("light")) {
      ((List<?>) page.evaluate(TEXTS)).forEach(System.out::println);
      sort(page, problems);
    }
    page.evaluate("document.querySelectorAll('details').forEach(all => { all.open = true; })");
    check(page, axe, problems);
    for (String problem : problems) {
      System.out.println("problem: " + where + ": " + problem);
    }
    System.out.println("another script: " + page.evaluate(SCRIPT));
  }

  /** Nothing is wider than the screen, and axe-core finds nothing. */
  private static void check(Page page, String axe, List<String> problems) {
    Object wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    if (((Number) wider).intValue() > 0) {
      problems.add("wider than the screen by " + wider);
    }
    page.evaluate(axe);
    Object violations =
        page.evaluate(
            "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map("
                + "broken => broken.id + ' ' + broken.nodes[0].html))");
    ((List<?>) violations).forEach(violation -> problems.add("axe " + violation));
  }

  /** The Tab key comes to everything that can be used. */
  private static void keyboard(Page page, List<String> problems) {
    int stops = ((Number) page.evaluate(STOPS + ".length")).intValue();
    for (int i = 0; i < stops; i++) {
      page.keyboard().press("Tab");
      page.evaluate("document.activeElement.dataset.reached = ''");
    }
    Object missed =
        page.evaluate(
            STOPS + ".filter(element => !('reached' in element.dataset)).map(e => e.outerHTML)");
    ((List<?>) missed).forEach(element -> problems.add("not reached: " + element));
  }

  /** A column is sorted by the keyboard. */
  private static void sort(Page page, List<String> problems) {
    if (page.locator("table[aria-label=Hosts] thead button").count() == 0) {
      return;
    }
    page.locator("table[aria-label=Hosts] thead button").first().focus();
    page.keyboard().press("Enter");
    page.keyboard().press("Enter");
    Object sorted =
        page.evaluate(
            "() => { const table = document.querySelector('table[aria-label=Hosts]');"
                + " const hosts = [...table.tBodies[0].rows].map(row => row.cells[0].textContent);"
                + " return table.querySelector('[aria-sort=ascending]') !== null"
                + " && hosts.join() === hosts.sort((a, b) => a.localeCompare(b, 'en')).join(); }");
    if (!Boolean.TRUE.equals(sorted)) {
      problems.add("not sorted by the name of the host");
    }
  }
}
