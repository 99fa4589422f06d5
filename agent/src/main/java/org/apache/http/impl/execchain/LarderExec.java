package org.apache.http.impl.execchain;

import dev.larder.bridge.ClientCompanion;
import dev.larder.bridge.ClientHooks;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;

/** In place of {@code MainClientExec.execute}, which sends each request of the client. */
public final class LarderExec implements ClientCompanion {

  static final String CLIENT = "Apache HttpClient 4";

  private final Map<MainClientExec, LarderReach> reaches =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Called by the agent. */
  public LarderExec() {}

  @Override
  public @Nullable Object instead(ClientHooks hooks, Object target, @Nullable Object[] arguments) {
    HttpRoute route = (HttpRoute) arguments[0];
    HttpRequestWrapper request = (HttpRequestWrapper) arguments[1];
    HttpClientContext context = (HttpClientContext) arguments[2];
    HttpExecutionAware execAware = (HttpExecutionAware) arguments[3];
    if (route == null
        || request == null
        || context == null
        || (execAware != null && execAware.isAborted())) {
      return null; // the client itself says what is wrong
    }
    MainClientExec exec = (MainClientExec) target;
    LarderReach reach = reaches.computeIfAbsent(exec, LarderReach::of);
    return hooks.follow(new LarderCall(hooks, exec, reach, route, request, context, execAware));
  }
}
