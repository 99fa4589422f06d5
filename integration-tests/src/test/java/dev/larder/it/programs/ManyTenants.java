package dev.larder.it.programs;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;

/**
 * A server that acts for many users, each with a token and a cookie jar of its own, and checks each
 * response for the name of the user it was fetched for. Paths below {@code /all/} are for
 * everybody.
 *
 * <p>Arguments: an origin for HTTP/1.1 with gates, one for HTTP/2, users, paths, requests, whether
 * this process comes first, whether everybody starts with everything at once, a seed.
 */
public final class ManyTenants {

  private static final int THREADS = 8;

  private final URI[] origins;
  private final int paths;
  private final List<HttpClient> clients = new ArrayList<>();
  private final LongAdder crossings = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder done = new LongAdder();

  private ManyTenants(URI[] origins, int users, int paths) {
    this.origins = origins;
    this.paths = paths;
    for (int user = 0; user < users; user++) {
      CookieManager jar = new CookieManager();
      HttpCookie cookie = new HttpCookie("jar", "user" + user);
      cookie.setPath("/");
      cookie.setVersion(0);
      jar.getCookieStore().add(URI.create("http://127.0.0.1/"), cookie);
      clients.add(HttpClient.newBuilder().cookieHandler(jar).build());
    }
  }

  public static void main(String[] arguments) throws Exception {
    URI[] origins = {URI.create(arguments[0]), URI.create(arguments[1])};
    int requests = Integer.parseInt(arguments[4]);
    boolean first = Boolean.parseBoolean(arguments[5]);
    boolean atOnce = Boolean.parseBoolean(arguments[6]);
    long seed = Long.parseLong(arguments[7]);
    ManyTenants tenants =
        new ManyTenants(origins, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    if (first) {
      tenants.inThreads(thread -> tenants.everything(thread, atOnce));
      new Gate(origins[0]).open("warm");
    } else {
      new Gate(origins[0]).await("warm");
    }
    tenants.inThreads(thread -> tenants.random(new Random(seed + thread), requests / THREADS));
    System.out.println("requests " + tenants.done);
    System.out.println("crossings " + tenants.crossings);
    System.out.println("failures " + tenants.failures);
    System.exit(0);
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  /** Virtual ones where there are any. */
  private void inThreads(Work work) throws Exception {
    ThreadFactory factory = Executors.defaultThreadFactory();
    if (Runtime.version().feature() >= 21) {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      factory =
          (ThreadFactory)
              Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, factory);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      tasks.add(
          () -> {
            work.run(thread);
            return null;
          });
    }
    for (Future<Void> task : threads.invokeAll(tasks)) {
      task.get();
    }
    threads.shutdown();
  }

  /** What is for everybody, each path by one thread or by all at once. */
  private void everything(int thread, boolean atOnce) throws Exception {
    for (int path = 0; path < paths; path++) {
      if (path % 4 == 0 && (atOnce || path / 4 % THREADS == thread)) {
        check(thread, path, 0, false);
        check(thread, path, 1, true);
      }
    }
  }

  private void random(Random random, int requests) throws Exception {
    for (int i = 0; i < requests; i++) {
      int user = random.nextInt(clients.size());
      check(user, random.nextInt(paths), random.nextInt(2), random.nextBoolean());
    }
  }

  private void check(int user, int path, int origin, boolean async) throws Exception {
    boolean forAll = path % 4 == 0;
    HttpRequest request =
        HttpRequest.newBuilder(origins[origin].resolve((forAll ? "/all/" : "/mine/") + path))
            .version(origin == 0 ? Version.HTTP_1_1 : Version.HTTP_2)
            .header("Authorization", "Bearer token" + user)
            .build();
    HttpClient client = clients.get(user);
    HttpResponse<String> response =
        async
            ? client.sendAsync(request, BodyHandlers.ofString()).get()
            : client.send(request, BodyHandlers.ofString());
    String who = "Bearer token" + user + " jar=user" + user;
    String expected = path + (forAll ? " for all" : " for " + who);
    done.increment();
    if (response.statusCode() != 200) {
      failures.increment();
    } else if (!response.body().equals(expected)
        || !response.headers().firstValue("X-For").orElse(who).equals(who)) {
      crossings.increment();
      System.out.println(user + " expected " + expected + ", got " + response.body());
    }
  }
}
