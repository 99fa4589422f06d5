package okhttp3.internal.http;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import okhttp3.Authenticator;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Requests that the cache makes with the program's client: over its connections and with its
 * cookies, but unseen by its interceptors, listeners and dispatcher, and by its own cache.
 */
final class LarderBackground {

  private static final String LISTENER = "okhttp3.EventListener";

  private LarderBackground() {}

  /** Sends a request and reads all of the response. */
  static void send(OkHttpClient client, Request request) throws IOException {
    OkHttpClient.Builder builder =
        client
            .newBuilder()
            .cache(null)
            .authenticator(Authenticator.NONE)
            .dispatcher(new Dispatcher())
            .followRedirects(false)
            .followSslRedirects(false);
    builder.interceptors().clear();
    withoutListener(builder);
    Response response = builder.build().newCall(request).execute();
    BufferedSource body = response.body().source();
    try (body) {
      Buffer read = new Buffer();
      while (body.read(read, 8192) >= 0) {
        read.clear();
      }
    }
  }

  /** Later versions tell a listener of each call. */
  private static void withoutListener(OkHttpClient.Builder builder) {
    Class<?> type = LarderReflection.type(LISTENER);
    if (type == null) {
      return;
    }
    Field none = LarderReflection.field(type, "NONE");
    Method set = LarderReflection.method(OkHttpClient.Builder.class, "eventListener", type);
    Object listener = none == null ? null : LarderReflection.get(none, type);
    if (set != null && listener != null) {
      LarderReflection.call(set, builder, listener);
    }
  }
}
