package dev.larder.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.config.SettingTable;
import dev.larder.config.Settings;
import dev.larder.engine.CacheSettings;
import dev.larder.engine.Forward;
import dev.larder.engine.HttpCache;
import dev.larder.engine.RequestDecision;
import dev.larder.engine.ResponseDecision;
import dev.larder.http.Headers;
import dev.larder.http.RequestHead;
import dev.larder.http.ResponseHead;
import dev.larder.stats.FailureLog;
import dev.larder.stats.Statistics;
import dev.larder.store.Storage;
import dev.larder.store.disk.DiskStore;
import dev.larder.store.disk.shared.IdentityKeyFile;
import dev.larder.store.disk.shared.InvalidationFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a program reads a body, the cache has each byte once, or nothing. */
class TeeStreamTest {

  private static final RequestHead PAGE =
      RequestHead.get(URI.create("http://example.org/page"), Headers.empty());
  private static final String TEXT = "0123456789".repeat(2000);

  private final HttpCache cache;

  TeeStreamTest(@TempDir Path directory) {
    Statistics statistics = new Statistics();
    cache =
        new HttpCache(
            new Storage(
                new DiskStore(directory, new DiskStore.Limits(0, 0, 1 << 20), 1 << 16, statistics),
                new InvalidationFile(directory, statistics),
                new IdentityKeyFile(directory)),
            CacheSettings.of(Settings.defaults().with(SettingTable.COLLAPSE, false)),
            statistics,
            new FailureLog(statistics),
            InstantSource.system());
  }

  /** A response with this body under way. */
  private TeeStream stream(InputStream body, Headers more, TeeStream.EndSeen end) {
    Headers fields = Headers.of("Cache-Control", "max-age=60").with(more);
    Forward forward = assertInstanceOf(Forward.class, cache.exchange(PAGE).begin());
    ResponseDecision.Relay relay =
        assertInstanceOf(
            ResponseDecision.Relay.class,
            forward.received(new ResponseHead(200, "HTTP/1.1", fields), null));
    return new TeeStream(body, new BodyTee(relay.recorder()), end);
  }

  private TeeStream ofKnownLength(InputStream body) {
    return stream(body, Headers.of("Content-Length", "" + TEXT.length()), in -> false);
  }

  private TeeStream inChunks(InputStream body, boolean allThere) {
    return stream(body, Headers.of("Transfer-Encoding", "chunked"), in -> allThere);
  }

  private static InputStream whole() {
    return new BufferedInputStream(new ByteArrayInputStream(TEXT.getBytes(UTF_8)));
  }

  /** What is stored, or an empty text. */
  private String stored() throws IOException {
    return cache.exchange(PAGE).begin() instanceof RequestDecision.Serve serve
        ? new String(
            new StoredBody(serve.served().body(), serve.served().mapped()).readAllBytes(), UTF_8)
        : "";
  }

  @Test
  void theLastAnnouncedByteIsTheEnd() throws IOException {
    TeeStream body = ofKnownLength(whole());
    assertEquals(TEXT.length() - 1, body.readNBytes(TEXT.length() - 1).length);
    assertEquals("", stored());
    assertEquals('9', body.read());
    assertEquals(TEXT, stored());
  }

  @Test
  void aBodyOfUnknownLengthIsReadToItsEnd() throws IOException {
    TeeStream body = inChunks(whole(), false);
    assertEquals(TEXT.length(), body.readNBytes(TEXT.length()).length);
    assertEquals("", stored());
    assertEquals(-1, body.read());
    assertEquals(TEXT, stored());
  }

  @Test
  void whatIsSkippedAndWhatIsReadTwiceIsStoredOnce() throws IOException {
    TeeStream body = ofKnownLength(whole());
    assertEquals(10, body.skip(10));
    assertTrue(body.markSupported());
    body.mark(100);
    assertEquals("0123", new String(body.readNBytes(4), UTF_8));
    body.reset();
    assertEquals("012345", new String(body.readNBytes(6), UTF_8));
    assertEquals(0, body.skip(-1));
    body.readAllBytes();
    assertEquals(0, body.skip(1));
    assertEquals(TEXT, stored());
  }

  @Test
  void whatHasComeIsReadWhenTheProgramCloses() throws IOException {
    ofKnownLength(whole()).close();
    assertEquals(TEXT, stored());
  }

  @Test
  void theRestOfABodyInChunksIsReadIfItsEndHasCome() throws IOException {
    TeeStream body = inChunks(whole(), true);
    assertEquals('0', body.read());
    body.close();
    assertEquals(TEXT, stored());
  }

  @Test
  void whatHasNotComeIsNotWaitedFor() throws IOException {
    inChunks(whole(), false).close();
    assertEquals("", stored());
    try (PipedOutputStream server = new PipedOutputStream();
        PipedInputStream client = new PipedInputStream(server)) {
      server.write("0123".getBytes(UTF_8));
      ofKnownLength(client).close();
    }
    assertEquals("", stored());
  }

  @Test
  void aBodyThatBreaksOffIsNotStored() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("reset");
          }
        };
    TeeStream body = ofKnownLength(broken);
    assertThrows(IOException.class, body::read);
    body.close();
    assertEquals("", stored());
  }

  /** Else the bytes that closing reads could come before those that the other thread has. */
  @Test
  void closingWhileAnotherThreadReadsStoresNothing() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    InputStream slow =
        new InputStream() {
          private final InputStream text = whole();

          @Override
          public int read() {
            throw new IllegalStateException();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            reads.countDown();
            try {
              closed.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return text.read(bytes, offset, length);
          }

          @Override
          public int available() throws IOException {
            return text.available();
          }
        };
    TeeStream body = ofKnownLength(slow);
    FutureTask<Integer> reader = new FutureTask<>(() -> body.read(new byte[10]));
    Thread thread = new Thread(reader);
    thread.start();
    reads.await();
    body.close();
    closed.countDown();
    assertEquals(10, reader.get());
    assertFalse(thread.isInterrupted());
    assertEquals("", stored());
  }
}
