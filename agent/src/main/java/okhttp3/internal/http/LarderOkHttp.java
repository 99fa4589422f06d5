package okhttp3.internal.http;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import okhttp3.Request;
import okhttp3.internal.connection.ConnectInterceptor;
import org.jspecify.annotations.Nullable;

/** The way in: follows each hop as it is about to connect, and the attempts of a call. */
final class LarderOkHttp implements ClientCompanion {

  private final LarderChain.Fields fields;

  LarderOkHttp() throws NoSuchFieldException {
    fields = new LarderChain.Fields();
  }

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments)
      throws IllegalAccessException {
    RealInterceptorChain chain = (RealInterceptorChain) target;
    Request request = (Request) arguments[0];
    Object next = fields.next(chain);
    if (next instanceof ConnectInterceptor) {
      return hooks.follow(new LarderCall(hooks, new LarderChain(fields, chain), request));
    }
    return next instanceof RetryAndFollowUpInterceptor
        ? LarderAttempts.make(hooks, chain, request)
        : null;
  }
}
