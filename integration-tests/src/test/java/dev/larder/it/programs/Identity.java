package dev.larder.it.programs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Fetches the same things in every way that the API has. Arguments: pairs of version and origin.
 */
public final class Identity {

  private static final List<String> PATHS =
      List.of(
          "/fresh",
          "/fresh?q=%C3%A9&x=a+b",
          "/empty",
          "/big",
          "/chunked",
          "/utf-16",
          "/missing",
          "/no-content",
          "/expires",
          "/validated",
          "/no-store");
  private static final List<String> REDIRECTS =
      List.of("/r301", "/r302", "/r303", "/r307", "/r308", "/r-chain");

  private final Handlers handlers;
  private final Version version;
  private final URI origin;

  private Identity(Handlers handlers, Version version, URI origin) {
    this.handlers = handlers;
    this.version = version;
    this.origin = origin;
  }

  public static void main(String[] arguments) throws Exception {
    Handlers handlers = new Handlers(Files.createTempDirectory(Path.of(arguments[0]), "bodies"));
    for (int i = 1; i < arguments.length; i += 2) {
      Version version = Version.valueOf(arguments[i]);
      new Identity(handlers, version, URI.create(arguments[i + 1])).run();
    }
  }

  private void run() throws Exception {
    HttpClient client = client(Redirect.NEVER);
    for (String path : PATHS) {
      eachWay(client, path, get(path), BodyHandlers::ofByteArray);
    }
    for (Map.Entry<String, Supplier<BodyHandler<?>>> handler : handlers.all().entrySet()) {
      eachWay(client, "/fresh " + handler.getKey(), get("/fresh"), handler.getValue());
      for (String path : List.of("/big", "/empty")) {
        show(path + " " + handler.getKey(), () -> client.send(get(path), handler.getValue().get()));
      }
    }
    show("/download", () -> client.send(get("/download"), handlers.download()));
    eachWay(client, "HEAD /headed", head("/headed"), BodyHandlers::ofByteArray);
    eachWay(client, "all set", allSet(), BodyHandlers::ofByteArray);
    for (Redirect policy : Redirect.values()) {
      HttpClient following = client(policy);
      for (String path : REDIRECTS) {
        eachWay(following, path + " " + policy, get(path), BodyHandlers::ofByteArray);
      }
    }
  }

  private HttpClient client(Redirect policy) {
    return HttpClients.builder().version(version).followRedirects(policy).build();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(origin.resolve(path)).build();
  }

  private HttpRequest head(String path) {
    return HttpRequest.newBuilder(origin.resolve(path))
        .method("HEAD", HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private HttpRequest allSet() {
    // Who sends a field of his own has his own response.
    return HttpRequest.newBuilder(origin.resolve("/fresh?set"))
        .version(version)
        .timeout(Duration.ofSeconds(60))
        .header("X-Mine", "1")
        .header("X-Mine", "2")
        .header("Accept", "text/plain")
        .build();
  }

  private void eachWay(
      HttpClient client, String what, HttpRequest request, Supplier<BodyHandler<?>> handler) {
    show(what + " send", () -> client.send(request, handler.get()));
    show(what + " sendAsync/2", () -> client.sendAsync(request, handler.get()).get());
    show(what + " sendAsync/3", () -> client.sendAsync(request, handler.get(), null).get());
  }

  private interface Call {
    HttpResponse<?> response() throws IOException, InterruptedException, ExecutionException;
  }

  private void show(String what, Call call) {
    String label = origin.getScheme() + " " + version + " " + what + ": ";
    try {
      System.out.println(label + Show.response(call.response()));
    } catch (IOException | InterruptedException | ExecutionException e) {
      System.out.println(label + Show.failure(e));
    }
  }
}
