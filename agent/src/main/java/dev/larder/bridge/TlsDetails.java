package dev.larder.bridge;

import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What is worth keeping of the TLS session that a response came over. */
public final class TlsDetails {

  /** Such as {@code TLSv1.3}. */
  public final String protocol;

  /** The JDK's name of the cipher suite. */
  public final String cipherSuite;

  public final String host;

  /** -1 if unknown. */
  public final int port;

  /** The server's own certificate first; empty if it showed none. */
  public final List<Certificate> peer;

  /** Whether the client has shown a certificate. */
  public final boolean clientCertificate;

  /** The details of a session. */
  public TlsDetails(
      String protocol,
      String cipherSuite,
      String host,
      int port,
      List<Certificate> peer,
      boolean clientCertificate) {
    this.protocol = protocol;
    this.cipherSuite = cipherSuite;
    this.host = host;
    this.port = port;
    this.peer = peer;
    this.clientCertificate = clientCertificate;
  }

  /** The details of a session of the JDK. */
  public static TlsDetails of(SSLSession session) {
    List<Certificate> peer;
    try {
      peer = List.of(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException anonymous) {
      peer = List.of();
    }
    String host = session.getPeerHost();
    return new TlsDetails(
        session.getProtocol(),
        session.getCipherSuite(),
        host == null ? "" : host,
        session.getPeerPort(),
        peer,
        session.getLocalCertificates() != null);
  }
}
