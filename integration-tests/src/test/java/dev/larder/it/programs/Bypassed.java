package dev.larder.it.programs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Changes pages by requests that a cache can't answer, and fetches them before and after.
 * Arguments: an http and an https origin that have pages, and one that has a WebSocket.
 */
public final class Bypassed {

  private Bypassed() {}

  private interface Way {
    HttpResponse<String> send(URI page) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    URI http = URI.create(arguments[0]);
    URI https = URI.create(arguments[1]);
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    changed(
        client,
        http.resolve("/expect"),
        page -> client.send(put(page).expectContinue(true).build(), BodyHandlers.ofString()));
    changed(
        client,
        http.resolve("/push"),
        page ->
            client
                .sendAsync(
                    put(page).build(),
                    BodyHandlers.ofString(),
                    PushPromiseHandler.of(
                        request -> BodyHandlers.ofString(), new ConcurrentHashMap<>()))
                .get());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Account.Anyone()}, null);
    HttpClient trusting =
        HttpClient.newBuilder().version(Version.HTTP_1_1).sslContext(context).build();
    changed(
        client,
        https.resolve("/trust"),
        page -> trusting.send(put(page).build(), BodyHandlers.ofString()));
    URI socket = URI.create(arguments[2].replaceFirst("^http", "ws")).resolve("/socket");
    WebSocket opened =
        client.newWebSocketBuilder().buildAsync(socket, new WebSocket.Listener() {}).get();
    opened.abort();
    System.exit(0);
  }

  private static HttpRequest.Builder put(URI page) {
    return HttpRequest.newBuilder(page).PUT(BodyPublishers.ofString("anew"));
  }

  private static void changed(HttpClient client, URI page, Way way) throws Exception {
    HttpRequest get = HttpRequest.newBuilder(page).build();
    for (int i = 0; i < 2; i++) {
      System.out.println(client.send(get, BodyHandlers.ofString()).body());
    }
    System.out.println(way.send(page).statusCode());
    System.out.println(client.send(get, BodyHandlers.ofString()).body());
  }
}
