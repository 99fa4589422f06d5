package com.microsoft.playwright.impl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.options.HttpHeader;
import dev.larder.bridge.PlaywrightReply;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response of the driver. */
class LarderReply extends PlaywrightReply {

  /** What of the driver's description is not kept with a stored response. */
  private static final List<String> NOT_KEPT =
      List.of("fetchUid", "url", "headers", "status", "timing", "responseEndTiming");

  private final APIRequestContextImpl context;
  private final APIResponse response;
  private final Field initializer;

  /**
   * A reply.
   *
   * @param initializer the field of {@code APIResponseImpl} that holds the driver's description
   */
  LarderReply(APIRequestContextImpl context, APIResponse response, Field initializer) {
    this.context = context;
    this.response = response;
    this.initializer = initializer;
  }

  @Override
  public Object response() {
    return response;
  }

  @Override
  public int status() {
    return response.status();
  }

  @Override
  public String url() {
    return response.url();
  }

  @Override
  public List<String> headers() {
    List<String> headers = new ArrayList<>();
    for (HttpHeader header : response.headersArray()) {
      headers.add(header.name);
      headers.add(header.value);
    }
    return headers;
  }

  @Override
  public String details() {
    JsonObject details = described().deepCopy();
    NOT_KEPT.forEach(details::remove);
    return details.toString();
  }

  /** The driver's description itself. */
  private JsonObject described() {
    try {
      return (JsonObject) initializer.get(response);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject name() {
    JsonObject parameters = new JsonObject();
    parameters.add("fetchUid", described().get("fetchUid"));
    return parameters;
  }

  @Override
  public byte[] body() {
    JsonElement answer = LarderSide.ask(context, "fetchResponseBody", name());
    if (answer == null || !answer.getAsJsonObject().has("binary")) {
      throw new IllegalStateException("The driver has no body");
    }
    return Base64.getDecoder().decode(answer.getAsJsonObject().get("binary").getAsString());
  }

  @Override
  public List<String> log() {
    JsonElement answer = LarderSide.ask(context, "fetchLog", name());
    List<String> lines = new ArrayList<>();
    if (answer != null) {
      JsonArray log = answer.getAsJsonObject().getAsJsonArray("log");
      for (int i = 0; i < log.size(); i++) {
        lines.add(log.get(i).getAsString());
      }
    }
    return lines;
  }

  @Override
  public Object with(List<String> headers, byte @Nullable [] body) {
    JsonObject described = described().deepCopy();
    described.add("headers", LarderCall.toJson(headers));
    return new LarderResponse(context, described, body);
  }

  @Override
  public void dispose() {
    ChannelOwner owner = context;
    owner.sendMessageAsync("disposeAPIResponse", name());
  }
}
