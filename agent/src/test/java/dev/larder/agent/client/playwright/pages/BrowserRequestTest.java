package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrowserRequestTest {

  private static final String URL = "http://a.example/a.js";

  @Test
  void onlyPlainRequestsAreTaken() throws IOException {
    assertNotNull(request("GET", "\"Accept\":\"*/*\""));
    assertNull(request("POST", ""));
    assertNull(request("GET", "\"Range\":\"bytes=0-1\""));
    assertNull(request("GET", "\"if-none-match\":\"x\""));
    assertNull(BrowserRequest.of(Json.read("{\"method\":\"GET\"}"), "data:text/plain,x"));
  }

  @Test
  void cookiesAreLeftToTheBrowserWhereFieldsAreAdded() throws IOException {
    RequestHead request = request("GET", "\"Cookie\":\"a=1\",\"Accept\":\"*/*\"");
    assertNotNull(request);
    assertEquals(
        List.of("Accept", "*/*", "If-None-Match", "\"v\""),
        BrowserRequest.with(request, Headers.of("If-None-Match", "\"v\"")));
  }

  @Test
  void anotherOriginGetsWhatItMayRead() {
    assertTrue(mayGet(Headers.empty(), Headers.empty()));
    Headers other = Headers.of("Origin", "http://b.example");
    assertFalse(mayGet(other, Headers.empty()));
    assertFalse(mayGet(other, Headers.of("Access-Control-Allow-Origin", "http://c.example")));
    assertTrue(mayGet(other, Headers.of("Access-Control-Allow-Origin", "http://b.example")));
    assertTrue(mayGet(other, Headers.of("Access-Control-Allow-Origin", "*")));
    assertFalse(
        mayGet(other.with("Cookie", "a=1"), Headers.of("Access-Control-Allow-Origin", "*")),
        "Fetch 3.3.6: not with credentials");
  }

  @Test
  void aFieldThatWasNotSeenMustNotSelect() {
    RequestHead expected = RequestHead.get(URI.create(URL), Headers.of("Accept", "*/*"));
    Headers sent = Headers.of("Accept", "*/*", "Accept-Language", "de");
    assertTrue(alike(expected, sent, "Accept, Accept-Encoding"));
    assertFalse(alike(expected, sent, "Accept-Language"));
    assertFalse(alike(expected, sent.with("If-None-Match", "x"), "Accept"));
  }

  private static boolean alike(RequestHead expected, Headers sent, String vary) {
    ResponseHead response = new ResponseHead(200, "HTTP/2", Headers.of("Vary", vary));
    return BrowserRequest.selectsAlike(expected, sent, Headers.empty(), response);
  }

  private static boolean mayGet(Headers request, Headers response) {
    return BrowserRequest.mayGet(
        RequestHead.get(URI.create(URL), request), new ResponseHead(200, "HTTP/2", response));
  }

  private static @Nullable RequestHead request(String method, String headers) throws IOException {
    return BrowserRequest.of(
        Json.read("{\"method\":\"" + method + "\",\"headers\":{" + headers + "}}"), URL);
  }
}
