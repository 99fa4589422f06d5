package dev.larder.it.programs;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What a cache has no business with: WebSocket, request bodies, pushed responses; and what passes a
 * proxy. Arguments: an http, an https, an h2 origin, the port of a proxy.
 */
public final class Untouched {

  private final URI http;
  private final URI https;
  private final URI h2;

  private Untouched(URI http, URI https, URI h2) {
    this.http = http;
    this.https = https;
    this.h2 = h2;
  }

  public static void main(String[] arguments) throws Exception {
    Untouched program =
        new Untouched(URI.create(arguments[0]), URI.create(arguments[1]), URI.create(arguments[2]));
    for (int i = 0; i < 2; i++) {
      program.webSocket();
      program.requestBodies();
      program.pushed();
      program.proxied(Integer.parseInt(arguments[3]));
    }
  }

  private void webSocket() throws Exception {
    CompletableFuture<String> text = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data + " " + last);
            return WebSocket.Listener.super.onText(socket, data, last);
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
          }

          @Override
          public void onError(WebSocket socket, Throwable failure) {
            text.completeExceptionally(failure);
            closed.completeExceptionally(failure);
          }
        };
    URI uri = URI.create("ws" + http.resolve("/socket").toString().substring("http".length()));
    WebSocket socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, listener).get();
    WebSocket sent = socket.sendText("hello", true).get();
    System.out.println("socket " + text.get());
    WebSocket ended = sent.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
    System.out.println("socket closed " + closed.get() + " " + ended.getSubprotocol());
  }

  private void requestBodies() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    for (String method : new String[] {"POST", "PUT", "PATCH", "GET"}) {
      HttpRequest request =
          HttpRequest.newBuilder(http.resolve("/echo"))
              .method(method, BodyPublishers.ofString("a body for " + method))
              .build();
      System.out.println(Show.response(client.send(request, BodyHandlers.ofString())));
    }
  }

  private void pushed() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build();
    ConcurrentMap<HttpRequest, CompletableFuture<HttpResponse<String>>> promises =
        new ConcurrentHashMap<>();
    HttpRequest request = HttpRequest.newBuilder(h2.resolve("/pushing")).build();
    HttpResponse<String> response =
        client
            .sendAsync(
                request,
                BodyHandlers.ofString(),
                HttpResponse.PushPromiseHandler.of(r -> BodyHandlers.ofString(), promises))
            .get();
    System.out.println(Show.response(response));
    for (Map.Entry<HttpRequest, CompletableFuture<HttpResponse<String>>> promise :
        promises.entrySet()) {
      System.out.println(
          "pushed " + promise.getKey().uri() + " " + Show.response(promise.getValue().get()));
    }
  }

  private void proxied(int port) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
            .build();
    for (URI origin : new URI[] {http, https}) {
      HttpRequest request = HttpRequest.newBuilder(origin.resolve("/proxied")).build();
      System.out.println(Show.response(client.send(request, BodyHandlers.ofString())));
    }
  }
}
