package dev.larder.agent.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** From a logger to a file, to standard error or nowhere. */
class LarderLoggerTest {

  private final Logger logger = new LarderLogger("test");
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private final Path directory;

  LarderLoggerTest(@TempDir Path directory) {
    this.directory = directory;
    System.setErr(new PrintStream(captured, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
    LogSink.configure(Level.WARN, null, false);
  }

  @Test
  void linesFromTheThresholdOnAreWritten() throws IOException {
    Path file = directory.resolve("below").resolve("larder.log");
    LogSink.configure(Level.INFO, file, false);
    assertFalse(Files.exists(file.getParent()), "nothing is made before the first line");
    logger.debug("not {}", "this");
    assertFalse(Files.exists(file));
    logger.info("one {} {}", 1, "two");
    logger.warn("three");
    List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).endsWith("] one 1 two"), lines.get(0));
    assertTrue(lines.get(0).contains(" INFO larder["), lines.get(0));
    assertTrue(lines.get(1).contains(" WARN "), lines.get(1));
    assertEquals("", captured.toString(UTF_8));
  }

  @Test
  void nothingIsWrittenWithoutThreshold() {
    LogSink.configure(null, directory.resolve("larder.log"), false);
    logger.error("lost");
    assertFalse(logger.isErrorEnabled());
    assertFalse(Files.exists(directory.resolve("larder.log")));
    assertEquals("", captured.toString(UTF_8));
  }

  @Test
  void withoutFileItIsStandardError() {
    LogSink.configure(Level.WARN, null, false);
    logger.warn("here");
    assertTrue(captured.toString(UTF_8).contains("] here"));
  }

  @Test
  void aFailureComesWithItsCauses() throws IOException {
    Path file = directory.resolve("larder.log");
    LogSink.configure(Level.WARN, file, false);
    logger.warn("it failed", new IllegalStateException("outer", new IOException("inner")));
    String text = Files.readString(file);
    assertTrue(text.contains("IllegalStateException: outer"), text);
    assertTrue(text.contains("IOException: inner"), text);
    assertTrue(text.contains("    at " + LarderLoggerTest.class.getName()), text);
  }

  @Test
  void atItsLimitTheFileTakesThePlaceOfItsPredecessor() throws IOException {
    Path file = directory.resolve("larder.log");
    Files.writeString(directory.resolve("larder.log.1"), "older");
    Files.write(file, new byte[(1 << 20) + 1]);
    LogSink.configure(Level.WARN, file, false);
    logger.warn("new");
    assertEquals(1, Files.readAllLines(file).size());
    assertEquals((1 << 20) + 1, Files.size(directory.resolve("larder.log.1")));
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidOnceAtMost() throws IOException {
    Path file = Files.createDirectory(directory.resolve("larder.log"));
    LogSink.configure(Level.WARN, file, false);
    logger.warn("first");
    logger.warn("second");
    String said = captured.toString(UTF_8);
    assertEquals(1, said.lines().count(), said);
    assertEquals("larder: first", said.strip());
  }
}
