package com.microsoft.playwright.impl;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.PlaywrightException;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightReply;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fetch of the program. */
class LarderCall extends PlaywrightCall {

  private final APIRequestContextImpl context;
  private final String url;
  private final @Nullable RequestOptionsImpl options;
  private final LarderContexts contexts;
  private final Field initializer;

  LarderCall(
      APIRequestContextImpl context,
      String url,
      @Nullable RequestOptionsImpl options,
      LarderContexts contexts,
      Field initializer) {
    this.context = context;
    this.url = url;
    this.options = options;
    this.contexts = contexts;
    this.initializer = initializer;
  }

  @Override
  public FetchOptions options() {
    FetchOptions fetch = new FetchOptions();
    fetch.url = url;
    contexts.tell(context, fetch);
    RequestOptionsImpl given = options;
    if (given == null) {
      return fetch;
    }
    if (given.method != null) {
      fetch.method = given.method;
    }
    if (given.headers != null) {
      List<String> headers = new ArrayList<>();
      given.headers.forEach(
          (name, value) -> {
            headers.add(name);
            headers.add(value);
          });
      fetch.headers = headers;
    }
    if (given.params != null) {
      Map<String, String> parameters = new LinkedHashMap<>();
      given.params.forEach((name, value) -> parameters.put(name, String.valueOf(value)));
      fetch.parameters = parameters;
    }
    fetch.body = given.data != null || given.form != null || given.multipart != null;
    if (given.failOnStatusCode != null) {
      fetch.failOnStatusCode = given.failOnStatusCode;
    }
    if (given.maxRedirects != null) {
      fetch.followsRedirects = given.maxRedirects != 0;
    }
    fetch.ignoreHttpsErrors |= Boolean.TRUE.equals(given.ignoreHTTPSErrors);
    return fetch;
  }

  @Override
  public @Nullable List<String> cookies(String target) {
    LarderContext known = contexts.tell(context, new FetchOptions());
    if (known == null) {
      return null;
    }
    JsonObject parameters = new JsonObject();
    JsonElement answer;
    if (known.browserContext == null) {
      answer = LarderSide.ask(context, "storageState", parameters);
    } else {
      BrowserContextImpl browserContext = known.browserContext.get();
      if (browserContext == null) {
        return null;
      }
      JsonArray urls = new JsonArray();
      urls.add(target);
      parameters.add("urls", urls);
      answer = LarderSide.ask(browserContext, "cookies", parameters);
    }
    return answer == null ? null : cookies(answer.getAsJsonObject().getAsJsonArray("cookies"));
  }

  /** For each cookie its name, value, domain and time of expiry in seconds since the epoch. */
  private static List<String> cookies(JsonArray json) {
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      JsonObject cookie = json.get(i).getAsJsonObject();
      cookies.add(cookie.get("name").getAsString());
      cookies.add(cookie.get("value").getAsString());
      cookies.add(cookie.get("domain").getAsString());
      JsonElement expires = cookie.get("expires");
      cookies.add(expires == null ? "-1" : expires.getAsString());
    }
    return cookies;
  }

  @Override
  public PlaywrightReply send(List<String> added) {
    APIResponse response;
    try {
      response = context.fetch(url, LarderOptions.of(options, added));
    } catch (Throwable thrownToCaller) {
      throw new Thrown(thrownToCaller);
    }
    return new LarderReply(context, response, initializer);
  }

  @Override
  public Object response(
      String shownUrl,
      int status,
      @Nullable String reason,
      List<String> headers,
      byte[] body,
      @Nullable String details) {
    JsonObject described =
        details == null ? new JsonObject() : new Gson().fromJson(details, JsonObject.class);
    described.addProperty("url", shownUrl);
    described.addProperty("status", status);
    if (reason != null || !described.has("statusText")) {
      described.addProperty("statusText", reason == null ? "" : reason);
    }
    described.add("headers", toJson(headers));
    described.add("timing", noTime());
    described.addProperty("responseEndTiming", 0);
    return new LarderResponse(context, described, body);
  }

  @Override
  @SuppressWarnings("auxiliaryclass") // the library gives an error of the driver this text
  public Throwable failure(int status, String reason, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    SerializedError.Error error = new SerializedError.Error();
    error.name = "Error";
    error.message = status + " " + reason + (text.isEmpty() ? "" : "\nResponse text:\n" + text);
    error.stack = "Error: " + error.message;
    DriverException raised = new DriverException(error.toString());
    return new PlaywrightException(raised.getMessage(), raised);
  }

  /** That of a request on a connection which is there, answered at once. */
  private static JsonObject noTime() {
    JsonObject timing = new JsonObject();
    timing.addProperty("startTime", System.currentTimeMillis());
    for (String step :
        List.of(
            "domainLookupStart",
            "domainLookupEnd",
            "connectStart",
            "secureConnectionStart",
            "connectEnd")) {
      timing.addProperty(step, -1);
    }
    timing.addProperty("requestStart", 0);
    timing.addProperty("responseStart", 0);
    return timing;
  }

  static JsonArray toJson(List<String> headers) {
    JsonArray array = new JsonArray();
    for (int i = 0; i < headers.size(); i += 2) {
      JsonObject field = new JsonObject();
      field.addProperty("name", headers.get(i));
      field.addProperty("value", headers.get(i + 1));
      array.add(field);
    }
    return array;
  }
}
