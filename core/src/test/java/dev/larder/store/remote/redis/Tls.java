package dev.larder.store.remote.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for one name that signs itself, made anew, and so its own authority.
 *
 * @param certificate in PEM
 * @param key in PEM
 */
public record Tls(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes one.
   *
   * @param name as keytool takes it, such as {@code ip:127.0.0.1}
   */
  public static Tls create(Path directory, String name) throws Exception {
    Path store = directory.resolve(name.replace(':', '-') + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=test",
            "-ext",
            "san=" + name,
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Tls(
        pem(store, "CERTIFICATE", keys.getCertificate("server").getEncoded()),
        pem(store, "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path store, String kind, byte[] encoded) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        Path.of(store + "." + kind.replace(' ', '-')),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  /** What makes a server show it, and speak nothing else on its port. */
  public String[] options(int port) {
    return new String[] {
      "--port", "0",
      "--tls-port", Integer.toString(port),
      "--tls-cert-file", certificate.toString(),
      "--tls-key-file", key.toString(),
      "--tls-ca-cert-file", certificate.toString(),
      "--tls-auth-clients", "no"
    };
  }
}
