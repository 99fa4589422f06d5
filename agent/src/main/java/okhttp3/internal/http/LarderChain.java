package okhttp3.internal.http;

import dev.larder.bridge.ClientHooks;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Call;
import okhttp3.CertificatePinner;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.internal.connection.ConnectInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a call from the chain that connects next. Each version keeps it elsewhere;
 * what a chain itself has takes the place of what its client has, as an interceptor may have
 * changed it for this call.
 */
final class LarderChain {

  /** Where a version keeps it all. */
  static final class Fields {
    private final Field interceptors =
        LarderReflection.required(RealInterceptorChain.class, "interceptors");
    private final Field index = LarderReflection.required(RealInterceptorChain.class, "index");
    private final @Nullable Field call = ofChain("call");
    private final @Nullable Field ofConnect =
        LarderReflection.field(ConnectInterceptor.class, "client");
    private final @Nullable Field ofCall = ofConnect == null ? ofCall() : null;
    private final @Nullable Field readTimeout = either("readTimeoutMillis", "readTimeout");
    private final @Nullable Field dns = ofChain("dns");
    private final @Nullable Field sockets = ofChain("socketFactory");
    private final @Nullable Field tlsSockets = ofChain("sslSocketFactoryOrNull");
    private final @Nullable Field verifier = ofChain("hostnameVerifier");
    private final @Nullable Field pinner = ofChain("certificatePinner");
    private final @Nullable Field proxy = ofChain("proxy");
    private final @Nullable Field selector = ofChain("proxySelector");
    private final @Nullable Method cancelled =
        call == null
            ? LarderReflection.method(RetryAndFollowUpInterceptor.class, "isCanceled")
            : null;
    private final @Nullable Method callTimeout = LarderReflection.method(Call.class, "timeout");

    /**
     * Looks for them.
     *
     * @throws NoSuchFieldException if it is not a version that is known
     */
    Fields() throws NoSuchFieldException {
      if (ofConnect == null && (ofCall == null || call == null)) {
        throw new NoSuchFieldException("client");
      }
    }

    /** What a chain calls next, or null at its end. */
    @Nullable Object next(RealInterceptorChain chain) throws IllegalAccessException {
      List<?> all = interceptors(chain);
      int next = index.getInt(chain);
      return next < all.size() ? all.get(next) : null;
    }

    private List<?> interceptors(RealInterceptorChain chain) throws IllegalAccessException {
      return (List<?>) interceptors.get(chain);
    }

    private static @Nullable Field ofChain(String name) {
      return LarderReflection.field(RealInterceptorChain.class, name);
    }

    private static @Nullable Field either(String first, String second) {
      Field field = ofChain(first);
      return field == null ? ofChain(second) : field;
    }

    private static @Nullable Field ofCall() {
      Class<?> type = LarderReflection.type("okhttp3.internal.connection.RealCall");
      if (type == null) {
        type = LarderReflection.type("okhttp3.RealCall");
      }
      return type == null ? null : LarderReflection.field(type, "client");
    }
  }

  private final Fields fields;
  private final RealInterceptorChain chain;
  private final List<?> interceptors;
  private final int index;
  private final @Nullable Call call;
  private final OkHttpClient client;

  /** What can be told from a chain that connects next. */
  LarderChain(Fields fields, RealInterceptorChain chain) throws IllegalAccessException {
    this.fields = fields;
    this.chain = chain;
    this.interceptors = fields.interceptors(chain);
    this.index = fields.index.getInt(chain);
    this.call = (Call) LarderReflection.get(fields.call, chain);
    Object client =
        call != null && fields.ofCall != null
            ? LarderReflection.get(fields.ofCall, call)
            : LarderReflection.get(fields.ofConnect, interceptors.get(index));
    if (client == null) {
      throw new IllegalStateException("No client");
    }
    this.client = (OkHttpClient) client;
  }

  /** Goes on as without the cache. */
  Response proceed(ClientHooks hooks, Request request) throws Exception {
    return hooks.unwoven(chain, () -> proceed(request));
  }

  private Response proceed(Request request) throws IOException {
    return chain.proceed(request);
  }

  OkHttpClient client() {
    return client;
  }

  /** Whether a body that is not there has the length that the head tells, as before 3.9. */
  boolean tellsLengthOfHead() {
    return fields.call == null;
  }

  /** What comes between us and the network of the program's own. */
  List<?> networkInterceptors() {
    return interceptors.subList(index + 1, interceptors.size() - 1);
  }

  boolean isCancelled() {
    if (call != null) {
      return call.isCanceled();
    }
    for (Object interceptor : interceptors) {
      if (interceptor instanceof RetryAndFollowUpInterceptor && fields.cancelled != null) {
        return Boolean.TRUE.equals(LarderReflection.call(fields.cancelled, interceptor));
      }
    }
    return false;
  }

  /** The shortest of the time-outs that end a wait for a response; 0 for none. */
  long timeoutMillis() {
    Object own = LarderReflection.get(fields.readTimeout, chain);
    long reading = own == null ? client.readTimeoutMillis() : ((Number) own).longValue();
    Object whole =
        call == null || fields.callTimeout == null
            ? null
            : LarderReflection.call(fields.callTimeout, call);
    long calling = whole == null ? 0 : ((okio.Timeout) whole).timeoutNanos() / 1_000_000;
    return reading > 0 && calling > 0 ? Math.min(reading, calling) : Math.max(reading, calling);
  }

  Dns dns() {
    Object own = LarderReflection.get(fields.dns, chain);
    return own == null ? client.dns() : (Dns) own;
  }

  SocketFactory sockets() {
    Object own = LarderReflection.get(fields.sockets, chain);
    return own == null ? client.socketFactory() : (SocketFactory) own;
  }

  SSLSocketFactory tlsSockets() {
    Object own = LarderReflection.get(fields.tlsSockets, chain);
    return own == null ? client.sslSocketFactory() : (SSLSocketFactory) own;
  }

  HostnameVerifier verifier() {
    Object own = LarderReflection.get(fields.verifier, chain);
    return own == null ? client.hostnameVerifier() : (HostnameVerifier) own;
  }

  CertificatePinner pinner() {
    Object own = LarderReflection.get(fields.pinner, chain);
    return own == null ? client.certificatePinner() : (CertificatePinner) own;
  }

  /** The proxy that was named, or null if the selector is asked. */
  @Nullable Proxy proxy() {
    return fields.proxy == null
        ? client.proxy()
        : (Proxy) LarderReflection.get(fields.proxy, chain);
  }

  ProxySelector selector() {
    Object own = LarderReflection.get(fields.selector, chain);
    return own == null ? client.proxySelector() : (ProxySelector) own;
  }

  /** Whether all of this is as its client has it. */
  @SuppressWarnings("ReferenceEquality") // the very objects
  boolean isAsItsClient() {
    return dns() == client.dns()
        && sockets() == client.socketFactory()
        && verifier() == client.hostnameVerifier()
        && pinner() == client.certificatePinner()
        && proxy() == client.proxy()
        && selector() == client.proxySelector()
        && (fields.tlsSockets == null
            || LarderReflection.get(fields.tlsSockets, chain) == null
            || tlsSockets() == client.sslSocketFactory());
  }
}
