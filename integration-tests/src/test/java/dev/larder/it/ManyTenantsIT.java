package dev.larder.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.it.programs.ManyTenants;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two processes that act for many users over one directory. With {@code -Dlarder.tenants=200000}
 * that many requests are made, by 64 users for 200 paths, instead of the short form.
 */
@Tag(Extensive.TAG)
class ManyTenantsIT {

  private static final int REQUESTS = Integer.getInteger("larder.tenants", 0);
  private static final boolean LONG = REQUESTS > 0;
  private static final int USERS = LONG ? 64 : 16;
  private static final int PATHS = LONG ? 200 : 40;

  @ParameterizedTest
  @MethodSource("dev.larder.it.Jdks#all")
  void nobodyGetsWhatIsAnothers(Jdk jdk, @TempDir Path directory) throws Exception {
    try (OriginServer http = OriginServer.http();
        JettyOrigin h2c = JettyOrigin.h2c()) {
      List<Origin> origins = List.of(http, h2c);
      origins.forEach(ManyTenantsIT::furnish);
      ForkedJvm.Running first = start(jdk, directory, http, h2c, true);
      ForkedJvm.Running second = start(jdk, directory, http, h2c, false);
      int requests = check(first) + check(second);
      for (Origin origin : origins) {
        Map<String, Integer> asked = origin.take();
        System.out.println(
            jdk + ": " + requests + " requests, of " + origin.uri("/") + " " + sum(asked));
        if (Agent.present()) {
          for (int path = 0; path < PATHS; path += 4) {
            assertEquals(1, asked.get("/all/" + path), "/all/" + path);
          }
          assertTrue(sum(asked) < requests / 2, "most were answered from the cache");
        }
      }
    }
  }

  private static ForkedJvm.Running start(
      Jdk jdk, Path directory, Origin http, Origin h2c, boolean first) throws Exception {
    return ForkedJvm.on(jdk)
        .agent()
        .property("larder.dir", directory.resolve("cache"))
        .main(
            ManyTenants.class,
            http.uri("/"),
            h2c.uri("/"),
            USERS,
            PATHS,
            LONG ? REQUESTS / 2 : 3_000,
            first,
            LONG,
            first ? 1 : 1_000)
        .start();
  }

  private static int check(ForkedJvm.Running running) throws Exception {
    ForkedJvm.Result result = LONG ? running.await(1_800) : running.await();
    assertEquals("", result.stderr());
    List<String> lines = result.lines();
    assertEquals(List.of("crossings 0", "failures 0"), lines.subList(1, lines.size()));
    return Integer.parseInt(lines.get(0).replace("requests ", ""));
  }

  private static int sum(Map<String, Integer> asked) {
    return asked.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * What is for one is declared in every way that there is, with a tag that is the same for all.
   */
  private static void furnish(Origin origin) {
    List<String> ways =
        List.of(
            "private, max-age=3600",
            "max-age=3600",
            "max-age=0",
            "no-cache",
            "max-age=0, stale-while-revalidate=3600",
            "max-age=3600, must-revalidate");
    for (int path = 0; path < PATHS; path++) {
      String number = Integer.toString(path);
      if (path % 4 == 0) {
        origin.on(
            "/all/" + path,
            Page.of(200, path + " for all", "Cache-Control", "public, max-age=86400"));
      } else {
        String way = ways.get(path % ways.size());
        boolean varies = path % 7 == 0;
        origin.on("/mine/" + path, request -> mine(request, number, way, varies));
      }
    }
  }

  private static Page mine(Received request, String number, String way, boolean varies) {
    String who = request.first("authorization") + " " + request.first("cookie");
    boolean known = "\"same\"".equals(request.first("if-none-match"));
    Page page =
        Page.of(known ? 304 : 200, number + " for " + who, "Cache-Control", way)
            .with("ETag", "\"same\"")
            .with("X-For", who);
    return varies ? page.with("Vary", "Authorization") : page;
  }
}
