package dev.larder.it.programs;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Fetches URLs with the JVM's key store and trust store. Arguments: whom the program trusts besides
 * ({@code nobody-else}, {@code anyone}, or {@code anyone-by-default}: by a provider whose trust
 * managers are the default ones of the process), the URLs.
 */
public final class Account {

  private Account() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "anyone" -> {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        SSLContext.setDefault(context);
      }
      case "anyone-by-default" -> {
        Security.addProvider(new Anyones());
        Security.setProperty("ssl.TrustManagerFactory.algorithm", "Anyone");
      }
      default -> {}
    }
    HttpClient client = HttpClient.newHttpClient();
    for (String url : List.of(arguments).subList(1, arguments.length)) {
      for (int i = 0; i < 2; i++) {
        try {
          HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
          System.out.println(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
          System.out.println(e.getClass().getName());
        }
      }
    }
  }

  /** Has trust managers that trust anyone. */
  private static final class Anyones extends Provider {
    private static final long serialVersionUID = 1;

    Anyones() {
      super("Anyones", "1", "trusts anyone");
      put("TrustManagerFactory.Anyone", Factory.class.getName());
    }
  }

  /** Makes them; the JDK makes this. */
  public static final class Factory extends TrustManagerFactorySpi {
    @Override
    protected void engineInit(KeyStore store) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected TrustManager[] engineGetTrustManagers() {
      return new TrustManager[] {new Anyone()};
    }
  }

  /** Trusts anyone, whatever the name of the host. */
  static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
