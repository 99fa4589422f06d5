package org.apache.http.impl.execchain;

import org.apache.http.Header;
import org.apache.http.auth.AUTH;
import org.apache.http.auth.AuthProtocolState;
import org.apache.http.auth.AuthScheme;
import org.apache.http.auth.AuthState;
import org.apache.http.auth.AuthenticationException;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.auth.BasicScheme;
import org.jspecify.annotations.Nullable;

/** The credentials that the client adds by itself, after the cache was asked. */
final class LarderCredentials {

  /** For the server and for a proxy; null for none. */
  final @Nullable Header @Nullable [] added;

  private LarderCredentials(@Nullable Header @Nullable [] added) {
    this.added = added;
  }

  /** What will be added; without an array if that changes with each request or connection. */
  static LarderCredentials of(
      HttpRoute route, HttpRequestWrapper request, HttpClientContext context) {
    if (context.getUserToken() != null) {
      return new LarderCredentials(null); // the connection is one user's
    }
    try {
      Header target = null;
      if (!request.containsHeader(AUTH.WWW_AUTH_RESP)) {
        target = header(context.getTargetAuthState(), request, context);
      }
      Header proxy = null;
      if (!request.containsHeader(AUTH.PROXY_AUTH_RESP) && !route.isTunnelled()) {
        proxy = header(context.getProxyAuthState(), request, context);
      }
      return new LarderCredentials(new Header[] {target, proxy});
    } catch (AuthenticationException unknown) {
      return new LarderCredentials(null);
    }
  }

  private static @Nullable Header header(
      @Nullable AuthState state, HttpRequestWrapper request, HttpClientContext context)
      throws AuthenticationException {
    if (state == null || state.getState() == AuthProtocolState.FAILURE) {
      return null;
    }
    AuthScheme scheme = state.getAuthScheme();
    if (state.getState() == AuthProtocolState.CHALLENGED && state.getAuthOptions() != null) {
      throw new AuthenticationException("one of several");
    }
    if (scheme == null) {
      return null;
    }
    if (scheme.getClass() != BasicScheme.class) {
      throw new AuthenticationException("not the same each time");
    }
    return ((BasicScheme) scheme).authenticate(state.getCredentials(), request, context);
  }
}
