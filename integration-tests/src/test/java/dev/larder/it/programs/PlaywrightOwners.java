package dev.larder.it.programs;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fetches for two users, told apart by one field after the other; then what is traced, then with
 * the cookie of a bot filter. Arguments: the origin, a file of names of fields.
 */
public final class PlaywrightOwners {

  private PlaywrightOwners() {}

  public static void main(String[] arguments) throws IOException {
    String origin = arguments[0];
    try (Playwright playwright = Playwright.create()) {
      APIRequestContext context = playwright.request().newContext();
      for (String name : Files.readAllLines(Path.of(arguments[1]))) {
        StringBuilder line = new StringBuilder(name);
        for (String who : new String[] {"alice", "bob", "alice"}) {
          RequestOptions options = RequestOptions.create().setHeader(name, who);
          line.append(' ').append(context.get(origin + "a?" + name, options).text());
        }
        System.out.println(line);
      }
      for (int i = 0; i < 2; i++) {
        RequestOptions traced =
            RequestOptions.create()
                .setHeader("traceparent", "00-" + i)
                .setHeader("tracestate", "a=" + i)
                .setHeader("baggage", "b=" + i)
                .setHeader("X-Request-Id", "c" + i);
        System.out.println("traced " + context.get(origin + "a?traced", traced).text());
      }
      context.dispose();
      for (int i = 0; i < 2; i++) {
        APIRequestContext jar = playwright.request().newContext(new APIRequest.NewContextOptions());
        jar.get(origin + "first");
        System.out.println("filtered " + jar.get(origin + "a?filtered").text());
        System.out.println("cookies " + jar.storageState().contains("__cf_bm"));
        jar.dispose();
      }
    }
  }
}
