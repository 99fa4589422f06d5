package dev.larder.agent.client.playwright;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageArrivalTest {

  private final PageArrival arrival = new PageArrival();

  private void begin(String... fields) {
    arrival.head(new ResponseHead(200, "HTTP/2", Headers.of(fields)));
    arrival.takeBody(new byte[] {1});
  }

  private void sent() throws IOException {
    arrival.sent(Json.read("{\"accept\":\"*/*\"}"));
  }

  @Test
  void whatWasSentMayBeToldLast() throws IOException {
    begin("Content-Length", "1");
    assertFalse(arrival.isComplete());
    arrival.received("http/1.1", true);
    assertFalse(arrival.isComplete());
    sent();
    assertFalse(arrival.isComplete());
    answered(200, "{}");
    assertTrue(arrival.isComplete());
    assertNotNull(arrival.takeComplete());
    assertNull(arrival.takeComplete(), "once");
  }

  @Test
  void theProtocolIsAwaitedWhereItCounts() throws IOException {
    begin();
    sent();
    answered(200, "{}");
    assertFalse(arrival.isComplete());
    arrival.received("h2", true);
    assertTrue(arrival.isComplete());
  }

  @Test
  void whatTheBrowserHadItselfIsNotAwaited() {
    begin("Content-Length", "1");
    arrival.received("http/1.1", false);
    assertTrue(arrival.isComplete());
  }

  @Test
  void cookiesAreUnknownUntilTheyAreTold() throws IOException {
    assertNull(arrival.cookies(200));
    answered(200, "{\"ETag\":\"1\",\"set-cookie\":\"a=1; Path=/\\nb=2\"}");
    assertEquals(List.of("a=1; Path=/", "b=2"), arrival.cookies(200));
  }

  @Test
  void cookiesOfAnotherResponseAreNotTaken() throws IOException {
    answered(304, "{\"Set-Cookie\":\"a=1\"}");
    assertNull(arrival.cookies(200), "the browser has made it of a stored one");
    answered(200, "{}");
    assertNull(arrival.cookies(200), "there were two");
  }

  private void answered(int status, String headers) throws IOException {
    arrival.answered(Json.read("{\"statusCode\":" + status + ",\"headers\":" + headers + "}"));
  }
}
