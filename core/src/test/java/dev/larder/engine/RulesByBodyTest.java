package dev.larder.engine;

import static dev.larder.engine.Bench.get;
import static dev.larder.engine.Bench.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.engine.rules.RequestBody;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that enable methods, whose responses are stored under the body of the request. */
class RulesByBodyTest {

  @TempDir Path folder = Path.of("");

  private Bench bench;

  @BeforeEach
  void setUp() {
    bench = new Bench(folder.resolve("cache"));
  }

  private Exchange post(String body, String... headers) {
    RequestHead request = unknown(headers);
    assertTrue(bench.cache.asksForBody(request));
    RequestBody known = RequestBody.of(body.getBytes(StandardCharsets.UTF_8));
    return bench.cache.exchange(new ClientRequest("client", request, "", null, known));
  }

  private static RequestHead unknown(String... headers) {
    return new RequestHead("POST", Bench.PAGE, Headers.of(headers), true);
  }

  private String answered(Exchange exchange, ResponseHead head, String body) {
    RequestDecision decision = exchange.begin();
    if (decision instanceof RequestDecision.Serve) {
      return bench.served(decision).body();
    }
    Forward forward = assertInstanceOf(Forward.class, decision);
    assertEquals(Headers.empty(), forward.fields());
    Bench.relay(forward.received(head, null), body);
    return body;
  }

  @Test
  void anEnabledMethodIsAnsweredByItsBodyAndContentType() throws IOException {
    bench.rules(
        folder.resolve("c.json"),
        "{\"match\": {\"path\": \"/page\"}, \"enable-methods\": [\"POST\"]}");
    ResponseHead head = response(200, "Cache-Control", "max-age=60", "ETag", "\"1\"");
    bench.fetch(get(), head, "get");
    String json = "application/json";
    assertEquals("a1", answered(post("a", "Content-Type", json), head, "a1"));
    assertEquals("a1", answered(post("a", "Content-Type", json), head, "a2"));
    assertEquals("b1", answered(post("b", "Content-Type", json), head, "b1"));
    assertEquals("t1", answered(post("a", "Content-Type", "text/plain"), head, "t1"));
    assertEquals("n1", answered(post("a"), head, "n1"));
    assertEquals("u1", answered(post("a", "Content-Type", json, "Authorization", "x"), head, "u1"));
    assertEquals("a1", answered(post("a", "Content-Type", json), head, "a3"));
    assertTrue(bench.hits(get()), "it changes nothing");
    bench.clock.pass(Duration.ofMinutes(2));
    assertEquals("a4", answered(post("a", "Content-Type", json), head, "a4"), "no conditions");
  }

  @Test
  void whatAnEnabledMethodBringsIsKeptOnlyForAStatedTime() throws IOException {
    bench.rules(folder.resolve("c.json"), "{\"enable-methods\": \"POST\"}");
    ResponseHead guessed = response(200, "Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT");
    assertEquals("1", answered(post("a"), guessed, "1"));
    assertEquals("2", answered(post("a"), guessed, "2"));
    ResponseHead part =
        response(
            206, "Cache-Control", "max-age=60", "ETag", "\"1\"", "Content-Range", "bytes 0-0/2");
    assertEquals("3", answered(post("a"), part, "3"));
    bench.rules(folder.resolve("c.json"), "{\"enable-methods\": \"POST\", \"max-age\": \"1m\"}");
    assertEquals("4", answered(post("a"), guessed, "4"));
    assertEquals("4", answered(post("a"), guessed, "5"));
  }

  @Test
  void anEnabledMethodWhoseBodyIsNotKnownIsOneLikeAnyOther() throws IOException {
    bench.rules(folder.resolve("c.json"), "{\"enable-methods\": \"POST\", \"max-age\": \"1m\"}");
    bench.fetch(get(), response(200), "get");
    assertEquals("1", answered(bench.exchange(unknown()), response(200), "1"));
    assertFalse(bench.hits(get()), "it may have changed something");
    assertEquals("2", answered(bench.exchange(unknown()), response(200), "2"));
    String[] condition = {"If-None-Match", "\"1\""};
    assertEquals("3", answered(post("a", condition), response(200), "3"));
    assertEquals("4", answered(post("a", condition), response(200), "4"));
    RequestHead put = new RequestHead("PUT", Bench.PAGE, Headers.empty(), true);
    assertFalse(bench.cache.asksForBody(put));
  }

  @Test
  void thoseWhoAskTheSameByBodyWaitForOneOfThem() throws IOException {
    bench.rules(folder.resolve("c.json"), "{\"enable-methods\": \"POST\"}");
    ResponseHead head = response(200, "Cache-Control", "max-age=60");
    Forward first = assertInstanceOf(Forward.class, post("a").begin());
    Wait wait = assertInstanceOf(Wait.class, post("a").begin());
    assertInstanceOf(Forward.class, post("b").begin());
    Bench.relay(first.received(head, null), "1");
    assertTrue(wait.released().isDone());
    assertEquals("1", bench.served(wait.resume()).body());
  }
}
