package dev.larder.it.programs;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/**
 * Lets an application with a class loader of its own make the first requests of the process, drops
 * it, and says whether its classes are gone. Argument: the origin.
 */
public final class Dropped {

  private static final int TURNS = 400;

  private Dropped() {}

  public static void main(String[] arguments) throws Exception {
    WeakReference<ClassLoader> loader = visit(arguments[0]);
    for (int i = 0; i < TURNS && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(50);
    }
    System.out.println(loader.get() == null ? "collected" : "kept");
  }

  private static WeakReference<ClassLoader> visit(String origin) throws Exception {
    URL classes = Dropped.class.getProtectionDomain().getCodeSource().getLocation();
    URLClassLoader loader =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
    Runnable application =
        (Runnable)
            loader
                .loadClass(Application.class.getName())
                .getConstructor(URI.class)
                .newInstance(URI.create(origin));
    Thread thread = new Thread(application, "application");
    thread.setContextClassLoader(loader);
    thread.start();
    thread.join();
    loader.close();
    return new WeakReference<>(loader);
  }

  /** A miss and a hit, two requests at once, and one that is validated in the background. */
  public static final class Application implements Runnable {

    private static final InheritableThreadLocal<Object> OWN = new InheritableThreadLocal<>();

    private final URI origin;

    public Application(URI origin) {
      this.origin = origin;
    }

    @Override
    public void run() {
      OWN.set(this);
      HttpClient client = HttpClient.newHttpClient();
      System.out.println(send(client, "/a") + send(client, "/a"));
      CompletableFuture<String> one = get(client, "/slow");
      CompletableFuture<String> other = get(client, "/slow");
      System.out.println(one.join() + other.join());
      String first = get(client, "/stale").join();
      String last = first;
      for (int i = 0; i < 200 && last.equals(first); i++) {
        last = get(client, "/stale").join();
      }
      System.out.println(last.equals(first) ? "never another" : "another");
    }

    private String send(HttpClient client, String path) {
      try {
        return client.send(request(path), BodyHandlers.ofString()).body();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private CompletableFuture<String> get(HttpClient client, String path) {
      return client.sendAsync(request(path), BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }

    private HttpRequest request(String path) {
      return HttpRequest.newBuilder(origin.resolve(path)).build();
    }
  }
}
