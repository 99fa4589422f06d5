package dev.larder.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A self-signed certificate for 127.0.0.1 and localhost, made anew.
 *
 * @param store a PKCS #12 file with key and certificate, to show, and to trust by others
 */
record Certificate(Path store) {

  static final String PASSWORD = "changeit";

  static Certificate create(Path directory) throws Exception {
    return create(directory, "localhost");
  }

  /** One with a common name of its own. */
  static Certificate create(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    List<String> command =
        List.of(
            Jdk.running().tool("keytool").toString(),
            "-genkeypair",
            "-alias",
            "origin",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return new Certificate(store);
  }

  SSLContext context() throws Exception {
    KeyStore keys = keys();
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), new TrustManager[] {new AnyClient()}, null);
    return context;
  }

  /** The certificate alone, in DER. */
  byte[] encoded() throws Exception {
    return keys().getCertificate("origin").getEncoded();
  }

  /** The same, in PEM. */
  String pem() throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  /** Makes a program show it. */
  ForkedJvm shownBy(ForkedJvm jvm) {
    return jvm.property("javax.net.ssl.keyStore", store)
        .property("javax.net.ssl.keyStorePassword", PASSWORD);
  }

  /** Makes a program trust it. */
  ForkedJvm trustedBy(ForkedJvm jvm) {
    return jvm.property("javax.net.ssl.trustStore", store)
        .property("javax.net.ssl.trustStorePassword", PASSWORD);
  }

  /** Takes a client's certificate, if there is one, for what it says. */
  private static final class AnyClient implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
