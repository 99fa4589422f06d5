package com.microsoft.playwright.impl;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.impl.driver.Driver;
import dev.larder.bridge.PlaywrightCall;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Unknown;
import dev.larder.bridge.PlaywrightSide;
import java.lang.reflect.Field;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The way in. */
class LarderSide implements PlaywrightSide {

  /** How long the driver may take to tell something, in nanoseconds. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final LarderContexts contexts = new LarderContexts();
  private final Field initializer;

  LarderSide() throws ReflectiveOperationException {
    initializer = APIResponseImpl.class.getDeclaredField("initializer");
    if (initializer.getType() != JsonObject.class) {
      throw new NoSuchFieldException("initializer");
    }
    initializer.setAccessible(true);
  }

  @Override
  public @Nullable PlaywrightCall call(Object context, String url, @Nullable Object options) {
    return options instanceof LarderOptions
        ? null
        : new LarderCall(
            (APIRequestContextImpl) context,
            url,
            (RequestOptionsImpl) options,
            contexts,
            initializer);
  }

  @Override
  public void afterMessage(
      Object owner, String method, Object parameters, @Nullable Object result) {
    contexts.afterMessage(
        (ChannelOwner) owner, method, (JsonObject) parameters, (JsonElement) result);
  }

  @Override
  public void beforeAsyncMessage(Object owner, String method, Object parameters) {
    LarderResponse.resolve((JsonObject) parameters);
  }

  /**
   * Asks the driver as Playwright itself does: other messages that come meanwhile reach the
   * listeners of the program.
   *
   * @return null if it does not answer in time, or refuses
   */
  static @Nullable JsonElement ask(ChannelOwner owner, String method, JsonObject parameters) {
    WaitableResult<JsonElement> answer;
    try {
      answer = owner.sendMessageAsync(method, parameters);
    } catch (PlaywrightException gone) {
      return null;
    }
    long start = System.nanoTime();
    while (!answer.isDone()) {
      if (System.nanoTime() - start > PATIENCE) {
        return null;
      }
      try {
        owner.connection.processOneMessage();
      } catch (Throwable thrownByListener) {
        throw new PlaywrightCall.Thrown(thrownByListener);
      }
    }
    try {
      return answer.get();
    } catch (PlaywrightException refused) {
      return null; // what its message quotes may be secret
    }
  }

  @Override
  public String guid(Object owner) {
    return ((ChannelOwner) owner).guid;
  }

  @Override
  public @Nullable Object reader(Object owner) throws ReflectiveOperationException {
    Object transport = transport(owner);
    return transport instanceof PipeTransport
        ? valueOf(PipeTransport.class, "readerThread", transport)
        : null;
  }

  @Override
  @SuppressWarnings("unchecked") // the field's own type
  public BlockingQueue<String> outgoing(Object owner) throws ReflectiveOperationException {
    return (BlockingQueue<String>) valueOf(PipeTransport.class, "outgoing", transport(owner));
  }

  /** What a connection uses, below what logs its messages where that is asked for. */
  private static Object transport(Object owner) throws ReflectiveOperationException {
    Connection connection = ((ChannelOwner) owner).connection;
    Object transport = valueOf(Connection.class, "transport", connection);
    return transport instanceof TransportLogger
        ? valueOf(TransportLogger.class, "transport", transport)
        : transport;
  }

  private static Object valueOf(Class<?> type, String name, @Nullable Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  @Override
  public Object message(String json) {
    return new Gson().fromJson(json, JsonObject.class);
  }

  @Override
  public FetchOptions options(Object owner, String guid) {
    FetchOptions fetch = new FetchOptions();
    Object context = ((ChannelOwner) owner).connection.getExistingObject(guid);
    if (context instanceof BrowserContextImpl of) {
      contexts.tellMade(of.request(), fetch);
    } else {
      fetch.unknown = Unknown.CONTEXT;
    }
    return fetch;
  }

  @Override
  public @Nullable String resumed(Object route, Object parameters) {
    for (String name : ((JsonObject) parameters).keySet()) {
      if (!name.equals("isFallback") && !name.equals("requestUrl")) {
        return null;
      }
    }
    return ((RouteImpl) route).request().url();
  }

  @Override
  public @Nullable String context(Object route) {
    ChannelOwner context = ((RouteImpl) route).browserContext;
    return context == null ? null : context.guid;
  }

  @Override
  public void fulfil(Object parameters, int status, List<String> headers, byte[] body) {
    JsonObject message = (JsonObject) parameters;
    message.remove("isFallback");
    message.addProperty("status", status);
    message.add("headers", LarderCall.toJson(headers));
    message.addProperty("isBase64", true);
    message.addProperty("body", Base64.getEncoder().encodeToString(body));
  }

  @Override
  public Map<String, String> environment() throws ReflectiveOperationException {
    Map<String, String> given = new HashMap<>();
    Object driver = valueOf(Driver.class, "instance", null);
    ((Map<?, ?>) valueOf(Driver.class, "env", driver))
        .forEach((name, value) -> given.put(String.valueOf(name), String.valueOf(value)));
    return given;
  }
}
