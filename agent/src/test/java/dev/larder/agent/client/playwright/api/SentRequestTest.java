package dev.larder.agent.client.playwright.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentRequestTest {

  private static final String SENT = "\u2192 GET http://a.example/";
  private static final String ANSWERED = "\u2190 200 OK";

  private static List<String> log(String... fields) {
    List<String> log = new ArrayList<>(List.of(SENT, "  accept: */*", "  user-agent: driver"));
    log.addAll(List.of(fields));
    log.addAll(List.of(ANSWERED, "  x-other: y"));
    return log;
  }

  private static boolean is(List<String> log, String... expected) {
    return is(true, log, expected);
  }

  private static boolean is(boolean jar, List<String> log, String... expected) {
    RequestHead request =
        RequestHead.get(
            URI.create("http://a.example/"),
            Headers.of("accept", "*/*").with(Headers.of(expected)));
    return SentRequest.of(log).is(request, Headers.empty(), false, jar);
  }

  @Test
  void oneRequestWithTheExpectedFieldsIsWhatWasExpected() {
    assertTrue(is(log()));
    assertTrue(is(log("  x-a: 1"), "x-a", "1"));
  }

  @Test
  void aFieldMoreLessOrOtherIsSomethingElse() {
    assertFalse(is(log("  x-a: 1")));
    assertFalse(is(log(), "x-a", "1"));
    assertFalse(is(log("  x-a: 2"), "x-a", "1"));
    assertFalse(is(log("  authorization: Basic x")));
  }

  @Test
  void onlyCookiesThatWereExpectedMayBeSent() {
    assertTrue(is(log("  cookie: a=1"), "cookie", "a=1; b=2"));
    assertTrue(is(log(), "cookie", "a=1"));
    assertFalse(is(log("  cookie: a=1; c=3"), "cookie", "a=1; b=2"));
    assertFalse(is(log("  cookie: a=1")));
  }

  @Test
  void cookiesThatTheProgramSetsItselfAreSentAsTheyAre() {
    assertTrue(is(false, log("  cookie: b=2; a=1"), "cookie", "a=1; b=2"));
    assertFalse(is(false, log("  cookie: a=1"), "cookie", "a=1; b=2"));
    assertFalse(is(false, log(), "cookie", "a=1"));
  }

  @Test
  void twoRequestsOrAnUnknownLineAreSomethingElse() {
    List<String> twice = log();
    twice.addAll(log());
    assertFalse(is(twice));
    assertFalse(is(log("something else")));
    assertFalse(is(List.of()));
  }
}
