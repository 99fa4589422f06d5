package dev.larder.agent.client.urlconnection;

import dev.larder.agent.client.RecordedSslSession;
import java.io.InputStream;
import java.net.SecureCacheResponse;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code HttpsURLConnection} shows of TLS while a stored response stands in for one of the
 * network. The client takes it for a response of the program's own {@code ResponseCache}, and asks
 * it for nothing else.
 */
final class RecordedTls extends SecureCacheResponse {

  private final @Nullable RecordedSslSession session;

  /**
   * The facts of a session.
   *
   * @param session null if none were recorded: then the connection seems not to be open
   */
  RecordedTls(@Nullable RecordedSslSession session) {
    this.session = session;
  }

  private RecordedSslSession recorded() {
    if (session == null) {
      throw new IllegalStateException("connection not yet open");
    }
    return session;
  }

  @Override
  public String getCipherSuite() {
    return recorded().getCipherSuite();
  }

  @Override
  public @Nullable List<Certificate> getLocalCertificateChain() {
    return null;
  }

  @Override
  public List<Certificate> getServerCertificateChain() throws SSLPeerUnverifiedException {
    return List.of(recorded().getPeerCertificates());
  }

  @Override
  public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
    return recorded().getPeerPrincipal();
  }

  @Override
  public @Nullable Principal getLocalPrincipal() {
    return null;
  }

  @Override
  public Optional<SSLSession> getSSLSession() {
    return Optional.of(recorded());
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return Map.of();
  }

  @Override
  public InputStream getBody() {
    return InputStream.nullInputStream();
  }
}
