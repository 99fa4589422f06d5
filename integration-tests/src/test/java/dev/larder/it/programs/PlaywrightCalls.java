package dev.larder.it.programs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIRequest;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.HttpHeader;
import com.microsoft.playwright.options.RequestOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Fetches with Playwright, without a browser, and prints all that it sees. Argument: origin. */
public final class PlaywrightCalls {

  private static final List<String> NOT_COMPARED = List.of("age", "date", "transfer-encoding");

  private final Playwright playwright;
  private final String origin;

  private PlaywrightCalls(Playwright playwright, String origin) {
    this.playwright = playwright;
    this.origin = origin;
  }

  public static void main(String[] arguments) {
    try (Playwright playwright = Playwright.create()) {
      PlaywrightCalls calls = new PlaywrightCalls(playwright, arguments[0].replaceFirst("/$", ""));
      calls.everyWay();
      calls.redirects();
      calls.failures();
      calls.changes();
      calls.cookies();
      calls.credentials();
      calls.ends();
    }
  }

  private void everyWay() {
    APIRequestContext context =
        context(options().setExtraHTTPHeaders(Map.of("Accept-Language", "de")));
    for (int round = 0; round < 2; round++) {
      for (String path :
          List.of("/fresh", "/coded", "/chunked", "/empty", "/missing", "/unstored")) {
        show("get " + path, () -> context.get(path));
      }
      show("fetch", () -> context.fetch(origin + "/fresh"));
      show("head", () -> context.head("/fresh"));
      show("head", () -> context.head("/coded"));
      show("agent", () -> context.get("/agent"));
      show("query", () -> context.get("/query", RequestOptions.create().setQueryParam("a b", "ü")));
      show(
          "language",
          () ->
              context.get("/language", RequestOptions.create().setHeader("accept-language", "fr")));
      show("language of the context", () -> context.get("/language"));
      show("no such host", () -> context.get("http://127.0.0.1:1/fresh"));
    }
    APIResponse response = context.get("/fresh");
    assertThat(response).isOK();
    show("disposed", () -> disposed(response));
  }

  private static APIResponse disposed(APIResponse response) {
    response.dispose();
    return response;
  }

  private void redirects() {
    APIRequestContext context = context(options());
    RequestOptions none = RequestOptions.create().setMaxRedirects(0);
    for (int round = 0; round < 2; round++) {
      show("not followed", () -> context.get("/moved", none));
      show("followed", () -> context.get("/moved"));
      show("too many", () -> context.get("/turns", RequestOptions.create().setMaxRedirects(2)));
    }
  }

  private void failures() {
    APIRequestContext context = context(options());
    for (int round = 0; round < 2; round++) {
      show("missing", () -> context.get("/missing"));
      show(
          "fails",
          () -> context.get("/missing", RequestOptions.create().setFailOnStatusCode(true)));
      try {
        assertThat(context.get("/missing")).isOK();
        System.out.println("was ok");
      } catch (AssertionError failure) {
        System.out.println(firstLine(failure));
      }
    }
  }

  private void changes() {
    APIRequestContext context = context(options());
    for (String value : List.of("one", "two")) {
      show("change", () -> context.post("/item", RequestOptions.create().setData(value)));
      show("changed", () -> context.get("/item"));
      show("changed", () -> context.get("/item"));
      show("validated", () -> context.get("/validated"));
    }
    show("change", () -> context.post("/item#part", RequestOptions.create().setData("three")));
    show("changed", () -> context.get("/item"));
  }

  private void cookies() {
    APIRequestContext nobody = context(options());
    show("nobody", () -> nobody.get("/account"));
    for (String name : List.of("alice", "bob", "alice")) {
      APIRequestContext context = context(options());
      show("before", () -> context.get("/account"));
      show("login", () -> context.get("/login", RequestOptions.create().setQueryParam("as", name)));
      show("account", () -> context.get("/account"));
      show("account", () -> context.get("/account"));
      show("set", () -> context.get("/sets?as=" + name));
      show("public", () -> context.get("/public"));
      String state = context.storageState();
      System.out.println(state.replaceAll("\"expires\":[0-9.]+", ""));
      APIRequestContext copy = context(options().setStorageState(state));
      show("copy", () -> copy.get("/account"));
    }
    show("nobody", () -> nobody.get("/account"));
    show("public", () -> nobody.get("/public"));
  }

  private void credentials() {
    for (String name : List.of("alice", "bob")) {
      APIRequestContext context = context(options().setHttpCredentials(name, "secret"));
      show("challenged", () -> context.get("/basic"));
      show("challenged", () -> context.get("/basic"));
    }
    for (String name : List.of("alice", "bob")) {
      APIRequestContext context =
          context(options().setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + name)));
      show("bearer", () -> context.get("/bearer"));
      show("bearer", () -> context.get("/bearer"));
    }
    APIRequestContext nobody = context(options());
    show("bearer of nobody", () -> nobody.get("/bearer"));
  }

  private void ends() {
    APIRequestContext context = context(options());
    APIResponse response = context.get("/fresh");
    context.dispose();
    show("body after the end", () -> response);
    show("after the end", () -> context.get("/fresh"));
  }

  private APIRequest.NewContextOptions options() {
    return new APIRequest.NewContextOptions().setBaseURL(origin);
  }

  private APIRequestContext context(APIRequest.NewContextOptions options) {
    return playwright.request().newContext(options);
  }

  private static void show(String what, Supplier<APIResponse> call) {
    try {
      show(what, call.get());
    } catch (PlaywrightException failure) {
      System.out.println(what + ": " + firstLine(failure));
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  static void show(String what, APIResponse response) {
    System.out.println(what + ": " + described(response));
  }

  /** What a program can see, but for fields that tell of time or of the connection. */
  public static String described(APIResponse response) {
    Map<String, String> headers = new TreeMap<>(response.headers());
    headers.keySet().removeAll(NOT_COMPARED);
    StringBuilder lines = new StringBuilder();
    for (HttpHeader header : response.headersArray()) {
      if (!NOT_COMPARED.contains(header.name.toLowerCase(Locale.ROOT))) {
        lines.append(header.name).append('=').append(header.value).append(' ');
      }
    }
    byte[] body = response.body();
    return response.status()
        + " "
        + response.statusText()
        + ' '
        + response.ok()
        + ' '
        + response.url()
        + ' '
        + headers
        + ' '
        + lines
        + "\n  "
        + body.length
        + ' '
        + Arrays.hashCode(body)
        + ' '
        + text(response);
  }

  private static String text(APIResponse response) {
    String text = response.text();
    return text.substring(0, Math.min(40, text.length())).replace('\n', ' ');
  }
}
