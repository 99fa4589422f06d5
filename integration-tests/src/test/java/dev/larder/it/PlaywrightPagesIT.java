package dev.larder.it;

import static java.time.ZoneOffset.UTC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import dev.larder.it.programs.PlaywrightBrowsing;
import dev.larder.it.programs.PlaywrightCorners;
import dev.larder.it.programs.PlaywrightEnds;
import dev.larder.it.programs.PlaywrightRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** Programs can't tell whether what their pages load comes from the cache. */
@Tag(Extensive.ONE_JDK)
class PlaywrightPagesIT {

  private static final int GOES = 3;

  private final Path directory;

  PlaywrightPagesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void pagesLookTheSame() throws Exception {
    compare(
        "on",
        PlaywrightVersion.newest(),
        PlaywrightBrowsing.class,
        runs -> {
          for (String path : List.of("/awake.js", "/ours.js", "/mine.js", "/mine.js?x")) {
            assertEquals(0, runs.warm().requests(path), path);
          }
          assertEquals(3, runs.cold().requests("/mine.js"), "one for each, and for nobody");
          assertEquals(1, runs.cold().requests("/ours.js"), "what is public is for all");
          assertEquals(1, runs.cold().requests("/answer.js"));
          assertEquals(0, runs.warm().requests("/answer.js"), "let go on by a route");
          assertEquals(1, runs.warm().requests("/answer.js?other"), "changed by a route");
          for (int i = 0; i < 250; i++) {
            assertEquals(0, runs.warm().requests("/picture?" + i), "picture " + i);
          }
        },
        "all");
  }

  @Tag(Extensive.TAG)
  @Test
  void pagesLookTheSameOnTheOldestVersion() throws Exception {
    compare(
        "on",
        PlaywrightVersion.oldest(),
        PlaywrightBrowsing.class,
        runs -> {
          for (String path : List.of("/app.css", "/app.js?1", "/app.svg")) {
            assertEquals(1, runs.cold().requests(path), path);
            assertEquals(0, runs.warm().requests(path), path);
          }
        },
        "assets");
  }

  @Tag(Extensive.TAG)
  @Test
  void pagesLookTheSameFromElsewhere() throws Exception {
    compare(
        "on",
        PlaywrightVersion.newest(),
        PlaywrightCorners.class,
        runs -> {
          for (int i = 0; i < 300; i++) {
            assertEquals(0, runs.warm().requests("/picture?" + i), "picture " + i);
          }
          assertEquals(0, runs.warm().requests("/later.js"), "nothing is recorded any more");
          assertEquals(0, runs.warm().requests("/fresh"), "nor for fetch calls");
          assertEquals(1, runs.warm().requests("/recorded.js"), "the HAR shows a request");
        });
  }

  @Tag(Extensive.TAG)
  @Test
  void theProgramsOwnRoutesMeanTheSame() throws Exception {
    compare(
        "on",
        PlaywrightVersion.newest(),
        PlaywrightRoutes.class,
        runs -> {
          for (String what : List.of("before", "chain", "twice", "missing", "fetched")) {
            assertEquals(0, runs.warm().requests("/told.js?" + what), what);
          }
          assertEquals(0, runs.warm().requests("/lib.js"), "fetched for a request of the page");
          assertEquals(1, runs.warm().requests("/told.js?header"), "changed by a route");
          assertEquals(1, runs.warm().requests("/told.js?other"), "changed by a route");
          assertEquals(1, runs.warm().requests("/told.js?recorded"), "the HAR shows a request");
          assertEquals(1, runs.cold().requests("/account"), "of one person");
          assertEquals(0, runs.warm().requests("/account"), "of one person");
        });
  }

  /** Persistent contexts, browsers of a server, and those that crash. */
  @Tag(Extensive.TAG)
  @Test
  void browsersStartAndEndTheSame() throws Exception {
    compare(
        "on",
        PlaywrightVersion.newest(),
        PlaywrightEnds.class,
        runs -> {
          for (String what : List.of("persistent", "before", "after", "alive", "later")) {
            assertEquals(0, runs.warm().requests("/lib.js?" + what), what);
          }
          assertEquals(1, runs.warm().requests("/lib.js?connected"), "of a driver elsewhere");
        });
  }

  @Tag(Extensive.TAG)
  @Test
  void pagesLookTheSameByDefault() throws Exception {
    compare(
        "auto",
        PlaywrightVersion.newest(),
        PlaywrightBrowsing.class,
        runs -> {
          assertEquals(0, runs.warm().requests("/app.js?1"), "it was slow");
          assertEquals(1, runs.cold().requests("/app.css"), "the browser has it");
          assertEquals(1, runs.warm().requests("/app.css"), "that was not");
        },
        "assets");
  }

  static Stream<Arguments> recording() {
    return Stream.concat(
        PlaywrightVersion.all().map(version -> Arguments.of(version, "on")),
        Stream.of(Arguments.of(PlaywrightVersion.newest(), "auto")));
  }

  /** The driver takes its pictures of the page through a session of its own. */
  @Tag(Extensive.TAG)
  @ParameterizedTest
  @MethodSource("recording")
  void pagesLookTheSameWhileVideosAreRecorded(PlaywrightVersion version, String pages)
      throws Exception {
    compare(
        pages,
        version,
        PlaywrightBrowsing.class,
        runs -> {
          assertEquals(2, Collections.frequency(runs.warm().result().lines(), "video truetrue"));
          assertEquals(0, runs.warm().requests("/app.js?1"), "it is cached");
        },
        "video");
  }

  /**
   * What the program sees is the same each time. What is told to the browser too late passes
   * untouched, as on a busy machine: so it may take some goes to see that the rest is cached.
   */
  private void compare(
      String pages,
      PlaywrightVersion version,
      Class<?> program,
      Consumer<Comparison> cached,
      String... parts)
      throws Exception {
    for (int go = 1; ; go++) {
      Path cache = directory.resolve("cache" + go);
      Comparison runs = compared(cache, pages, version, program, parts);
      try {
        if (Agent.present()) {
          cached.accept(runs);
        }
        return;
      } catch (AssertionError e) {
        if (go == GOES) {
          throw e;
        }
      }
    }
  }

  /** One script of the site counts as slow. */
  private static Comparison compared(
      Path cache, String pages, PlaywrightVersion version, Class<?> program, String... parts)
      throws Exception {
    version.require();
    Path chromium = PlaywrightVersion.chromium();
    String browsers =
        List.of(parts).contains("video")
            ? version.browsers(cache.resolveSibling("browsers")).toString()
            : "";
    try (OriginServer origin = OriginServer.http();
        OriginServer other = OriginServer.http()) {
      PlaywrightSite.furnish(origin);
      PlaywrightSite.furnish(other);
      Files.createDirectory(cache);
      Files.writeString(
          cache.resolve("pages"), LocalDate.now(UTC).toEpochDay() + " " + origin.uri("/app.js"));
      Comparison runs =
          Comparison.of(
              Jdk.running(),
              cache,
              List.of(origin, other),
              jvm ->
                  version
                      .set(jvm, Gson.class, AssertionFailedError.class)
                      .property("larder.playwright.pages", pages)
                      .environment("PLAYWRIGHT_BROWSERS_PATH", browsers)
                      .main(
                          program,
                          Stream.concat(
                                  Stream.of(origin.uri("/"), other.uri("/"), chromium),
                                  Stream.of(parts))
                              .toArray()));
      runs.same();
      assertEquals(0, runs.without().result().exitCode());
      Path log = cache.resolve("larder.log");
      assertEquals(List.of(), Files.exists(log) ? Files.readAllLines(log) : List.of());
      return runs;
    }
  }
}
