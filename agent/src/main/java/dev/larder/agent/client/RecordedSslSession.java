package dev.larder.agent.client;

import dev.larder.store.TlsFacts;
import java.io.ByteArrayInputStream;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The TLS session that a stored response came over, as far as it was recorded: protocol, cipher
 * suite, peer and its certificates. Like the session of a network response it is immutable; it has
 * no id, no context, and is not valid for resumption.
 */
public final class RecordedSslSession implements SSLSession {

  /** The largest payload of a TLS record (RFC 8446 §5.1), in bytes. */
  private static final int RECORD_PAYLOAD = 1 << 14;

  /** A record with its header and the most that encryption may add (RFC 8446 §5.2), in bytes. */
  private static final int RECORD = RECORD_PAYLOAD + 256 + 5;

  private final TlsFacts facts;
  private final long created;
  private X509Certificate @Nullable [] certificates;

  /**
   * A session with these facts.
   *
   * @param created when the response came, in milliseconds since the epoch
   */
  public RecordedSslSession(TlsFacts facts, long created) {
    this.facts = facts;
    this.created = created;
  }

  /**
   * The facts of a session that are worth recording, or null if there is none.
   *
   * @throws CertificateEncodingException if a certificate of the peer can't be written
   */
  public static @Nullable TlsFacts facts(@Nullable SSLSession session)
      throws CertificateEncodingException {
    if (session == null) {
      return null;
    }
    List<byte[]> certificates = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        certificates.add(certificate.getEncoded());
      }
    } catch (SSLPeerUnverifiedException anonymous) {
      certificates.clear();
    }
    return new TlsFacts(
        session.getProtocol(),
        session.getCipherSuite(),
        session.getPeerHost() == null ? "" : session.getPeerHost(),
        session.getPeerPort(),
        certificates);
  }

  @Override
  public byte[] getId() {
    return new byte[0];
  }

  @Override
  public @Nullable SSLSessionContext getSessionContext() {
    return null;
  }

  @Override
  public long getCreationTime() {
    return created;
  }

  @Override
  public long getLastAccessedTime() {
    return created;
  }

  @Override
  public void invalidate() {
    // Not a session that could be resumed.
  }

  @Override
  public boolean isValid() {
    return false;
  }

  @Override
  public void putValue(String name, Object value) {
    throw new UnsupportedOperationException("session is immutable");
  }

  @Override
  public @Nullable Object getValue(String name) {
    return null;
  }

  @Override
  public void removeValue(String name) {
    throw new UnsupportedOperationException("session is immutable");
  }

  @Override
  public String[] getValueNames() {
    return new String[0];
  }

  @Override
  public synchronized Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
    X509Certificate[] known = certificates;
    if (known == null) {
      known = parse();
      certificates = known;
    }
    return known.clone();
  }

  private X509Certificate[] parse() throws SSLPeerUnverifiedException {
    if (facts.peerCertificates().isEmpty()) {
      throw new SSLPeerUnverifiedException("peer not authenticated");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate[] parsed = new X509Certificate[facts.peerCertificates().size()];
      for (int i = 0; i < parsed.length; i++) {
        parsed[i] =
            (X509Certificate)
                factory.generateCertificate(
                    new ByteArrayInputStream(facts.peerCertificates().get(i)));
      }
      return parsed;
    } catch (CertificateException e) {
      SSLPeerUnverifiedException unverified =
          new SSLPeerUnverifiedException("peer certificates can't be read");
      unverified.initCause(e);
      throw unverified;
    }
  }

  @Override
  public Certificate @Nullable [] getLocalCertificates() {
    return null;
  }

  @Override
  public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
    return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
  }

  @Override
  public @Nullable Principal getLocalPrincipal() {
    return null;
  }

  @Override
  public String getCipherSuite() {
    return facts.cipherSuite();
  }

  @Override
  public String getProtocol() {
    return facts.protocol();
  }

  @Override
  public String getPeerHost() {
    return facts.peerHost();
  }

  @Override
  public int getPeerPort() {
    return facts.peerPort();
  }

  @Override
  public int getPacketBufferSize() {
    return RECORD;
  }

  @Override
  public int getApplicationBufferSize() {
    return RECORD_PAYLOAD;
  }
}
