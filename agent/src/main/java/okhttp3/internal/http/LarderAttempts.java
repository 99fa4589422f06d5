package okhttp3.internal.http;

import dev.larder.bridge.ClientHooks;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, which the client makes one after the other: it knows more addresses, or
 * a kept connection was gone. So a stored response takes the place of a failure only once the
 * client has given up. Then it begins the call again, as an interceptor may do it, and the hop that
 * has failed is answered without being sent. All of it in one thread.
 */
final class LarderAttempts {

  /** Those of the call that the calling thread makes. */
  private static final ThreadLocal<@Nullable LarderAttempts> CURRENT = new ThreadLocal<>();

  /** Of which hop a stored response is there in place of its failure. */
  private @Nullable HttpUrl answered;

  private @Nullable IOException failure;
  private boolean givenUp;

  private LarderAttempts() {}

  /** Those of the calling thread, or null if what is made is no call that may be begun again. */
  static @Nullable LarderAttempts current() {
    return CURRENT.get();
  }

  /**
   * Makes a call.
   *
   * @param chain the one that makes attempts next
   * @return the response, or what its caller gets in place of it
   */
  static @Nullable Object make(ClientHooks hooks, RealInterceptorChain chain, Request request) {
    if (request.body() != null || !isSafe(request.method())) {
      return null;
    }
    LarderAttempts outer = CURRENT.get();
    LarderAttempts own = new LarderAttempts();
    CURRENT.set(own);
    try {
      try {
        return proceed(hooks, chain, request);
      } catch (IOException failure) {
        if (own.failure == null) {
          return failure;
        }
        own.givenUp = true;
        return proceed(hooks, chain, request);
      }
    } catch (Throwable thrownByClient) {
      return thrownByClient;
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  private static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static Response proceed(ClientHooks hooks, RealInterceptorChain chain, Request request)
      throws Exception {
    return hooks.unwoven(chain, () -> chain.proceed(request));
  }

  /** A hop has failed for which a stored response is there. */
  boolean givesUp(HttpUrl url, IOException thrown) {
    if (!givenUp) {
      answered = url;
      failure = thrown;
    }
    return givenUp;
  }

  /** The client has tried a hop again, and a response has come. */
  void responded(HttpUrl url) {
    if (failure != null && url.equals(answered)) {
      failure = null;
    }
  }

  /** What a hop has failed with before the client gave up; once. */
  @Nullable IOException known(HttpUrl url) {
    IOException known = failure;
    if (!givenUp || known == null || !url.equals(answered)) {
      return null;
    }
    failure = null;
    return known;
  }
}
