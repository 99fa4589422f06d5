package dev.larder.it.faults;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.RequestOptions;
import dev.larder.it.programs.PlaywrightCalls;
import java.net.URI;
import java.nio.file.Path;

/** Fetch calls of Playwright. */
public final class PlaywrightRounds extends Rounds {

  /** How long a call may take before it counts as one that does not end, in milliseconds. */
  private static final int PATIENCE = 15_000;

  private final Playwright playwright;
  private APIRequestContext context;

  private PlaywrightRounds(URI http, URI https, Playwright playwright) {
    super(http, https);
    this.playwright = playwright;
    this.context = context();
  }

  public static void main(String[] arguments) throws Exception {
    try (Playwright playwright = Playwright.create()) {
      new PlaywrightRounds(URI.create(arguments[0]), URI.create(arguments[1]), playwright)
          .run(Path.of(arguments[2]), Path.of(arguments[3]));
    }
  }

  private APIRequestContext context() {
    return playwright.request().newContext(new APIRequest.NewContextOptions().setTimeout(PATIENCE));
  }

  @Override
  protected void begin() {
    context.dispose();
    context = context();
  }

  @Override
  protected void prime(String when) {
    for (String path : new String[] {"/fresh", "/validated", "/redirect", "/varied"}) {
      show(when, http(path));
    }
    show(when, https("/fresh"));
  }

  @Override
  protected void fetch() {
    show("fresh", http("/fresh"));
    show("https", https("/fresh"));
    show("head", http("/fresh"), RequestOptions.create().setMethod("HEAD"));
    show("validated", http("/validated"));
    show("conditional", http("/fresh"), with("If-None-Match", "\"other\""));
    show("varied", http("/varied"));
    show("varied otherwise", http("/varied"), with("Accept-Language", "de"));
    show("redirect", http("/redirect"));
    show("redirect not followed", http("/redirect"), RequestOptions.create().setMaxRedirects(0));
    show("new", http("/new"));
    show("new again", http("/new"));
    show("chunked", http("/chunked"));
    show("chunked again", http("/chunked"));
    show("missing", http("/no-store"));
    show("nobody", nobody());
    show("post", http("/fresh"), RequestOptions.create().setMethod("POST").setData("x"));
    show("after post", http("/fresh"));
  }

  @Override
  protected void after() {
    show("after", http("/fresh"));
  }

  private static RequestOptions with(String name, String value) {
    return RequestOptions.create().setHeader(name, value);
  }

  private void show(String what, URI uri) {
    show(what, uri, RequestOptions.create());
  }

  private void show(String what, URI uri, RequestOptions options) {
    String seen;
    try {
      APIResponse response = context.fetch(uri.toString(), options);
      seen = PlaywrightCalls.described(response).replace("\n", "");
    } catch (PlaywrightException failure) {
      seen = failure.getClass().getName(); // its message names ports
    }
    print(what, seen);
  }
}
