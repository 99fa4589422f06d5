package dev.larder.agent.client.playwright.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.http.ResponseHead;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodedResponsesTest {

  @Test
  void aDecodedBodyIsShownUnderTheFieldsOfTheCodedOne() {
    List<String> fields = List.of("Content-Encoding", "gzip", "Content-Length", "20", "X", "y");
    ResponseHead stored =
        DecodedResponses.ofLength(
            DecodedResponses.response(200, fields, "{\"statusText\":\"Yes\"}"), 99);
    assertNull(stored.headers().first("Content-Encoding"));
    assertEquals("99", stored.headers().first("Content-Length"));
    DecodedResponses.Shown shown = DecodedResponses.shown(stored);
    assertEquals(fields, shown.headers());
    assertEquals("{\"statusText\":\"Yes\"}", shown.details());
    assertNull(shown.reason());
  }
}
