package okhttp3.internal.http;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** The way in. */
final class LarderOkHttp implements ClientCompanion {

  private final LarderChain.Fields fields;

  LarderOkHttp() throws NoSuchFieldException {
    fields = new LarderChain.Fields();
  }

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, Object[] arguments)
      throws IllegalAccessException {
    LarderChain chain = LarderChain.of(fields, target);
    return chain == null
        ? null
        : hooks.follow(new LarderCall(hooks, chain, (Request) arguments[0]));
  }
}
