package dev.larder.it.programs;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.impl.driver.Driver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Browses in browsers that began otherwise than by a launch, or end otherwise than by a close.
 * Arguments: origin, another origin, the browser's executable.
 */
public final class PlaywrightEnds {

  private final Playwright playwright;
  private final String origin;
  private final String executable;

  private PlaywrightEnds(Playwright playwright, String origin, String executable) {
    this.playwright = playwright;
    this.origin = origin;
    this.executable = executable;
  }

  public static void main(String[] arguments) throws Exception {
    try (Playwright playwright = Playwright.create()) {
      PlaywrightEnds program =
          new PlaywrightEnds(playwright, arguments[0].replaceFirst("/$", ""), arguments[2]);
      program.persistent();
      program.connected();
      program.crashedPage();
      program.crashedBrowser();
      try (Browser browser = PlaywrightPages.chromium(playwright, arguments[2])) {
        program.load("later", program.context(browser).newPage());
      }
    }
  }

  private BrowserContext context(Browser browser) {
    return browser.newContext(new Browser.NewContextOptions().setBaseURL(origin));
  }

  private void load(String what, Page page) {
    page.navigate(origin + "/plain");
    Object loaded = page.evaluate(PlaywrightBrowsing.LOAD, "/lib.js?" + what);
    System.out.println(what + ' ' + loaded + page.evaluate("window.lib"));
  }

  /** A context with a profile on the disk, which is a browser of its own. */
  private void persistent() throws IOException {
    BrowserType.LaunchOptions launch = PlaywrightPages.options(executable);
    Path profile = Files.createTempDirectory("larder-it");
    try (BrowserContext context =
        playwright
            .chromium()
            .launchPersistentContext(
                profile,
                new BrowserType.LaunchPersistentContextOptions()
                    .setExecutablePath(launch.executablePath)
                    .setArgs(launch.args))) {
      load("persistent", context.newPage());
    }
  }

  /** A browser that a server of Playwright has launched. */
  private void connected() throws IOException, InterruptedException {
    BrowserType.LaunchOptions launch = PlaywrightPages.options(executable);
    Path configuration = Files.createTempFile("larder-it", ".json");
    Files.writeString(
        configuration,
        "{\"executablePath\":\""
            + launch.executablePath
            + "\",\"args\":[\""
            + String.join("\",\"", launch.args)
            + "\"]}");
    ProcessBuilder builder = Driver.ensureDriverInstalled(Map.of(), false).createProcessBuilder();
    builder
        .command()
        .addAll(List.of("launch-server", "--browser=chromium", "--config=" + configuration));
    Process server = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      try (Browser browser = playwright.chromium().connect(out.readLine())) {
        load("connected", context(browser).newPage());
      }
    } finally {
      server.destroy();
      server.waitFor();
      Files.delete(configuration);
    }
  }

  private void crashedPage() {
    try (Browser browser = PlaywrightPages.chromium(playwright, executable)) {
      BrowserContext context = context(browser);
      Page page = context.newPage();
      load("before", page);
      AtomicInteger crashes = new AtomicInteger();
      page.onCrash(crashed -> crashes.incrementAndGet());
      try {
        page.navigate("chrome://crash");
      } catch (PlaywrightException e) {
        System.out.println("crashed");
      }
      Page after = context.newPage();
      load("after", after);
      after.waitForCondition(() -> crashes.get() > 0);
      System.out.println("crashes " + crashes);
    }
  }

  private void crashedBrowser() {
    Browser browser = PlaywrightPages.chromium(playwright, executable);
    Page page = context(browser).newPage();
    load("alive", page);
    AtomicInteger disconnections = new AtomicInteger();
    browser.onDisconnected(gone -> disconnections.incrementAndGet());
    for (JsonElement process :
        browser
            .newBrowserCDPSession()
            .send("SystemInfo.getProcessInfo")
            .getAsJsonArray("processInfo")) {
      JsonObject told = process.getAsJsonObject();
      if (told.get("type").getAsString().equals("browser")) {
        ProcessHandle.of(told.get("id").getAsLong()).orElseThrow().destroyForcibly();
      }
    }
    try {
      page.waitForTimeout(60_000);
    } catch (PlaywrightException e) {
      System.out.println("gone");
    }
    System.out.println("disconnections " + disconnections + browser.isConnected());
  }
}
