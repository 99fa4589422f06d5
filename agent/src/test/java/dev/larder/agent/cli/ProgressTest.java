package dev.larder.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final StringWriter written = new StringWriter();

  private String progress(boolean shown, long millis) throws InterruptedException {
    try (Progress progress = new Progress(new PrintWriter(written), shown)) {
      Thread.sleep(millis);
      progress.at("1 of 2 URLs\u001b[2J");
      progress.at("2 of 2 URLs");
    }
    return written.toString();
  }

  @Test
  void aLineIsShownAndRemovedAgain() throws InterruptedException {
    assertEquals("\r\u001b[K1 of 2 URLs?[2J\r\u001b[K", progress(true, 150));
  }

  @Test
  void nothingIsWrittenWhereThereIsNoTerminal() throws InterruptedException {
    assertTrue(progress(false, 150).isEmpty());
  }
}
