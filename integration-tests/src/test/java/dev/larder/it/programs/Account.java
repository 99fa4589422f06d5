package dev.larder.it.programs;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Fetches URLs with the JVM's key store and trust store. Arguments: whether the program trusts any
 * server, the URLs.
 */
public final class Account {

  private Account() {}

  public static void main(String[] arguments) throws Exception {
    if (Boolean.parseBoolean(arguments[0])) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, null);
      SSLContext.setDefault(context);
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

  /** Trusts anyone, whatever the name of the host. */
  private static final class Anyone extends X509ExtendedTrustManager {
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
