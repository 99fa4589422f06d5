package okhttp3.internal.http;

import dev.larder.bridge.CallRequest;
import dev.larder.bridge.ClientCall;
import dev.larder.bridge.ClientHooks;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ServedReply;
import java.io.IOException;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import okhttp3.CipherSuite;
import okhttp3.Handshake;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** One hop of a call. */
final class LarderCall extends ClientCall {

  private final ClientHooks hooks;
  private final LarderChain chain;
  private final Request request;
  private final @Nullable LarderAttempts attempts = LarderAttempts.current();

  /** The fields of the cache that went with what was sent last. */
  private List<String> added = List.of();

  /** What was sent last, by what the client says. */
  private Request sent;

  LarderCall(ClientHooks hooks, LarderChain chain, Request request) {
    this.hooks = hooks;
    this.chain = chain;
    this.request = request;
    this.sent = request;
  }

  @Override
  public @Nullable CallRequest request() {
    URI uri = uri(request.url());
    if (uri == null) {
      return null;
    }
    CallRequest told =
        new CallRequest("OkHttp", request.method(), uri, LarderHeaders.byTurns(request.headers()));
    told.hasBody = request.body() != null;
    told.body = told.hasBody ? LarderRequestBody.bytes(request.body()) : null;
    LarderReach.tell(chain, request, told);
    told.background = !told.hasBody && chain.isAsItsClient();
    return told;
  }

  /** The URI, or null if the client tolerates what a URI can't have. */
  private static @Nullable URI uri(HttpUrl url) {
    try {
      return url.uri();
    } catch (RuntimeException notOne) {
      return null;
    }
  }

  @Override
  public Object prepare(List<String> fields) {
    added = fields;
    if (fields.isEmpty()) {
      return request;
    }
    Headers.Builder headers = request.headers().newBuilder();
    for (int i = 0; i < fields.size(); i += 2) {
      headers.removeAll(fields.get(i));
    }
    return request.newBuilder().headers(LarderHeaders.with(headers, fields).build()).build();
  }

  @Override
  public Object send(Object prepared) throws Exception {
    IOException known = attempts == null ? null : attempts.known(request.url());
    if (known != null) {
      throw known;
    }
    Response response = chain.proceed(hooks, (Request) prepared);
    if (attempts != null) {
      attempts.responded(request.url());
    }
    try {
      sent = response.request();
      return added.isEmpty() ? response : LarderReply.showing(without(sent), response);
    } catch (RuntimeException failure) {
      hooks.failed("taking the fields of the cache off a request", failure);
      return response;
    }
  }

  /** Up to version 4 the client wraps what it fails to connect with. */
  @Override
  public Throwable failure(Throwable thrown) {
    return thrown instanceof RuntimeException
            && thrown.getClass().getSimpleName().equals("RouteException")
            && thrown.getCause() instanceof IOException cause
        ? cause
        : thrown;
  }

  @Override
  public boolean givesUp(Throwable thrown) {
    return attempts == null
        || !(failure(thrown) instanceof IOException failure)
        || attempts.givesUp(request.url(), failure);
  }

  /** A request without the fields of the cache. */
  private Request without(Request sent) {
    List<String> fields = LarderHeaders.byTurns(sent.headers());
    List<String> others = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      if (!isAdded(fields.get(i))) {
        others.add(fields.get(i));
        others.add(fields.get(i + 1));
      }
    }
    return sent.newBuilder().headers(LarderHeaders.of(others)).build();
  }

  private boolean isAdded(String name) {
    for (int i = 0; i < added.size(); i += 2) {
      if (added.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public NetworkReply reply(Object response) {
    Response received = (Response) response;
    return new LarderReply(
        received,
        chain.networkInterceptors().isEmpty()
            ? null
            : LarderHeaders.byTurns(without(sent).headers()));
  }

  @Override
  public void drop(Object response) {
    ((Response) response).body().close();
  }

  @Override
  public Object served(ServedReply stored) throws IOException {
    Headers headers = LarderHeaders.of(stored.fields);
    long now = System.currentTimeMillis();
    SSLSession session = stored.tls;
    return new Response.Builder()
        .request(request)
        .protocol(protocol(stored.version))
        .code(stored.status)
        .message(stored.reason)
        .headers(headers)
        .handshake(session == null ? null : handshake(session))
        .sentRequestAtMillis(now)
        .receivedResponseAtMillis(now)
        .body(new LarderBody(headers, length(stored, headers), Okio.source(stored.body)))
        .build();
  }

  /** What the client would tell of such a response of the network. */
  private long length(ServedReply stored, Headers headers) {
    String named = headers.get("Content-Length");
    boolean head = request.method().equals("HEAD");
    return named == null
        ? head && !chain.tellsLengthOfHead() ? 0 : -1
        : !head ? stored.length : chain.tellsLengthOfHead() ? Long.parseLong(named) : 0;
  }

  private static Protocol protocol(String version) {
    return switch (version) {
      case "HTTP/1.0" -> Protocol.HTTP_1_0;
      case "HTTP/1.1" -> Protocol.HTTP_1_1;
      default -> Protocol.HTTP_2;
    };
  }

  private static Handshake handshake(SSLSession session) {
    List<Certificate> peer;
    try {
      peer = List.of(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException anonymous) {
      peer = List.of();
    }
    return Handshake.get(
        version(session.getProtocol()),
        CipherSuite.forJavaName(session.getCipherSuite()),
        peer,
        List.of());
  }

  /** The version, or the latest that is known to clients that don't know it. */
  private static TlsVersion version(String name) {
    try {
      return TlsVersion.forJavaName(name);
    } catch (IllegalArgumentException later) {
      return TlsVersion.TLS_1_2;
    }
  }

  @Override
  public boolean isCancelled() {
    return chain.isCancelled();
  }

  @Override
  public void sendInBackground() throws IOException {
    LarderBackground.send(chain.client(), request);
  }
}
