package dev.larder.agent.client.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The few members of {@code jdk.internal.net.http} that the integration uses, under the names that
 * they have had since JDK 17. Where one of them is missing, creating this object fails and the
 * client stays as it is.
 *
 * <p>"Exchange" is one request and its response, "Response" the head of what came back.
 */
@SuppressWarnings("unchecked")
final class ExchangeAccess {

  private final MethodHandle request;
  private final MethodHandle client;
  private final @Nullable MethodHandle localAddress;
  private final @Nullable MethodHandle shutdownRequested;
  private final MethodHandle multi;
  private final MethodHandle userRequest;
  private final MethodHandle pushGroup;
  private final MethodHandle responseAsync;
  private final MethodHandle readBodyAsync;
  private final MethodHandle ignoreBody;
  private final MethodHandle nullBody;
  private final MethodHandle isWebSocket;
  private final MethodHandle proxy;
  private final @Nullable MethodHandle contextRestricted;
  private final MethodHandle http1Request;
  private final MethodHandle sentUserHeaders;
  private final Class<?> http1Exchange;
  private final MethodHandle systemHeaders;
  private final MethodHandle headerMap;
  private final MethodHandle setHeader;
  private final MethodHandle theExecutor;
  private final MethodHandle delegate;
  private final MethodHandle exchangeImpl;
  private final MethodHandle connection;
  private final MethodHandle newResponse;
  private final MethodHandle status;
  private final MethodHandle headers;
  private final MethodHandle version;
  private final MethodHandle responseExchange;
  private final MethodHandle sslSession;
  private final MethodHandle isSelectorThread;
  private final MethodHandle newHttpResponse;

  /**
   * Finds the members.
   *
   * @param exchange the class {@code jdk.internal.net.http.Exchange}, not necessarily initialised
   * @throws ReflectiveOperationException if a member is missing or out of reach
   */
  ExchangeAccess(Class<?> exchange) throws ReflectiveOperationException {
    Types types = new Types(exchange);
    Class<?> requestImpl = types.named("HttpRequestImpl");
    Class<?> clientImpl = types.named("HttpClientImpl");
    Class<?> response = types.named("Response");
    Class<?> builder = types.named("common.HttpHeadersBuilder");
    Class<?> delegatingExecutor = types.named("HttpClientImpl$DelegatingExecutor");

    request = types.field(exchange, "request", requestImpl, HttpRequest.class);
    client = types.field(exchange, "client", clientImpl, HttpClient.class);
    localAddress = types.methodIfThere(clientImpl, "localAddress", InetAddress.class);
    shutdownRequested = types.fieldIfThere(clientImpl, "shutdownRequested", boolean.class);
    Class<?> multiExchange = types.named("MultiExchange");
    multi = types.field(exchange, "multi", multiExchange, Object.class);
    userRequest = types.field(multiExchange, "userRequest", HttpRequest.class, HttpRequest.class);
    pushGroup = types.field(exchange, "pushGroup", types.named("PushGroup"), Object.class);
    responseAsync = types.method(exchange, "responseAsync", CompletableFuture.class);
    readBodyAsync =
        types.method(exchange, "readBodyAsync", CompletableFuture.class, BodyHandler.class);
    ignoreBody = types.method(exchange, "ignoreBody", CompletableFuture.class);
    nullBody = types.method(exchange, "nullBody", void.class, HttpResponse.class, Throwable.class);
    isWebSocket = types.method(requestImpl, "isWebSocket", boolean.class);
    proxy = types.method(requestImpl, "proxy", InetSocketAddress.class);
    contextRestricted =
        types.staticIfThere(
            types.named("common.Utils"), "CONTEXT_RESTRICTED", BiPredicate.class, HttpClient.class);
    http1Exchange = types.named("Http1Exchange");
    Class<?> http1RequestType = types.named("Http1Request");
    http1Request = types.field(http1Exchange, "requestAction", http1RequestType, Object.class);
    sentUserHeaders =
        types.field(http1RequestType, "userHeaders", HttpHeaders.class, HttpHeaders.class);
    systemHeaders = types.method(requestImpl, "getSystemHeadersBuilder", builder);
    headerMap = types.method(builder, "map", Map.class);
    setHeader = types.method(builder, "setHeader", void.class, String.class, String.class);
    theExecutor = types.method(clientImpl, "theExecutor", delegatingExecutor);
    delegate = types.method(delegatingExecutor, "delegate", Executor.class);
    exchangeImpl = types.field(exchange, "exchImpl", types.named("ExchangeImpl"), Object.class);
    connection =
        types.method(types.named("ExchangeImpl"), "connection", types.named("HttpConnection"));
    newResponse =
        types
            .lookup(response)
            .findConstructor(
                response,
                methodType(
                    void.class,
                    requestImpl,
                    exchange,
                    HttpHeaders.class,
                    types.named("HttpConnection"),
                    int.class,
                    HttpClient.Version.class))
            .asType(
                methodType(
                    Object.class,
                    HttpRequest.class,
                    Object.class,
                    HttpHeaders.class,
                    Object.class,
                    int.class,
                    HttpClient.Version.class));
    status = types.method(response, "statusCode", int.class);
    headers = types.method(response, "headers", HttpHeaders.class);
    version = types.method(response, "version", HttpClient.Version.class);
    responseExchange = types.field(response, "exchange", exchange, Object.class);
    sslSession = types.method(response, "getSSLSession", SSLSession.class);
    isSelectorThread = types.method(clientImpl, "isSelectorThread", boolean.class);
    Class<?> httpResponse = types.named("HttpResponseImpl");
    newHttpResponse =
        types
            .lookup(httpResponse)
            .findConstructor(
                httpResponse,
                methodType(
                    void.class,
                    HttpRequest.class,
                    response,
                    HttpResponse.class,
                    Object.class,
                    exchange))
            .asType(
                methodType(
                    HttpResponse.class,
                    HttpRequest.class,
                    Object.class,
                    HttpResponse.class,
                    Object.class,
                    Object.class));
  }

  /** The request of this hop, with what the client added to it. */
  HttpRequest request(Object exchange) throws Throwable {
    return (HttpRequest) request.invokeExact(exchange);
  }

  /** The request as the program made it, which all hops of a redirect chain have in common. */
  HttpRequest userRequest(Object exchange) throws Throwable {
    return (HttpRequest) userRequest.invokeExact((Object) multi.invokeExact(exchange));
  }

  /** Tells whether the program closes the client of an exchange, as it can from JDK 21 on. */
  BooleanSupplier closed(Object exchange) throws Throwable {
    MethodHandle requested = shutdownRequested;
    if (requested == null) {
      return Expiry.NEVER_CLOSED;
    }
    HttpClient of = client(exchange);
    return () -> {
      try {
        return (boolean) requested.invokeExact((Object) of);
      } catch (Throwable unreadable) {
        return true;
      }
    };
  }

  HttpClient client(Object exchange) throws Throwable {
    return (HttpClient) client.invokeExact(exchange);
  }

  /** The newest version that the request allows. */
  HttpClient.Version askedVersion(Object exchange) throws Throwable {
    HttpClient.Version own = request(exchange).version().orElse(null);
    return own == null ? client(exchange).version() : own;
  }

  /** The address that the client was told to send from, or null; there is none before JDK 19. */
  @Nullable InetAddress localAddress(Object exchange) throws Throwable {
    return localAddress == null
        ? null
        : (InetAddress) (Object) localAddress.invokeExact((Object) client(exchange));
  }

  /** Whether the caller takes push promises. */
  boolean takesPushes(Object exchange) throws Throwable {
    return (Object) pushGroup.invokeExact(exchange) != null;
  }

  /** Sends the request; runs through the woven method again. */
  CompletableFuture<Object> responseAsync(Object exchange) throws Throwable {
    return (CompletableFuture<Object>) (Object) responseAsync.invokeExact(exchange);
  }

  /** Reads the body; runs through the woven method again. */
  CompletableFuture<Object> readBodyAsync(Object exchange, BodyHandler<?> handler)
      throws Throwable {
    return (CompletableFuture<Object>)
        (Object) readBodyAsync.invokeExact(exchange, (Object) handler);
  }

  /** Reads or drops the body of a response that nobody wants; runs through the woven method. */
  CompletableFuture<Object> ignoreBody(Object exchange) throws Throwable {
    return (CompletableFuture<Object>) (Object) ignoreBody.invokeExact(exchange);
  }

  /** Ends a response of the network that has no body; runs through the woven method. */
  void nullBody(Object exchange) throws Throwable {
    nullBody.invokeExact(exchange, (Object) null, (Object) null);
  }

  boolean isWebSocket(HttpRequest request) throws Throwable {
    return (boolean) isWebSocket.invokeExact((Object) request);
  }

  /** The HTTP proxy that the request goes through, or null. */
  @Nullable InetSocketAddress proxy(HttpRequest request) throws Throwable {
    return (InetSocketAddress) (Object) proxy.invokeExact((Object) request);
  }

  /**
   * The fields of the program that the client is going to send. On JDK 17 a client that has an
   * {@code Authenticator} leaves out the program's own Authorization and Proxy-Authorization.
   */
  HttpHeaders userHeaders(Object exchange) throws Throwable {
    HttpHeaders all = request(exchange).headers();
    HttpClient of = client(exchange);
    if (contextRestricted == null || of.authenticator().isEmpty()) {
      return all;
    }
    BiPredicate<String, String> sent =
        (BiPredicate<String, String>) (Object) contextRestricted.invokeExact((Object) of);
    return HttpHeaders.of(all.map(), sent);
  }

  /**
   * The fields of the program that the client has sent. Over HTTP/1.1 the client keeps them; over
   * HTTP/2 they are what {@link #userHeaders} says.
   */
  HttpHeaders sentUserHeaders(Object exchange) throws Throwable {
    Object by = (Object) exchangeImpl.invokeExact(exchange);
    return http1Exchange.isInstance(by)
        ? (HttpHeaders) sentUserHeaders.invokeExact((Object) http1Request.invokeExact(by))
        : userHeaders(exchange);
  }

  /** The header fields that the client adds by itself: cookies, credentials, user agent. */
  Map<String, List<String>> systemHeaders(HttpRequest request) throws Throwable {
    return (Map<String, List<String>>)
        (Object) headerMap.invokeExact(systemHeadersBuilder(request));
  }

  /** Adds a field that goes to the server but does not show in {@code HttpRequest.headers()}. */
  void setSystemHeader(HttpRequest request, String name, String value) throws Throwable {
    setHeader.invokeExact(systemHeadersBuilder(request), (Object) name, (Object) value);
  }

  private Object systemHeadersBuilder(HttpRequest request) throws Throwable {
    return (Object) systemHeaders.invokeExact((Object) request);
  }

  /**
   * Runs tasks in the caller's thread, unless that is the client's selector thread, which no task
   * may hold up: then in the client's executor.
   */
  Executor executor(Object exchange) throws Throwable {
    return (Executor) (Object) theExecutor.invokeExact((Object) client(exchange));
  }

  /** Whether what this executor is given runs in the calling thread at once. */
  boolean runsInCaller(Object exchange, Object executor) throws Throwable {
    return executor == executor(exchange)
        && !(boolean) isSelectorThread.invokeExact((Object) client(exchange));
  }

  /**
   * Runs tasks in the client's executor, whatever the calling thread; in the default one where that
   * takes no more.
   */
  Executor asyncExecutor(Object exchange) throws Throwable {
    Executor own = (Executor) (Object) delegate.invokeExact((Object) executor(exchange));
    return task -> {
      try {
        own.execute(task);
      } catch (RejectedExecutionException shutDown) {
        new CompletableFuture<Void>().defaultExecutor().execute(task);
      }
    };
  }

  /** The connection of an exchange whose response has come from the network. */
  Object connection(Object exchange) throws Throwable {
    return (Object) connection.invokeExact((Object) exchangeImpl.invokeExact(exchange));
  }

  /** A response on this connection, or on none. */
  Object newResponse(
      Object exchange,
      HttpHeaders headers,
      @Nullable Object connection,
      int statusCode,
      HttpClient.Version version)
      throws Throwable {
    return (Object)
        newResponse.invokeExact(
            request(exchange), exchange, headers, connection, statusCode, version);
  }

  /**
   * The response that the program gets, the only one of its call.
   *
   * @param response the head
   */
  HttpResponse<?> newHttpResponse(Object exchange, Object response, @Nullable Object body)
      throws Throwable {
    return (HttpResponse<?>)
        newHttpResponse.invokeExact(
            request(exchange), response, (HttpResponse<?>) null, body, exchange);
  }

  int status(Object response) throws Throwable {
    return (int) status.invokeExact(response);
  }

  HttpHeaders headers(Object response) throws Throwable {
    return (HttpHeaders) (Object) headers.invokeExact(response);
  }

  HttpClient.Version version(Object response) throws Throwable {
    return (HttpClient.Version) (Object) version.invokeExact(response);
  }

  /** The exchange that a response belongs to. */
  Object exchange(Object response) throws Throwable {
    return (Object) responseExchange.invokeExact(response);
  }

  /** The TLS session of a response's connection; runs through the woven method. */
  @Nullable SSLSession sslSession(Object response) throws Throwable {
    return (SSLSession) (Object) sslSession.invokeExact(response);
  }

  /** Finds members and hides the types that this class can't name. */
  private static final class Types {
    private final ClassLoader loader;
    private final Lookup caller = MethodHandles.lookup();

    Types(Class<?> exchange) {
      this.loader = exchange.getClassLoader();
    }

    Class<?> named(String name) throws ClassNotFoundException {
      return Class.forName("jdk.internal.net.http." + name, false, loader);
    }

    Lookup lookup(Class<?> type) throws IllegalAccessException {
      return MethodHandles.privateLookupIn(type, caller);
    }

    /** A getter {@code (Object)seenAs}. */
    MethodHandle field(Class<?> owner, String name, Class<?> type, Class<?> seenAs)
        throws ReflectiveOperationException {
      return lookup(owner).findGetter(owner, name, type).asType(methodType(seenAs, Object.class));
    }

    /** A getter {@code (Object)type}, or null where this JDK has no such field. */
    @Nullable MethodHandle fieldIfThere(Class<?> owner, String name, Class<?> type)
        throws IllegalAccessException {
      try {
        MethodHandle found = lookup(owner).findGetter(owner, name, type);
        return found.asType(methodType(type, Object.class));
      } catch (NoSuchFieldException older) {
        return null;
      }
    }

    /** A method without parameters, or null where this JDK has none of this name. */
    @Nullable MethodHandle methodIfThere(Class<?> owner, String name, Class<?> result)
        throws IllegalAccessException {
      try {
        MethodHandle found = lookup(owner).findVirtual(owner, name, methodType(result));
        return found.asType(found.type().erase());
      } catch (NoSuchMethodException older) {
        return null;
      }
    }

    /** A static method with one parameter, or null where this JDK has no such method. */
    @Nullable MethodHandle staticIfThere(
        Class<?> owner, String name, Class<?> result, Class<?> parameter)
        throws IllegalAccessException {
      try {
        MethodHandle found = lookup(owner).findStatic(owner, name, methodType(result, parameter));
        return found.asType(found.type().erase());
      } catch (NoSuchMethodException newer) {
        return null;
      }
    }

    /** A method whose receiver, arguments and reference results are seen as Object. */
    MethodHandle method(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
        throws ReflectiveOperationException {
      MethodHandle found = lookup(owner).findVirtual(owner, name, methodType(result, parameters));
      MethodType erased = found.type().erase();
      return found.asType(erased);
    }
  }
}
