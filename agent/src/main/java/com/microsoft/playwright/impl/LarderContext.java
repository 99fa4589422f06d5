package com.microsoft.playwright.impl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Unknown;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the driver was told when a context was made, as far as it shows in requests. */
class LarderContext {

  private final JsonObject parameters;
  private final @Nullable JsonObject browserProxy;

  /** The browser's context whose cookies it shares, or null if it has its own. */
  final @Nullable WeakReference<BrowserContextImpl> browserContext;

  private volatile List<String> headers;

  LarderContext(
      JsonObject parameters,
      @Nullable BrowserContextImpl browserContext,
      @Nullable JsonObject browserProxy) {
    this.parameters = parameters.deepCopy();
    this.browserContext = browserContext == null ? null : new WeakReference<>(browserContext);
    this.browserProxy = browserProxy;
    this.headers = fields(parameters.get("extraHTTPHeaders"));
  }

  /** The program has set other fields for all requests. */
  void setHeaders(@Nullable JsonElement fields) {
    headers = fields(fields);
  }

  void tell(FetchOptions fetch) {
    fetch.baseUrl = text("baseURL");
    fetch.userAgent = text("userAgent");
    fetch.contextHeaders = headers;
    fetch.ignoreHttpsErrors |= isTrue("ignoreHTTPSErrors");
    JsonElement redirects = value("maxRedirects");
    if (redirects != null && redirects.getAsInt() == 0) {
      fetch.followsRedirects = false;
    }
    JsonElement credentials = value("httpCredentials");
    fetch.httpCredentials = credentials == null ? null : credentials.toString();
    JsonElement certificates = value("clientCertificates");
    fetch.clientCertificates =
        certificates != null
            && !(certificates.isJsonArray() && certificates.getAsJsonArray().size() == 0);
    fetch.failOnStatusCode = isTrue("failOnStatusCode");
    JsonElement own = value("proxy");
    JsonElement proxy = own == null ? browserProxy : own;
    if (proxy != null) {
      JsonObject of = proxy.getAsJsonObject();
      // What goes around it is not what comes through it.
      String server = of.has("server") ? of.get("server").getAsString() : "";
      fetch.proxy = server + (of.has("bypass") ? " except " + of.get("bypass").getAsString() : "");
      fetch.proxyCredentials = of.has("username") || of.has("password");
    }
    if (value("recordHar") != null) {
      fetch.unknown = Unknown.RECORDED;
    }
  }

  private @Nullable JsonElement value(String name) {
    JsonElement value = parameters.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private @Nullable String text(String name) {
    JsonElement value = value(name);
    return value == null ? null : value.getAsString();
  }

  private boolean isTrue(String name) {
    JsonElement value = value(name);
    return value != null && value.getAsBoolean();
  }

  /** Alternating names and values of {@code [{"name":…,"value":…}]}, or of an object. */
  static List<String> fields(@Nullable JsonElement json) {
    List<String> fields = new ArrayList<>();
    if (json != null && json.isJsonArray()) {
      JsonArray array = json.getAsJsonArray();
      for (int i = 0; i < array.size(); i++) {
        JsonObject field = array.get(i).getAsJsonObject();
        fields.add(field.get("name").getAsString());
        fields.add(field.get("value").getAsString());
      }
    } else if (json != null && json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
        fields.add(field.getKey());
        fields.add(field.getValue().getAsString());
      }
    }
    return fields;
  }
}
