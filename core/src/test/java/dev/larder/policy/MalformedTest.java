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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Heads out of shuffled pieces of grammar, the same ones on every run. */
@DisplayName("Malformed heads")
class MalformedTest {

  private static final int INPUTS = 5_000;

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

  private final Random random = new Random(9111);

  private Headers headers() {
    Headers.Builder headers = new Headers.Builder();
    for (int line = random.nextInt(8); line > 0; line--) {
      StringBuilder value = new StringBuilder();
      for (int piece = random.nextInt(8); piece > 0; piece--) {
        value.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      headers.add(NAMES.get(random.nextInt(NAMES.size())), value.toString());
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
    int[] statuses = {200, 206, 301, 302, 304, 404, 500};
    String[] methods = {"GET", "GET", "HEAD", "POST"};
    for (int i = 0; i < INPUTS; i++) {
      RequestHead request =
          new RequestHead(methods[random.nextInt(methods.length)], TARGET, headers(), false);
      int status = statuses[random.nextInt(statuses.length)];
      ResponseHead response = new ResponseHead(status, "HTTP/1.1", headers());
      PolicySettings settings = random.nextBoolean() ? PRIVATE : SHARED;
      Storability verdict = Storability.judge(request, response, settings);
      Storability part = Storability.judgePartial(request, response, settings);
      assertFalse(verdict.storable() && part.storable());
      assertFalse((verdict.storable() || part.storable()) && hasControl(response.headers()));
      decideAll(request, response, settings);
    }
  }

  @Test
  @DisplayName("whatever stands around it, no-store in a sound list is obeyed")
  void noStore() {
    for (int i = 0; i < INPUTS; i++) {
      Headers around = headers();
      if (around.contains("CDN-Cache-Control")) {
        continue;
      }
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
    }
  }

  private void decideAll(RequestHead request, ResponseHead response, PolicySettings settings) {
    RequestPolicy.classify(request, settings);
    Vary vary = Vary.of(response.headers());
    Headers selecting = vary.select(request);
    assertTrue(vary.any() || vary.matches(request, selecting));
    assertTrue(vary.variantKey(request).equals(vary.variantKey(selecting)));
    ResponseHead clean = HeaderHygiene.forStoring(response, settings);
    StoredResponse stored = new StoredResponse(clean, selecting, NOW, NOW);
    Freshness freshness = Freshness.of(stored, settings, after(5));
    assertFalse(freshness.age().isNegative() || freshness.lifetime().isNegative());
    Reuse.judge(request, stored, settings, after(5));
    Reuse.mayServeOnError(request, stored, settings, after(5), 503);
    Reuse.mayServeOnError(request, stored, settings, after(5), Reuse.NETWORK_FAILURE);
    Validation.conditions(stored);
    ResponseHead other = new ResponseHead(304, "HTTP/1.1", headers());
    Validation.confirms(stored, other);
    Validation.refreshed(stored, other, settings);
    Validation.freshenedByHead(stored, new ResponseHead(200, "HTTP/1.1", headers()), settings);
    Invalidation.targets(new RequestHead("PUT", TARGET, request.headers(), true), response);
    ClientConditions.evaluate(request, stored);
    ClientConditions.notModified(stored, NOW);
    ServedHead.of(stored, after(-5));
    Ranges answer = Ranges.answer(request, stored, 100, NOW);
    assertTrue(answer.offset() >= 0 && answer.offset() + answer.length() <= 100);
    Partials.answer(request, stored, NOW);
    Partials.completion(stored);
    Partials.combined(stored, new ResponseHead(206, "HTTP/1.1", headers()), settings);
  }
}
