package dev.larder.agent.client.companion;

import dev.larder.agent.client.ReasonPhrases;
import dev.larder.agent.client.RecordedSslSession;
import dev.larder.agent.client.RequestFields;
import dev.larder.agent.client.StoredBody;
import dev.larder.agent.client.TlsTrust;
import dev.larder.bridge.CallRequest;
import dev.larder.bridge.NetworkReply;
import dev.larder.bridge.ServedReply;
import dev.larder.bridge.TlsDetails;
import dev.larder.engine.Served;
import dev.larder.engine.rules.RequestBody;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.Reason;
import dev.larder.store.TlsFacts;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Between what companions tell and the types of the cache. */
final class CallTranslation {

  private CallTranslation() {}

  static RequestHead request(CallRequest request) {
    return new RequestHead(
        request.method, request.uri, fields(request.fields, request.uri), request.hasBody);
  }

  private static Headers fields(List<String> byTurns, URI uri) {
    Headers.Builder fields = new Headers.Builder();
    for (int i = 0; i < byTurns.size(); i += 2) {
      if (!RequestFields.isLeftOut(byTurns.get(i), byTurns.get(i + 1), uri)) {
        fields.add(byTurns.get(i), byTurns.get(i + 1));
      }
    }
    return fields.build();
  }

  /** A request as it was sent; null if it can't differ from what was looked up. */
  static @Nullable RequestHead sent(NetworkReply reply, RequestHead lookedUp) {
    List<String> fields = reply.sent();
    return fields == null
        ? null
        : new RequestHead(
            lookedUp.method(), lookedUp.uri(), fields(fields, lookedUp.uri()), lookedUp.hasBody());
  }

  /** What is to be said of what comes for a request. */
  static TlsTrust.Verdict trust(CallRequest request, TlsTrust trust) {
    if (!request.uri.getScheme().equalsIgnoreCase("https")) {
      return TlsTrust.WITHOUT_TLS;
    }
    if (request.tls instanceof SSLSocketFactory factory) {
      return trust.of(factory);
    }
    if (request.tls instanceof SSLEngine engine) {
      return trust.of(engine);
    }
    return request.tls instanceof SSLContext context
        ? trust.of(context, context, context::getDefaultSSLParameters)
        : TlsTrust.Verdict.refused(Reason.TRUST_UNKNOWN);
  }

  /** What separates responses that are not for all clients; empty for most. */
  static String partition(CallRequest request, TlsTrust.Verdict trusts) {
    String common = TlsTrust.partition(trusts, request.local, request.proxy);
    return request.tlsChoices.isEmpty() ? common : common + ' ' + request.tlsChoices;
  }

  /** Why a request is left alone, or null. */
  static @Nullable Reason obstacle(CallRequest request, TlsTrust.Verdict trusts) {
    return request.obstacle == null
        ? trusts.obstacle()
        : Objects.requireNonNull(Reason.named(request.obstacle), request.obstacle);
  }

  /** How long a request may wait for another one: a part of its time-out that it can spare. */
  static @Nullable Duration patience(CallRequest request) {
    return request.timeoutMillis > 0
        ? Duration.ofMillis(request.timeoutMillis).dividedBy(10)
        : null;
  }

  /**
   * What is known of the body of a request.
   *
   * @param asked whether a rule stores responses by it
   */
  static RequestBody body(CallRequest request, boolean asked) {
    if (!asked) {
      return RequestBody.UNKNOWN;
    }
    if (!request.hasBody) {
      return RequestBody.of(new byte[0]);
    }
    Callable<byte[]> body = request.body;
    try {
      return body == null
          ? RequestBody.unknown(Reason.REQUEST_BODY_NOT_IN_MEMORY)
          : RequestBody.of(body.call());
    } catch (Exception failure) {
      return RequestBody.unknown(Reason.REQUEST_BODY_NOT_IN_MEMORY);
    }
  }

  static ResponseHead response(NetworkReply reply) {
    Headers.Builder fields = new Headers.Builder();
    List<String> byTurns = reply.fields();
    for (int i = 0; i < byTurns.size(); i += 2) {
      fields.add(byTurns.get(i), byTurns.get(i + 1));
    }
    return new ResponseHead(reply.status(), reply.version(), reply.reason(), fields.build());
  }

  /** The facts of a TLS session that are worth recording, or null if there is none. */
  static @Nullable TlsFacts facts(@Nullable TlsDetails tls) throws CertificateEncodingException {
    if (tls == null) {
      return null;
    }
    List<byte[]> certificates = new ArrayList<>();
    for (Certificate certificate : tls.peer) {
      certificates.add(certificate.getEncoded());
    }
    return new TlsFacts(tls.protocol, tls.cipherSuite, tls.host, tls.port, certificates);
  }

  /** Names and values by turns. */
  static List<String> list(Headers headers) {
    List<String> byTurns = new ArrayList<>();
    for (Headers.Field field : headers) {
      byTurns.add(field.name());
      byTurns.add(field.value());
    }
    return byTurns;
  }

  /** A response out of the cache. */
  static ServedReply served(Served served) {
    long length = 0;
    for (ByteBuffer part : served.body()) {
      length += part.remaining();
    }
    SSLSession tls =
        served.tls() == null ? null : new RecordedSslSession(served.tls(), served.receivedMillis());
    return reply(served.head(), length, new StoredBody(served.body(), served.mapped()), tls);
  }

  /** A head that takes the place of the network's. */
  static ServedReply headOnly(ResponseHead head) {
    return reply(head, 0, InputStream.nullInputStream(), null);
  }

  private static ServedReply reply(
      ResponseHead head, long length, InputStream body, @Nullable SSLSession tls) {
    String known = head.reason();
    String reason =
        known != null
            ? known
            : head.version().startsWith("HTTP/1.") ? ReasonPhrases.of(head.status()) : "";
    return new ServedReply(
        head.status(), head.version(), reason, list(head.headers()), length, body, tls);
  }
}
