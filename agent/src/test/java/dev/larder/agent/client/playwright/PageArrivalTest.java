package dev.larder.agent.client.playwright;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.http.Headers;
import dev.larder.http.ResponseHead;
import java.io.IOException;
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
    assertTrue(arrival.isComplete());
  }

  @Test
  void theProtocolIsAwaitedWhereItCounts() throws IOException {
    begin();
    sent();
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
}
