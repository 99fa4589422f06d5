package com.microsoft.playwright.impl;

import com.google.gson.JsonObject;
import com.microsoft.playwright.PlaywrightException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A response whose body is here and not with the driver, which may not know it at all. */
class LarderResponse extends APIResponseImpl {

  /** Begins names of responses that the driver doesn't know; none of them ever reaches it. */
  private static final String PREFIX = "larder:";

  private static final AtomicLong COUNT = new AtomicLong();

  /** Those whose name was asked for, which happens right before they fulfil a route. */
  private static final Map<String, LarderResponse> ASKED = new ConcurrentHashMap<>();

  private final @Nullable String invented;
  private final boolean bodyHere;
  private volatile byte @Nullable [] body;

  /**
   * A response.
   *
   * @param response as the driver would describe it
   * @param body null if the driver has it
   */
  LarderResponse(APIRequestContextImpl context, JsonObject response, byte @Nullable [] body) {
    super(context, response);
    this.invented = response.has("fetchUid") ? null : PREFIX + COUNT.incrementAndGet();
    this.bodyHere = body != null;
    this.body = body;
  }

  @Override
  public byte[] body() {
    if (!bodyHere) {
      return super.body();
    }
    byte[] bytes = body;
    if (bytes == null || isContextGone()) {
      throw new PlaywrightException("Response has been disposed");
    }
    return bytes.clone();
  }

  private boolean isContextGone() {
    ChannelOwner context = ((APIResponseImpl) this).context;
    try {
      Object known = context.connection.getExistingObject(context.guid);
      return known == null;
    } catch (PlaywrightException gone) {
      return true;
    }
  }

  @Override
  public void dispose() {
    body = null;
    if (invented == null) {
      super.dispose();
    }
  }

  @Override
  String fetchUid() {
    if (invented == null) {
      return super.fetchUid();
    }
    ASKED.put(invented, this);
    return invented;
  }

  @Override
  List<String> fetchLog() {
    return invented == null ? super.fetchLog() : List.of();
  }

  /** Puts the body into a message that names a response that the driver doesn't know. */
  static void resolve(JsonObject parameters) {
    if (!parameters.has("fetchResponseUid")) {
      return;
    }
    String uid = parameters.get("fetchResponseUid").getAsString();
    LarderResponse response = uid.startsWith(PREFIX) ? ASKED.remove(uid) : null;
    byte[] bytes = response == null ? null : response.body;
    if (bytes != null) {
      parameters.remove("fetchResponseUid");
      parameters.addProperty("isBase64", true);
      parameters.addProperty("body", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
