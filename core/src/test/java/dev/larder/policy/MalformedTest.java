package dev.larder.policy;

import static dev.larder.policy.Exchange.NOW;
import static dev.larder.policy.Exchange.PRIVATE;
import static dev.larder.policy.Exchange.SHARED;
import static dev.larder.policy.Exchange.TARGET;
import static dev.larder.policy.Exchange.after;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.policy.identity.Vary;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Heads out of shuffled pieces of grammar. */
@DisplayName("Malformed heads")
class MalformedTest {

  private static final List<String> NAMES =
      List.of(
          "Age",
          "Authorization",
          "Cache-Control",
          "CDN-Cache-Control",
          "Connection",
          "Content-Length",
          "Content-Location",
          "Content-Range",
          "Date",
          "ETag",
          "Expires",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "Last-Modified",
          "Location",
          "Pragma",
          "Range",
          "Set-Cookie",
          "Transfer-Encoding",
          "Upgrade",
          "Vary",
          "Accept-Encoding",
          "Accept-Language",
          "X y",
          "");

  private static final List<String> PIECES =
      List.of(
          "max-age",
          "no-store",
          "no-cache",
          "private",
          "public",
          "s-maxage",
          "max-stale",
          "min-fresh",
          "must-understand",
          "stale-while-revalidate",
          "only-if-cached",
          "=",
          "=",
          ",",
          ",",
          ";",
          "\"",
          "\\",
          " ",
          "\t",
          "0",
          "1",
          "60",
          "-1",
          "99999999999999999999",
          "1.5",
          "bytes=",
          "bytes ",
          "0-9",
          "-",
          "/",
          "*",
          "/100",
          "W/",
          "gzip",
          "en",
          "q=0.5",
          "q=",
          "Sun, 01 Mar 2026 12:00:00 GMT",
          "Sun, 01 Mar",
          "Sunday, 01-Mar-26 12:00:00 GMT",
          "é",
          "\u0000",
          "\r\n",
          "?x",
          "#",
          "%",
          "//",
          "https://example.com/",
          ":",
          "(",
          ")",
          "?1",
          "chunked",
          "Accept-Encoding",
          "\ud800");

  private static final List<String[]> SOUND =
      List.of(
          new String[] {"Cache-Control", "max-age=60, no-cache=\"a, b\", private"},
          new String[] {"CDN-Cache-Control", "max-age=60;x=1, a=(1 \"b\" :YQ==:), no-cache=?0"},
          new String[] {"Vary", "accept-encoding, Accept-Language, X"},
          new String[] {"Accept-Encoding", "gzip;q=0.5, br, *;q=0"},
          new String[] {"Accept-Language", "de-CH, de;q=0.9, *;q=0.1"},
          new String[] {"ETag", "W/\"abc\""},
          new String[] {"If-None-Match", "W/\"abc\", \"d\""},
          new String[] {"Range", "bytes=0-9, -5"},
          new String[] {"Content-Range", "bytes 0-9/100"},
          new String[] {"Date", "Sun, 01 Mar 2026 12:00:00 GMT"},
          new String[] {"Expires", "Sunday, 01-Mar-26 12:00:00 GMT"},
          new String[] {"Last-Modified", "Sun Mar  1 12:00:00 2026"},
          new String[] {"Age", "100"},
          new String[] {"Content-Location", "https://user@[::1]:8080/a/../b;c?d=%41#e"});

  private static Headers headers(SplittableRandom random) {
    Headers.Builder headers = new Headers.Builder();
    for (int line = random.nextInt(8); line > 0; line--) {
      StringBuilder value = new StringBuilder();
      for (int piece = random.nextInt(8); piece > 0; piece--) {
        value.append(Fuzz.one(random, PIECES));
      }
      headers.add(Fuzz.one(random, NAMES), value.toString());
    }
    return headers.build();
  }

  private static boolean hasControl(Headers headers) {
    for (Headers.Field field : headers) {
      if (field.value().chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
        return true;
      }
    }
    return false;
  }

  @Test
  @DisplayName("every decision stands on any input, and no control character is stored")
  void decisions() {
    List<Integer> statuses = List.of(200, 206, 301, 302, 304, 404, 500);
    List<String> methods = List.of("GET", "GET", "HEAD", "POST");
    Fuzz.inputs(
        random -> {
          RequestHead request =
              new RequestHead(Fuzz.one(random, methods), TARGET, headers(random), false);
          ResponseHead response =
              new ResponseHead(Fuzz.one(random, statuses), "HTTP/1.1", headers(random));
          PolicySettings settings = random.nextBoolean() ? PRIVATE : SHARED;
          Storability verdict = Storability.judge(request, response, settings);
          Storability part = Storability.judgePartial(request, response, settings);
          assertFalse(verdict.storable() && part.storable());
          assertFalse((verdict.storable() || part.storable()) && hasControl(response.headers()));
          decideAll(request, response, settings, headers(random));
        });
  }

  @Test
  @DisplayName("every decision stands on any value that once was sound")
  void mutatedValues() {
    Fuzz.fewerInputs(
        random -> {
          Headers.Builder fields = new Headers.Builder();
          for (String[] field : SOUND) {
            fields.add(field[0], Fuzz.mutated(random, field[1]));
          }
          Headers headers = fields.build();
          RequestHead request = RequestHead.get(TARGET, headers);
          int status = random.nextBoolean() ? 200 : 206;
          ResponseHead response = new ResponseHead(status, "HTTP/2", headers);
          decideAll(request, response, random.nextBoolean() ? PRIVATE : SHARED, headers);
        });
  }

  @Test
  @DisplayName("values far longer than any server sends are read to their end")
  void longValues() {
    for (String piece : PIECES) {
      for (String start : List.of("", "\"", "a=\"", "/", "bytes=", "bytes 0-")) {
        String value = start + piece.repeat(10_000 / piece.length());
        for (String name : NAMES) {
          Headers headers = Headers.of(name, value);
          RequestHead request = RequestHead.get(TARGET, headers);
          decideAll(request, new ResponseHead(200, "HTTP/1.1", headers), SHARED, headers);
        }
      }
    }
  }

  @Test
  @DisplayName("whatever stands around it, no-store in a sound list is obeyed")
  void noStore() {
    Fuzz.inputs(
        random -> {
          Headers around = headers(random);
          Headers.Builder all = new Headers.Builder().add("Cache-Control", "max-age=60, no-store");
          around.forEach(field -> all.add(field.name(), field.value()));
          Headers headers = all.build();
          if (!String.valueOf(headers.combined("Cache-Control")).contains("must-understand")) {
            assertFalse(
                Storability.judge(
                        RequestHead.get(TARGET, Headers.empty()),
                        new ResponseHead(200, "HTTP/1.1", headers),
                        PRIVATE)
                    .storable());
          }
        });
  }

  private static void decideAll(
      RequestHead request, ResponseHead response, PolicySettings settings, Headers others) {
    RequestClass.of(request);
    Vary vary = Vary.of(response.headers());
    Headers selecting = vary.select(request);
    assertTrue(vary.any() || vary.matches(request, selecting));
    assertTrue(vary.variantKey(request).equals(vary.variantKey(selecting)));
    ResponseHead clean = StorableHeaders.forStoring(response, settings);
    StoredResponse stored = new StoredResponse(clean, selecting, NOW, NOW);
    Freshness freshness = Freshness.of(stored, settings, after(5));
    assertFalse(freshness.age().isNegative() || freshness.lifetime().isNegative());
    Suitability.of(request, stored, settings, after(5));
    Suitability.mayServeOnError(request, stored, settings, after(5), 503);
    Suitability.mayServeOnError(request, stored, settings, after(5), Suitability.NETWORK_FAILURE);
    Validation.conditions(stored);
    ResponseHead other = new ResponseHead(304, "HTTP/1.1", others);
    Validation.confirms(stored, other);
    Validation.refreshed(stored, other, settings);
    Validation.freshenedByHead(stored, new ResponseHead(200, "HTTP/1.1", others), settings);
    Invalidation.targets(new RequestHead("PUT", TARGET, request.headers(), true), response);
    ClientConditions.evaluate(request, stored);
    ClientConditions.notModified(stored, NOW);
    stored.served(after(-5));
    Ranges answer = Ranges.answer(request, stored, 100, NOW);
    assertTrue(answer.offset() >= 0 && answer.offset() + answer.length() <= 100);
    Partials.answer(request, stored, NOW);
    Partials.completion(stored);
    Partials.combined(stored, new ResponseHead(206, "HTTP/1.1", others), settings);
  }
}
