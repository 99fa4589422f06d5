package dev.larder.agent.client.playwright.pages;

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

class PendingPageEntryTest {

  private final PendingPageEntry pending = new PendingPageEntry();

  private void begin(String... fields) {
    pending.head(new ResponseHead(200, "HTTP/2", Headers.of(fields)));
    pending.takeBody(new byte[] {1});
  }

  private void sent() throws IOException {
    pending.sent(Json.read("{\"accept\":\"*/*\"}"));
  }

  @Test
  void whatWasSentMayBeToldLast() throws IOException {
    begin("Content-Length", "1");
    assertFalse(pending.isComplete());
    pending.received("http/1.1", true);
    assertFalse(pending.isComplete());
    sent();
    assertFalse(pending.isComplete());
    answered(200, "{}");
    assertTrue(pending.isComplete());
    assertNotNull(pending.takeComplete());
    assertNull(pending.takeComplete(), "once");
  }

  @Test
  void theProtocolIsAwaitedWhereItCounts() throws IOException {
    begin();
    sent();
    answered(200, "{}");
    assertFalse(pending.isComplete());
    pending.received("h2", true);
    assertTrue(pending.isComplete());
  }

  @Test
  void whatTheBrowserHadItselfIsNotAwaited() {
    begin("Content-Length", "1");
    pending.received("http/1.1", false);
    assertTrue(pending.isComplete());
  }

  @Test
  void cookiesAreUnknownUntilTheyAreTold() throws IOException {
    assertNull(pending.cookies(200));
    answered(200, "{\"ETag\":\"1\",\"set-cookie\":\"a=1; Path=/\\nb=2\"}");
    assertEquals(List.of("a=1; Path=/", "b=2"), pending.cookies(200));
  }

  @Test
  void cookiesOfAnotherResponseAreNotTaken() throws IOException {
    answered(304, "{\"Set-Cookie\":\"a=1\"}");
    assertNull(pending.cookies(200), "the browser has made it of a stored one");
    answered(200, "{}");
    assertNull(pending.cookies(200), "there were two");
  }

  private void answered(int status, String headers) throws IOException {
    pending.answered(Json.read("{\"statusCode\":" + status + ",\"headers\":" + headers + "}"));
  }
}
