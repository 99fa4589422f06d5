package com.microsoft.playwright.impl;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.larder.bridge.PlaywrightCall.FetchOptions;
import dev.larder.bridge.PlaywrightCall.Unknown;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all contexts, from the messages by which they were made. Of a context whose
 * making was not seen nothing is known, and it is left alone.
 */
class LarderContexts {

  private final Map<APIRequestContextImpl, LarderContext> contexts =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The proxy of each browser that was launched; without fields if it has none. */
  private final Map<BrowserImpl, JsonObject> browsers =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** What records requests, by its name, so that the driver must get to see them. */
  private final Map<Connection, Set<String>> recordings =
      Collections.synchronizedMap(new WeakHashMap<>());

  void afterMessage(
      ChannelOwner owner, String method, JsonObject parameters, @Nullable JsonElement result) {
    switch (method) {
      case "newRequest" -> {
        Object made = named(owner, result, "request");
        if (made instanceof APIRequestContextImpl context) {
          contexts.put(context, new LarderContext(parameters, null, null));
        }
      }
      case "launch" -> {
        Object made = named(owner, result, "browser");
        if (made instanceof BrowserImpl browser) {
          JsonElement proxy = parameters.get("proxy");
          browsers.put(
              browser,
              proxy != null && proxy.isJsonObject()
                  ? proxy.getAsJsonObject().deepCopy()
                  : new JsonObject());
        }
      }
      case "newContext" -> {
        JsonObject proxy = owner instanceof BrowserImpl browser ? browsers.get(browser) : null;
        if (proxy != null) {
          made(named(owner, result, "context"), parameters, proxy);
        }
      }
      case "launchPersistentContext" ->
          made(named(owner, result, "context"), parameters, new JsonObject());
      case "setExtraHTTPHeaders" -> {
        LarderContext context =
            owner instanceof BrowserContextImpl of ? contexts.get(of.request()) : null;
        if (context != null) {
          context.setHeaders(parameters.get("headers"));
        }
      }
      case "tracingStart" -> recordings(owner).add(owner.guid);
      case "tracingStop" -> recordings(owner).remove(owner.guid);
      case "harStart" -> recordings(owner).add(har(result));
      case "harExport" -> recordings(owner).remove(har(parameters));
      default -> {}
    }
  }

  private void made(@Nullable Object context, JsonObject parameters, JsonObject browserProxy) {
    if (context instanceof BrowserContextImpl of) {
      contexts.put(
          of.request(),
          new LarderContext(parameters, of, browserProxy.size() == 0 ? null : browserProxy));
    }
  }

  /** The name of a HAR that is recorded, which may lack one. */
  private static String har(@Nullable JsonElement told) {
    JsonElement id = told instanceof JsonObject object ? object.get("harId") : null;
    return "har " + id;
  }

  private Set<String> recordings(ChannelOwner owner) {
    return recordings.computeIfAbsent(
        owner.connection, any -> Collections.synchronizedSet(new HashSet<>()));
  }

  private static @Nullable Object named(
      ChannelOwner owner, @Nullable JsonElement result, String name) {
    JsonObject reference = result == null ? null : result.getAsJsonObject().getAsJsonObject(name);
    return reference == null
        ? null
        : owner.connection.getExistingObject(reference.get("guid").getAsString());
  }

  /**
   * The context, or null if nothing is known of it, which the options then say, as they do while
   * anything is recorded.
   */
  @Nullable LarderContext tell(APIRequestContextImpl owner, FetchOptions fetch) {
    LarderContext known = tellMade(owner, fetch);
    Set<String> recording = recordings.get(((ChannelOwner) owner).connection);
    if (fetch.unknown == null && recording != null && !recording.isEmpty()) {
      fetch.unknown = Unknown.RECORDED;
    }
    return known;
  }

  /** The context, whether or not anything is recorded now; null if nothing is known of it. */
  @Nullable LarderContext tellMade(APIRequestContextImpl owner, FetchOptions fetch) {
    LarderContext known = contexts.get(owner);
    if (((ChannelOwner) owner).connection.isRemote) {
      fetch.unknown = Unknown.REMOTE;
    } else if (known == null) {
      fetch.unknown = Unknown.CONTEXT;
    } else {
      known.tell(fetch);
    }
    return known;
  }
}
