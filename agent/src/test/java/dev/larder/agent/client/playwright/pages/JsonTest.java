package dev.larder.agent.client.playwright.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void anObjectIsReadAsItWasWritten() throws Exception {
    Json written =
        Json.of("text", "\"\\\n\u0001é\uD83D\uDE00", "number", 204, "literal", true)
            .with("object", Json.of("none", Json.of()))
            .with("fields", Json.fields(List.of("A", "1", "B", "2")));
    Json read = Json.read(written.toString());
    assertEquals(written.text("text"), read.text("text"));
    assertEquals("204", read.text("number"));
    assertEquals("true", read.text("literal"));
    assertEquals("{\"none\":{}}", read.object("object").toString());
    assertEquals("2", read.objects("fields").get(1).text("value"));
  }

  @Test
  void bytesAreWrittenInBase64() {
    assertEquals("{\"body\":\"//8=\"}", Json.of("body", new byte[] {-1, -1}).toString());
  }

  @Test
  void aCopyWithMoreLeavesTheOriginalAsItIs() {
    Json one = Json.of("a", "1");
    assertEquals("{\"a\":\"1\",\"b\":\"2\"}", one.with("b", "2").toString());
    assertEquals("{\"a\":\"1\"}", one.toString());
  }
}
