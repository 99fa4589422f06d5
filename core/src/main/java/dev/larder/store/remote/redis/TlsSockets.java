package dev.larder.store.remote.redis;

import dev.larder.config.RemoteAddress.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS with a context of its own: the default context of the JVM belongs to the program, and is
 * fixed by whoever asks for it first. Any thread may call.
 */
final class TlsSockets {
  private final Path authorities;
  private @Nullable SSLContext context;

  /**
   * Reads nothing yet.
   *
   * @param authorities certificates in PEM that are trusted, or empty for those of the JDK
   */
  TlsSockets(Path authorities) {
    this.authorities = authorities;
  }

  /**
   * Speaks TLS over a connected socket. The server must have a certificate for this host.
   *
   * @throws IOException if it has none that is trusted, or the file can't be used
   */
  SSLSocket over(Socket socket, Server endpoint) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context()
                .getSocketFactory()
                .createSocket(socket, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private synchronized SSLContext context() throws IOException {
    SSLContext made = context;
    if (made == null) {
      try {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted());
        made = SSLContext.getInstance("TLS");
        made.init(null, trust.getTrustManagers(), null);
        context = made;
      } catch (GeneralSecurityException e) {
        throw new SetupException("larder.remote.ca: " + e.getMessage(), e);
      }
    }
    return made;
  }

  private @Nullable KeyStore trusted() throws IOException, GeneralSecurityException {
    if (authorities.toString().isEmpty()) {
      return null;
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(authorities)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), one);
      }
    } catch (IOException e) {
      throw SetupException.unreadable("larder.remote.ca", e);
    }
    if (trusted.size() == 0) {
      throw new SetupException("larder.remote.ca holds no certificate", null);
    }
    return trusted;
  }
}
