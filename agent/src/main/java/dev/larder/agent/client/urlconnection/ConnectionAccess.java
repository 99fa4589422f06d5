package dev.larder.agent.client.urlconnection;

import static java.lang.invoke.MethodType.methodType;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.Authenticator;
import java.net.CacheResponse;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The few members of {@code sun.net.www} that the integration uses, under the names that they have
 * had since JDK 17. Where one of them is missing, creating this object fails and the client stays
 * as it is.
 *
 * <p>"Connection" is an {@code HttpURLConnection}, whichever class it has: for https the delegate
 * of the one that the program holds. "Client" is a {@code sun.net.www.http.HttpClient}: one socket,
 * and what is read from it.
 */
final class ConnectionAccess {

  private static final String WWW = "sun.net.www.";

  /** Reads a field of an object. */
  private static class Getter {
    private final MethodHandle getter;

    Getter(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
      getter =
          lookup(owner)
              .findGetter(owner, name, type)
              .asType(methodType(Object.class, Object.class));
    }

    final @Nullable Object get(Object owner) throws Throwable {
      return (Object) getter.invokeExact(owner);
    }
  }

  /** Reads and writes a field of an object. */
  private static final class Variable extends Getter {
    private final MethodHandle setter;

    Variable(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
      super(owner, name, type);
      setter =
          lookup(owner)
              .findSetter(owner, name, type)
              .asType(methodType(void.class, Object.class, Object.class));
    }

    void set(Object owner, @Nullable Object value) throws Throwable {
      setter.invokeExact(owner, value);
    }
  }

  private final Class<?> delegate;
  private final Class<?> secureClient;
  private final Class<?> chunked;

  private final Variable http;
  private final Variable requests;
  private final Variable cookieHandler;
  private final Variable userCookies;
  private final Variable userCookies2;
  private final Variable setUserCookies;
  private final Getter userHeaders;
  private final Variable authenticator;
  private final Variable cachedResponse;
  private final Variable connected;
  private final Variable usesProxy;
  private final Variable tunnelState;
  private final MethodHandle streaming;
  private final MethodHandle connect;
  private final MethodHandle writeRequests;
  private final MethodHandle socketFactory;
  private final MethodHandle hostnameVerifier;
  private final String userAgent;
  private final String accept;

  private final MethodHandle newClient;
  private final MethodHandle parseHttp;
  private final MethodHandle finished;
  private final MethodHandle closeServer;
  private final MethodHandle setReadTimeout;
  private final MethodHandle getReadTimeout;
  private final MethodHandle session;
  private final MethodHandle hurry;
  private final Variable serverInput;
  private final Variable serverOutput;
  private final Variable clientUrl;
  private final Variable usingProxy;
  private final Variable proxy;
  private final Variable reuse;

  private final MethodHandle key;
  private final MethodHandle value;
  private final MethodHandle add;
  private final MethodHandle remove;
  private final MethodHandle reset;
  private final MethodHandle fieldsWithout;

  private final Class<?> basic;
  private final MethodHandle credentialCache;
  private final MethodHandle serverCredentials;
  private final MethodHandle proxyCredentials;
  private final MethodHandle isPreemptive;
  private final MethodHandle credentialValue;

  ConnectionAccess() throws ReflectiveOperationException {
    Class<?> connection = named("protocol.http.HttpURLConnection");
    Class<?> client = named("http.HttpClient");
    Class<?> network = Class.forName("sun.net.NetworkClient", false, null);
    Class<?> header = named("MessageHeader");
    Class<?> tunnel = named("protocol.http.HttpURLConnection$TunnelState");
    delegate = named("protocol.https.AbstractDelegateHttpsURLConnection");
    secureClient = named("protocol.https.HttpsClient");
    chunked = named("http.ChunkedInputStream");

    http = new Variable(connection, "http", client);
    requests = new Variable(connection, "requests", header);
    cookieHandler = new Variable(connection, "cookieHandler", CookieHandler.class);
    userCookies = new Variable(connection, "userCookies", String.class);
    userCookies2 = new Variable(connection, "userCookies2", String.class);
    setUserCookies = new Variable(connection, "setUserCookies", boolean.class);
    userHeaders = new Getter(connection, "userHeaders", header);
    authenticator = new Variable(connection, "authenticator", Authenticator.class);
    cachedResponse = new Variable(connection, "cachedResponse", CacheResponse.class);
    connected = new Variable(URLConnection.class, "connected", boolean.class);
    usesProxy = new Variable(connection, "usingProxy", boolean.class);
    tunnelState = new Variable(connection, "tunnelState", tunnel);
    streaming = method(connection, "streaming", boolean.class);
    connect = method(connection, "connect", void.class);
    writeRequests = method(connection, "writeRequests", void.class);
    socketFactory = method(delegate, "getSSLSocketFactory", SSLSocketFactory.class);
    hostnameVerifier = method(delegate, "getHostnameVerifier", HostnameVerifier.class);
    userAgent = constant(connection, "userAgent");
    accept = constant(connection, "acceptString");

    newClient =
        lookup(client)
            .findConstructor(client, methodType(void.class))
            .asType(methodType(Object.class));
    parseHttp = parseHttp(client, header, connection);
    finished = method(client, "finished", void.class);
    closeServer = method(client, "closeServer", void.class);
    setReadTimeout = method(network, "setReadTimeout", void.class, int.class);
    getReadTimeout = method(network, "getReadTimeout", int.class);
    session = method(secureClient, "getSSLSession", SSLSession.class);
    hurry = method(chunked, "hurry", boolean.class);
    serverInput = new Variable(network, "serverInput", InputStream.class);
    serverOutput = new Variable(network, "serverOutput", PrintStream.class);
    clientUrl = new Variable(client, "url", URL.class);
    usingProxy = new Variable(client, "usingProxy", boolean.class);
    proxy = new Variable(network, "proxy", Proxy.class);
    reuse = new Variable(client, "reuse", boolean.class);

    key = method(header, "getKey", String.class, int.class);
    value = method(header, "getValue", String.class, int.class);
    add = method(header, "add", void.class, String.class, String.class);
    remove = method(header, "remove", void.class, String.class);
    reset = method(header, "reset", void.class);
    fieldsWithout = method(header, "getHeaders", Map.class, String[].class);

    Class<?> credentials = named("protocol.http.AuthenticationInfo");
    basic = named("protocol.http.BasicAuthentication");
    Class<?> cache = credentialCache(connection);
    credentialCache =
        cache == String.class
            ? method(connection, "getAuthenticatorKey", cache)
            : method(connection, "getAuthCache", cache);
    serverCredentials = staticMethod(credentials, "getServerAuth", URL.class, cache);
    proxyCredentials = staticMethod(credentials, "getProxyAuth", String.class, int.class, cache);
    isPreemptive = method(credentials, "supportsPreemptiveAuthorization", boolean.class);
    credentialValue = method(credentials, "getHeaderValue", String.class, URL.class, String.class);
  }

  /** What credentials are kept by: a text up to JDK 20, a cache of an authenticator from 21 on. */
  private static Class<?> credentialCache(Class<?> connection) throws ReflectiveOperationException {
    Class<?> cache = named("protocol.http.AuthCacheImpl");
    try {
      lookup(connection).findVirtual(connection, "getAuthCache", methodType(cache));
      return cache;
    } catch (NoSuchMethodException older) {
      return String.class;
    }
  }

  /** From JDK 21 on it has a parameter less. */
  private static MethodHandle parseHttp(Class<?> client, Class<?> header, Class<?> connection)
      throws ReflectiveOperationException {
    MethodHandle found;
    try {
      found =
          lookup(client)
              .findVirtual(client, "parseHTTP", methodType(boolean.class, header, connection));
    } catch (NoSuchMethodException older) {
      Class<?> progress = Class.forName("sun.net.ProgressSource", false, null);
      MethodHandle withProgress =
          lookup(client)
              .findVirtual(
                  client, "parseHTTP", methodType(boolean.class, header, progress, connection));
      found = MethodHandles.insertArguments(withProgress, 2, (Object) null);
    }
    return found.asType(found.type().erase());
  }

  private static Lookup lookup(Class<?> type) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
  }

  private static Class<?> named(String name) throws ClassNotFoundException {
    return Class.forName(WWW + name, false, null);
  }

  /** A method whose receiver, arguments and reference results are seen as Object. */
  private static MethodHandle method(
      Class<?> owner, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    MethodHandle found = lookup(owner).findVirtual(owner, name, methodType(result, parameters));
    MethodType erased = found.type().erase();
    return found.asType(erased);
  }

  /** A method of the credentials that are kept, which gives some of them or null. */
  private static MethodHandle staticMethod(Class<?> owner, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    MethodHandle found = lookup(owner).findStatic(owner, name, methodType(owner, parameters));
    return found.asType(found.type().erase());
  }

  private static String constant(Class<?> owner, String name) throws ReflectiveOperationException {
    try {
      return (String) lookup(owner).findStaticGetter(owner, name, String.class).invoke();
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ReflectiveOperationException(e);
    }
  }

  // A connection.

  URL url(Object connection) {
    return ((URLConnection) connection).getURL();
  }

  /** The method as it is now: one with a body to write becomes a POST when that is asked for. */
  String method(Object connection) {
    return ((HttpURLConnection) connection).getRequestMethod();
  }

  /** The request's fields, behind the request line if it was written before. */
  Object requests(Object connection) throws Throwable {
    return Objects.requireNonNull(requests.get(connection));
  }

  /** Whether the program writes the body straight into the connection. */
  boolean isStreaming(Object connection) throws Throwable {
    return (boolean) streaming.invokeExact(connection);
  }

  @Nullable CookieHandler cookieHandler(Object connection) throws Throwable {
    return (CookieHandler) cookieHandler.get(connection);
  }

  /** Whether the client has taken the program's own cookies out of the request's fields. */
  boolean hasSetCookiesApart(Object connection) throws Throwable {
    return Boolean.FALSE.equals(setUserCookies.get(connection));
  }

  /** The program's own value of a field, Cookie or Cookie2, that was taken out; or null. */
  @Nullable String cookiesApart(Object connection, String field) throws Throwable {
    Variable kept = field.equals("Cookie") ? userCookies : userCookies2;
    return (String) kept.get(connection);
  }

  /** Whether it talks to a proxy in order to reach the server through it. */
  boolean isSettingUpTunnel(Object connection) throws Throwable {
    return "SETUP".equals(String.valueOf(tunnelState.get(connection)));
  }

  /** Whether it is the one that does the work for an {@code HttpsURLConnection}. */
  boolean isSecure(Object connection) {
    return delegate.isInstance(connection);
  }

  SSLSocketFactory socketFactory(Object connection) throws Throwable {
    return (SSLSocketFactory) (Object) socketFactory.invokeExact(connection);
  }

  @Nullable HostnameVerifier hostnameVerifier(Object connection) throws Throwable {
    return (HostnameVerifier) (Object) hostnameVerifier.invokeExact(connection);
  }

  /** The authenticator of this connection alone, or null. */
  @Nullable Authenticator authenticator(Object connection) throws Throwable {
    return (Authenticator) authenticator.get(connection);
  }

  /** Sets the fields that the program has set for one connection for another one, too. */
  void copyRequest(Object from, URLConnection to) throws Throwable {
    Object set = Objects.requireNonNull(userHeaders.get(from));
    for (int i = 0; name(set, i) != null; i++) {
      to.addRequestProperty(name(set, i), value(set, i));
    }
  }

  /** What it sends as User-Agent and as Accept if the program says nothing. */
  String userAgent() {
    return userAgent;
  }

  /** What it sends as Accept if the program says nothing. */
  String accept() {
    return accept;
  }

  /** The response that a connection over TLS shows facts of. */
  @Nullable CacheResponse cachedResponse(Object connection) throws Throwable {
    return (CacheResponse) cachedResponse.get(connection);
  }

  void setCachedResponse(Object connection, @Nullable CacheResponse response) throws Throwable {
    cachedResponse.set(connection, response);
  }

  /** The client that it reads from, or null. */
  @Nullable Object client(Object connection) throws Throwable {
    return http.get(connection);
  }

  void setClient(Object connection, Object client) throws Throwable {
    http.set(connection, client);
    connected.set(connection, true);
  }

  /** Lets it say that it uses a proxy. */
  void setUsesProxy(Object connection) throws Throwable {
    usesProxy.set(connection, true);
  }

  /** Lets the next {@link #connect} look for a client. */
  void disconnected(Object connection) throws Throwable {
    cachedResponse.set(connection, null);
    http.set(connection, null);
    connected.set(connection, false);
  }

  /** Runs through the woven methods. */
  void connect(Object connection) throws Throwable {
    connect.invokeExact(connection);
  }

  /** Writes the request; runs through the woven method. */
  void writeRequests(Object connection) throws Throwable {
    writeRequests.invokeExact(connection);
  }

  /**
   * What it will send as Authorization without being asked, or null. Only Basic credentials can be
   * told before they are sent: those of other schemes are others each time.
   */
  @Nullable String serverCredentials(Object connection) throws Throwable {
    Object cache = (Object) credentialCache.invokeExact(connection);
    Object known = (Object) serverCredentials.invokeExact((Object) url(connection), cache);
    return value(known, connection);
  }

  /** What it will send as Proxy-Authorization without being asked, or null. */
  @Nullable String proxyCredentials(Object connection, InetSocketAddress of) throws Throwable {
    Object cache = (Object) credentialCache.invokeExact(connection);
    Object known =
        (Object) proxyCredentials.invokeExact((Object) of.getHostString(), of.getPort(), cache);
    return value(known, connection);
  }

  private @Nullable String value(@Nullable Object credentials, Object connection) throws Throwable {
    if (!basic.isInstance(credentials) || !(boolean) isPreemptive.invokeExact(credentials)) {
      return null;
    }
    return (String)
        (Object)
            credentialValue.invokeExact(
                credentials, (Object) url(connection), (Object) method(connection));
  }

  // A client.

  /**
   * A client without a connection, which is asked for nothing but what is given here.
   *
   * @param through the HTTP proxy that it claims to use, or null
   */
  Object newClient(Object connection, InputStream body, @Nullable Proxy through) throws Throwable {
    Object client = (Object) newClient.invokeExact();
    clientUrl.set(client, url(connection));
    serverInput.set(client, body);
    serverOutput.set(client, Nowhere.STREAM);
    if (through != null) {
      proxy.set(client, through);
      usingProxy.set(client, true);
    }
    return client;
  }

  /** The stream that the body is read from. */
  InputStream body(Object client) throws Throwable {
    return (InputStream) Objects.requireNonNull(serverInput.get(client));
  }

  void setBody(Object client, InputStream body) throws Throwable {
    serverInput.set(client, body);
  }

  /** Reads the head of a response; runs through the woven method. */
  void parseHttp(Object client, Object responses, Object connection) throws Throwable {
    boolean unused = (boolean) parseHttp.invokeExact(client, responses, connection);
  }

  /** The response has been read: keeps the connection for others, or closes it. */
  void finished(Object client) throws Throwable {
    finished.invokeExact(client);
  }

  void closeServer(Object client) throws Throwable {
    closeServer.invokeExact(client);
  }

  /**
   * Sets whether a client that has been read to its end stays with its connection, and is not kept
   * for others.
   *
   * @return whether it was so before
   */
  boolean setReused(Object client, boolean reused) throws Throwable {
    boolean before = Boolean.TRUE.equals(reuse.get(client));
    reuse.set(client, reused);
    return before;
  }

  int readTimeout(Object client) throws Throwable {
    return (int) getReadTimeout.invokeExact(client);
  }

  /**
   * Sets how long a read may take.
   *
   * @param millis 0 for any time, -1 for the default
   */
  void setReadTimeout(Object client, int millis) throws Throwable {
    setReadTimeout.invokeExact(client, millis);
  }

  /** The TLS session of a client's connection, or null if it has none. */
  @Nullable SSLSession session(Object client) throws Throwable {
    return secureClient.isInstance(client)
        ? (SSLSession) (Object) session.invokeExact(client)
        : null;
  }

  /** Whether a body in chunks can be read to its end without waiting. */
  boolean isThere(InputStream body) throws Throwable {
    return chunked.isInstance(body) && (boolean) hurry.invokeExact((Object) body);
  }

  // The fields of a request or a response.

  /** The name of a field by its index, null for a status line and behind the last one. */
  @Nullable String name(Object header, int index) throws Throwable {
    return (String) (Object) key.invokeExact(header, index);
  }

  /** The value of a field by its index, null for a request line and behind the last one. */
  @Nullable String value(Object header, int index) throws Throwable {
    return (String) (Object) value.invokeExact(header, index);
  }

  /**
   * Adds a field.
   *
   * @param name null for a status line
   */
  void add(Object header, @Nullable String name, String value) throws Throwable {
    add.invokeExact(header, (Object) name, (Object) value);
  }

  void remove(Object header, String name) throws Throwable {
    remove.invokeExact(header, (Object) name);
  }

  void clear(Object header) throws Throwable {
    reset.invokeExact(header);
  }

  /** The fields but some, as cookie handlers get them. */
  @SuppressWarnings("unchecked")
  Map<String, List<String>> fieldsWithout(Object header, String... names) throws Throwable {
    return (Map<String, List<String>>) (Object) fieldsWithout.invokeExact(header, (Object) names);
  }
}
