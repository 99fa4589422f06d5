package dev.larder.store;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the TLS session over which a response came.
 *
 * @param peerPort -1 if unknown
 * @param peerCertificates DER, the peer's own first; not to be changed
 */
public record TlsFacts(
    String protocol,
    String cipherSuite,
    String peerHost,
    int peerPort,
    List<byte[]> peerCertificates) {

  public TlsFacts {
    peerCertificates = List.copyOf(peerCertificates);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsFacts facts
        && protocol.equals(facts.protocol)
        && cipherSuite.equals(facts.cipherSuite)
        && peerHost.equals(facts.peerHost)
        && peerPort == facts.peerPort
        && Arrays.deepEquals(peerCertificates.toArray(), facts.peerCertificates.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(peerCertificates.toArray()) * 31 + peerHost.hashCode();
  }
}
